import { hasCommandKey } from '../platform.ts'
import { otherScript } from './matching.ts'

type KeyEvent = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>

/** A key, and whether AltGr is held, or Option on a Mac: on many layouts their letters come with Ctrl and Alt. */
export type TypedKey = KeyEvent & { altGraph: boolean }

export function typedKey(event: KeyboardEvent, mac = hasCommandKey): TypedKey {
  const { key, ctrlKey, metaKey, altKey, isComposing } = event
  const option = mac && altKey && !ctrlKey && !metaKey
  return { key, ctrlKey, metaKey, altKey, isComposing, altGraph: option || event.getModifierState('AltGraph') }
}

/** What a key does where words are written; null: nothing of that kind. */
export function typedBy({ key, ctrlKey, metaKey, altKey, isComposing, altGraph }: TypedKey): { kind: 'text'; text: string } | { kind: 'erase' } | { kind: 'send' } | null {
  if (isComposing) return null
  const command = (ctrlKey || metaKey) && !altGraph
  if (command && key === 'Enter') return { kind: 'send' }
  if (command || (altKey && !altGraph)) return null
  if (key === 'Enter') return { kind: 'text', text: '\n' }
  if (key === 'Backspace') return { kind: 'erase' }
  // Some keys type two letters at once; the names of keys are Latin.
  return [...key].length === 1 || otherScript.test(key) ? { kind: 'text', text: key } : null
}
