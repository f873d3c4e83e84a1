import { useEffect, useLayoutEffect, useRef } from 'react'
import { hasCommandKey } from '../platform.ts'
import { createStore } from '../store.ts'
import { actionIds, actionOf, type ActionId } from './actions.ts'
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

function find(action: ActionId): (() => void) | null {
  for (const layer of layers.toReversed()) {
    const run = layer.current[action]
    if (run) return run
  }
  return null
}

/** What can be done here and now, in the map's order. */
export const availableActions = (): ActionId[] => actionIds.filter((id) => find(id) !== null)

/** As if its key had been pressed. */
export const runAction = (action: ActionId): void => find(action)?.()

/** Sees every key before the map does; true: it was for this, and nothing else happens. */
type Capture = (event: KeyboardEvent) => boolean
const captures: Capture[] = []
export function captureKeys(capture: Capture): () => void {
  captures.push(capture)
  return () => void captures.splice(captures.indexOf(capture), 1)
}

const overlay = '[role="dialog"],[role="alertdialog"],[role="menu"]'

/** One listener for the whole window. */
export function listenToKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    // A button is pressed once, however long its key is held.
    if (event.repeat && (event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement) return event.preventDefault()
    // A dialog or menu has its own keys; what it handled is done.
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest(overlay))) return
    if (captures.some((capture) => capture(event))) return event.preventDefault()
    const match = matchKey(readKey(event), hasCommandKey)
    if (!match) return
    const action = resolve(match)
    if (action === undefined) return
    event.preventDefault()
    if (action !== null && (!match.repeat || actionOf(action).repeats)) runAction(action)
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

/** undefined: not ours; null: ours, and nothing happens. */
function resolve({ stroke, single, repeat }: KeyMatch): ActionId | null | undefined {
  const { map, single: singleKeys } = keys.get()
  const first = openSequence.get()
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
  if (single && map.begins(stroke)) {
    openSequence.set(stroke)
    return null
  }
  return bound(stroke)
}

/** The action of a key, where something does it on this screen. */
function bound(key: string): ActionId | undefined {
  const action = keys.get().map.actionOf(key)
  return action !== null && find(action) !== null ? action : undefined
}

/** What may follow the key that waits, where it does something here. */
export const continuations = (first: string): ActionId[] => availableActions().filter((id) => keys.get().map.keyOf(id)?.startsWith(`${first} `))
