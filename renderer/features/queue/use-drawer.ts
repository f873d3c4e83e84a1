import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 1099px)')

interface Focus {
  /** the caret in the list's search field; null: elsewhere in the list */
  caret: readonly [start: number, end: number] | null
}

/** Where the window has no room for list and item the list is a drawer over the item. */
export interface Drawer {
  isDrawer: boolean
  open: boolean
  setOpen(open: boolean | ((before: boolean) => boolean)): void
}

/**
 * The list becomes another element when the window crosses that width. Who was searching in it goes on: with the focus
 * nowhere, the next letters would be keys that decide. Otherwise the drawer begins closed.
 */
export function useDrawer(): Drawer {
  const [open, setOpen] = useState(false)
  const kept = useRef<Focus | null>(null)
  const subscribe = useCallback((listener: () => void) => {
    const onChange = () => {
      kept.current = focusInList()
      setOpen(narrow.matches && kept.current?.caret != null)
      listener()
    }
    narrow.addEventListener('change', onChange)
    return () => narrow.removeEventListener('change', onChange)
  }, [])
  const isDrawer = useSyncExternalStore(subscribe, () => narrow.matches)
  useLayoutEffect(() => {
    if (kept.current === null) return
    refocus(kept.current, isDrawer)
    kept.current = null
  }, [isDrawer, open])
  return { isDrawer, open, setOpen }
}

function focusInList(): Focus | null {
  const { activeElement } = document
  if (activeElement?.closest('.list') == null) return null
  const caret = activeElement instanceof HTMLInputElement ? ([activeElement.selectionStart ?? 0, activeElement.selectionEnd ?? 0] as const) : null
  return { caret }
}

function refocus({ caret }: Focus, isDrawer: boolean): void {
  if (caret !== null) {
    const field = document.querySelector<HTMLInputElement>('.list input')
    field?.focus({ preventScroll: true })
    field?.setSelectionRange(...caret)
  } else document.querySelector<HTMLElement>(isDrawer ? '[data-reading]' : '.list-scroll')?.focus({ preventScroll: true })
}
