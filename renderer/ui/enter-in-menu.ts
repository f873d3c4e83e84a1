import type { KeyboardEvent } from 'react'

/** letters were typed whose item does not have the focus yet */
let searching = false

/** Once what the key has set off has been set off: Radix moves the focus by a timer. */
const afterwards = (work: () => void): void => queueMicrotask(() => setTimeout(work))

/**
 * For a menu's content, in the capture phase, its submenus included: a letter moves the focus to the item that it finds only a moment later. Enter
 * typed right behind it waits for that, instead of choosing the item before, or nothing.
 */
export function enterAfterLetters(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey) {
    searching = true
    afterwards(() => (searching = false))
  }
  const menu = target instanceof Element ? target.closest('[role="menu"]') : null
  if (key !== 'Enter' || (!searching && target !== menu)) return
  event.preventDefault()
  afterwards(() => {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && menu?.contains(activeElement) && activeElement.matches('[role^="menuitem"]')) activeElement.click()
  })
}
