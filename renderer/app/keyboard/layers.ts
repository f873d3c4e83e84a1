import { useEffect, useLayoutEffect, useRef } from 'react'
import { hasCommandKey } from '../platform.ts'
import { createStore } from '../store.ts'
import { actionIds, actionOf, type ActionId } from './actions.ts'
import { buttonFor, dialogAround, shownActions } from './buttons.ts'
import { keys } from './keymap.ts'
import { matchKey, readKey, type KeyMatch } from './matching.ts'

/** What actions do on the screen one is on; null or absent: nothing there. */
export type Runs = { readonly [A in ActionId]?: (() => void) | null | undefined }

type Layer = { readonly current: Runs }
const layers: Layer[] = []

/** The first key of a sequence that waits for its second: `g`, or nothing. */
export const openSequence = createStore<string | null>(null)

/** Makes these actions work while the component is on screen; a later layer wins over an earlier one. */
export function useActions(runs: Runs): void {
  const latest = useRef(runs)
  useLayoutEffect(() => {
    latest.current = runs
  })
  useEffect(() => {
    layers.push(latest)
    return () => void layers.splice(layers.indexOf(latest), 1)
  }, [])
}

/** By what the screen says, or else by the button that shows the key; in a dialog, by its buttons alone. */
function find(action: ActionId, focus: Element | null): (() => void) | null {
  if (dialogAround(focus) === null) {
    for (const layer of layers.toReversed()) {
      const run = layer.current[action]
      if (run) return run
    }
  }
  const button = buttonFor(action, focus)
  return button && (() => button.click())
}

function among(shown: ReadonlySet<string>): ActionId[] {
  return actionIds.filter((id) => shown.has(id) || layers.some(({ current }) => current[id]))
}

/** What can be done on the screen here and now, in the map's order, whatever dialog lies over it. */
export const availableActions = (): ActionId[] => among(shownActions())

/** The same, with what can be done in its lines. */
export const listedActions = (): ActionId[] => among(shownActions('and in lines'))

/** Does it on the screen, whatever dialog lies over it. */
export const runAction = (action: ActionId): void => find(action, null)?.()

/** Sees every key before the map does; true: it was for this, and nothing else happens. */
type Capture = (event: KeyboardEvent) => boolean
const captures: Capture[] = []
export function captureKeys(capture: Capture): () => void {
  captures.push(capture)
  return () => void captures.splice(captures.indexOf(capture), 1)
}

/** One listener for the whole window. */
export function listenToKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    // A button is pressed once, however long its key is held.
    if (event.repeat && (event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement) return event.preventDefault()
    const focus = event.target instanceof Element ? event.target : null
    // What a dialog handled itself is done; Esc leaves no key waiting behind it. A menu has its own keys.
    if (event.defaultPrevented && event.key === 'Escape') openSequence.set(null)
    if (event.defaultPrevented || focus?.closest('[role="menu"]')) return
    if (dialogAround(focus) === null && captures.some((capture) => capture(event))) return event.preventDefault()
    const match = matchKey(readKey(event), hasCommandKey)
    if (!match) return
    const action = resolve(match, focus)
    if (action === undefined) return
    event.preventDefault()
    if (action !== null && (!match.repeat || actionOf(action).repeats)) find(action, focus)?.()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

/** undefined: not ours; null: ours, and nothing happens. */
function resolve({ stroke, single, repeat }: KeyMatch, focus: Element | null): ActionId | null | undefined {
  const { map, single: singleKeys } = keys.get()
  const first = openSequence.get()
  /** where something does it here */
  const bound = (key: string): ActionId | undefined => {
    const action = map.actionOf(key)
    return action !== null && find(action, focus) !== null ? action : undefined
  }
  if (stroke === 'escape' && first !== null) {
    openSequence.set(null)
    return null
  }
  if (single && !singleKeys) return undefined
  if (single && first !== null) {
    if (repeat) return null
    openSequence.set(null)
    return bound(`${first} ${stroke}`) ?? null
  }
  // Over a screen nobody goes elsewhere; a key that nothing can follow here does not wait.
  if (single && map.begins(stroke) && dialogAround(focus) === null && continuations(stroke).length > 0) {
    openSequence.set(stroke)
    return null
  }
  return bound(stroke)
}

/** What may follow the key that waits, where it does something here. */
export const continuations = (first: string): ActionId[] => availableActions().filter((id) => keys.get().map.keyOf(id)?.startsWith(`${first} `))
