import { useEffect, useLayoutEffect, useRef } from 'react'
import { createStore } from '../store.ts'
import { matchKey, readKey } from './matching.ts'

/** What a key does on the screen one is on. */
export interface Binding {
  /** a character as `matchKey` gives it, `g q` for a sequence, or `send` and `escape` */
  key: string
  /** as the help prints it */
  label: string
  group: string
  run(): void
  /** runs again while the key is held: moving, never deciding */
  repeats?: boolean
  /** works, but is not worth a line in the help */
  hidden?: boolean
}

type Layer = { readonly current: readonly Binding[] }
const layers: Layer[] = []

/** The first key of a sequence that waits for its second: `g`, or nothing. */
export const openSequence = createStore<string | null>(null)

/** Makes these keys work while the component is on screen; a later layer wins over an earlier one. */
export function useKeys(bindings: readonly Binding[]): void {
  const latest = useRef(bindings)
  useLayoutEffect(() => {
    latest.current = bindings
  })
  useEffect(() => {
    layers.push(latest)
    return () => void layers.splice(layers.indexOf(latest), 1)
  }, [])
}

export const boundKeys = (): readonly Binding[] =>
  layers
    .toReversed()
    .flatMap((layer) => layer.current)
    .filter((binding) => !binding.hidden)

function find(key: string): Binding | undefined {
  for (const layer of layers.toReversed()) {
    const binding = layer.current.find((candidate) => candidate.key === key)
    if (binding) return binding
  }
  return undefined
}

const startsSequence = (key: string) => layers.some((layer) => layer.current.some((binding) => binding.key.startsWith(`${key} `)))

const overlay = '[role="dialog"],[role="alertdialog"],[role="menu"]'

/** One listener for the whole window. `singleKeys`: whether keys without a modifier are on (a setting, WCAG 2.1.4). */
export function listenToKeys(singleKeys: () => boolean): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    // A dialog or menu has its own keys; what it handled is done.
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest(overlay))) return
    const match = matchKey(readKey(event))
    if (!match) return
    const binding = resolve(match, singleKeys())
    if (binding === undefined) return
    event.preventDefault()
    if (binding && (match.kind !== 'single' || !match.repeat || binding.repeats)) binding.run()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

/** undefined: not ours; null: ours, and nothing happens. */
function resolve(match: NonNullable<ReturnType<typeof matchKey>>, singleKeys: boolean): Binding | null | undefined {
  const first = openSequence.get()
  if (match.kind === 'escape' && first !== null) {
    openSequence.set(null)
    return null
  }
  if (match.kind !== 'single') return find(match.kind)
  if (!singleKeys) return undefined
  if (first !== null) {
    if (match.repeat) return null
    openSequence.set(null)
    return find(`${first} ${match.key}`) ?? null
  }
  if (startsSequence(match.key)) {
    openSequence.set(match.key)
    return null
  }
  return find(match.key)
}
