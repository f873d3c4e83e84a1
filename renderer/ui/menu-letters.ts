import type { KeyboardEvent } from 'react'

/** Letters further apart begin a new search, in milliseconds. */
const pause = 1_000

const searches = new WeakMap<Element, { letters: string; at: number }>()

/**
 * For a menu's content, in the capture phase, its submenus included: letters move the focus to the item that they find,
 * at once. Radix does it by a timer: Enter typed right behind a letter met no item or the one before, and an arrow key
 * was taken back.
 */
export function findByLetters(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, timeStamp, ctrlKey, metaKey, altKey } = event
  const menu = target instanceof Element ? target.closest('[role="menu"]') : null
  if (menu === null || key.length !== 1 || ctrlKey || metaKey || altKey) return
  const before = searches.get(menu)
  const letters = before && timeStamp - before.at < pause ? before.letters : ''
  // Space chooses, unless it is one between the words of a name.
  if (letters === '' && key === ' ') return
  event.preventDefault()
  event.stopPropagation()
  searches.set(menu, { letters: letters + key, at: timeStamp })
  const items = [...menu.querySelectorAll('[role^="menuitem"]:not([data-disabled])')].filter((item) => item instanceof HTMLElement)
  const found = findName(items.map(({ textContent }) => textContent), letters + key, items.findIndex((item) => item === document.activeElement))
  items[found]?.focus()
}

/** Which name the letters lead to from the one at `current` (-1: none), or -1. One letter, again and again, goes on to the next. */
export function findName(names: readonly string[], letters: string, current: number): number {
  const sought = letters.toLowerCase()
  const [first = ''] = sought
  const isOne = [...sought].every((letter) => letter === first)
  const from = isOne ? current + 1 : Math.max(current, 0)
  const begins = (name: string) => name.trim().toLowerCase().startsWith(isOne ? first : sought)
  const places = names.map((_, i) => (from + i) % names.length)
  return places.find((place) => begins(names[place] ?? '')) ?? -1
}
