import { useLayoutEffect, useRef, useState } from 'react'
import { focusReading } from '../../ui/focus-reading.ts'

// Where a window that is not shown yet has no width, a queue drawn with a drawer would be drawn once more at every start.
const narrow = window.matchMedia('(min-width: 1px) and (max-width: 1099px)')

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
 * nowhere, the next letters would be keys that decide. Otherwise the drawer begins closed. Words that an input method
 * composes there would be cut, so the list follows the window once they are written.
 */
export function useDrawer(): Drawer {
  const [{ isDrawer, open }, setLayout] = useState({ isDrawer: narrow.matches, open: false })
  const shown = useRef(isDrawer)
  const kept = useRef<Focus | null>(null)
  useLayoutEffect(() => {
    let composing = false
    const follow = () => {
      if (composing || shown.current === narrow.matches) return
      shown.current = narrow.matches
      kept.current = focusInList()
      setLayout({ isDrawer: narrow.matches, open: narrow.matches && kept.current?.caret != null })
    }
    const begun = () => {
      composing = focusInList() !== null
    }
    const ended = () => {
      composing = false
      // The field has its words first; the next ones may have been begun by then.
      setTimeout(follow)
    }
    follow()
    narrow.addEventListener('change', follow)
    document.addEventListener('compositionstart', begun)
    document.addEventListener('compositionend', ended)
    return () => {
      narrow.removeEventListener('change', follow)
      document.removeEventListener('compositionstart', begun)
      document.removeEventListener('compositionend', ended)
    }
  }, [])
  useLayoutEffect(() => {
    if (kept.current === null) return
    refocus(kept.current, isDrawer)
    kept.current = null
  }, [isDrawer, open])
  const setOpen: Drawer['setOpen'] = (to) => setLayout((before) => ({ ...before, open: typeof to === 'boolean' ? to : to(before.open) }))
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
  } else if (isDrawer) focusReading()
  else document.querySelector<HTMLElement>('.list-scroll')?.focus({ preventScroll: true })
}
