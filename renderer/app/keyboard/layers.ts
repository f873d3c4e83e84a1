import { useEffect, useLayoutEffect, useRef } from 'react'
import { hasCommandKey } from '../platform.ts'
import { createStore } from '../store.ts'
import { actionIds, actionOf, type ActionId } from './actions.ts'
import { buttonFor, namedActions, placeOf, type Place } from './buttons.ts'
import { keys } from './keymap.ts'
import { matchKey, readKey, takesText, type KeyMatch } from './matching.ts'

/** What actions do on the screen one is on; null or absent: nothing there. */
export type Runs = { readonly [A in ActionId]?: (() => void) | null | undefined }

type Layer = { readonly current: Runs }
const layers: Layer[] = []

/** The first key of a sequence that waits for its second: `g`, or nothing. */
export const openSequence = createStore<string | null>(null)

/** So long, in ms, a first key waits: whoever reads what may follow it takes some seconds, whoever pressed it by mistake forgets it. */
const sequenceMs = 10_000
let sequenceEnds: ReturnType<typeof setTimeout> | undefined

function waitAfter(first: string): void {
  openSequence.set(first)
  clearTimeout(sequenceEnds)
  sequenceEnds = setTimeout(endSequence, sequenceMs)
}
const endSequence = () => openSequence.set(null)

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

/** the screen, whatever lies over it */
const screen: Place = { focus: null, dialog: null }

/** What the screen itself does; nothing while a dialog lies over it. */
function runOf(action: ActionId, { dialog }: Place): (() => void) | null {
  if (dialog !== null) return null
  for (const layer of layers.toReversed()) {
    const run = layer.current[action]
    if (run) return run
  }
  return null
}

/** What an action does in a place; `repeats`: again while its key is held. */
interface Found {
  run(): void
  repeats: boolean
}

/** By what the screen says, or else by the button that shows the key, which is pressed once however long the key is held. */
function find(action: ActionId, place: Place): Found | null {
  const run = runOf(action, place)
  if (run !== null) return { run, repeats: actionOf(action).repeats === true }
  const button = buttonFor(action, place)
  return button && { run: () => button.click(), repeats: false }
}

/** What can be done on the screen here and now, in the map's order, whatever dialog lies over it. */
export function availableActions(): ActionId[] {
  const named = namedActions()
  return actionIds.filter((id) => runOf(id, screen) !== null || (named.has(id) && buttonFor(id, screen) !== null))
}

/** The same, with what can be done in its lines. */
export function listedActions(): ActionId[] {
  const named = namedActions()
  return actionIds.filter((id) => named.has(id) || runOf(id, screen) !== null)
}

/** Does it on the screen, whatever dialog lies over it. */
export const runAction = (action: ActionId): void => find(action, screen)?.run()

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
    // What a dialog handled itself is done; Esc leaves no key waiting behind it. A menu has its own keys.
    if (event.defaultPrevented && event.key === 'Escape') endSequence()
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('[role="menu"]'))) return
    const place = placeOf(event.target)
    if (place.dialog === null && captures.some((capture) => capture(event))) return event.preventDefault()
    const match = matchKey(readKey(event), hasCommandKey)
    if (!match) return
    const found = resolve(match, place)
    if (found === undefined) return
    event.preventDefault()
    if (found !== null && (!match.repeat || found.repeats)) found.run()
  }
  // Whoever points, types or looks elsewhere has given the sequence up.
  const onFocus = ({ target }: FocusEvent) => takesText(target) && endSequence()
  window.addEventListener('keydown', onKeyDown)
  window.addEventListener('pointerdown', endSequence, true)
  window.addEventListener('focusin', onFocus)
  window.addEventListener('blur', endSequence)
  return () => {
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('pointerdown', endSequence, true)
    window.removeEventListener('focusin', onFocus)
    window.removeEventListener('blur', endSequence)
  }
}

/** undefined: not ours; null: ours, and nothing happens. */
function resolve({ stroke, single, repeat }: KeyMatch, place: Place): Found | null | undefined {
  const { map, single: singleKeys } = keys.get()
  const first = openSequence.get()
  const bound = (key: string): Found | undefined => {
    const action = map.actionOf(key)
    return (action === null ? null : find(action, place)) ?? undefined
  }
  if (first !== null && single && repeat) return null
  if (first !== null) endSequence()
  if (stroke === 'escape' && first !== null) return null
  if (single && !singleKeys) return undefined
  if (single && first !== null) return bound(`${first} ${stroke}`) ?? null
  // Over a screen nobody goes elsewhere; a key that nothing can follow here does not wait.
  if (single && map.begins(stroke) && place.dialog === null && continuations(stroke).length > 0) {
    waitAfter(stroke)
    return null
  }
  return bound(stroke)
}

/** What may follow the key that waits, where it does something here. */
export const continuations = (first: string): ActionId[] => availableActions().filter((id) => keys.get().map.keyOf(id)?.startsWith(`${first} `))
