import { hasCommandKey } from '../platform.ts'
import { keys } from './keymap.ts'
import { matchKey, type KeyInput } from './matching.ts'

/** Where a key leads in a list of its own (in a dialog, where the screen's keys are off): an arrow, or what moves in the queue. */
export function listStep(input: KeyInput): 1 | -1 | null {
  if (!input.ctrl && !input.meta && !input.alt && !input.composing) {
    if (input.key === 'ArrowDown') return 1
    if (input.key === 'ArrowUp') return -1
  }
  const match = matchKey(input, hasCommandKey)
  const { map, single } = keys.get()
  if (match === null || (match.single && !single)) return null
  const action = map.actionOf(match.stroke)
  return action === 'queue.next' ? 1 : action === 'queue.previous' ? -1 : null
}

/** The keys that do so, as the map writes them: none that is pressed after another, or switched off. */
export function listStepKeys(): [down: string, up: string] {
  const { map, single } = keys.get()
  const down = map.keyOf('queue.next')
  const up = map.keyOf('queue.previous')
  const works = (key: string | null): key is string => key !== null && !key.includes(' ') && (single || key.startsWith('mod+'))
  return works(down) && works(up) ? [down, up] : ['↓', '↑']
}
