/** What the rules need to know of a keydown event; see `readKey` for where it comes from. */
export interface KeyInput {
  key: string
  code: string
  repeat: boolean
  composing: boolean
  ctrl: boolean
  meta: boolean
  alt: boolean
  altGraph: boolean
  shift: boolean
  /** the event's target takes text */
  inText: boolean
}

export type KeyMatch =
  /** one printed character, in lower case: `a`, `?`, `,` */
  | { kind: 'single'; key: string; repeat: boolean }
  /** ⌘⏎ or Ctrl+⏎, in a text field as well */
  | { kind: 'send' }
  | { kind: 'escape' }

const byCode: Record<string, string> = { Comma: ',', Slash: '/', Period: '.' }

/** A letter of another script (Cyrillic, Greek, Hebrew, …): the keyboard has no Latin letters, its key's place counts. */
const otherScript = /^(?!\p{Script=Latin})\p{L}$/u

/**
 * What a keydown means, or null: nothing to us. By the printed character, by the key's place on non-Latin layouts;
 * never while an input method composes, with AltGr (it types @, €, …) or another modifier, or in a text field.
 */
export function matchKey(input: KeyInput): KeyMatch | null {
  if (input.composing || input.key === 'Process' || input.key === 'Dead' || input.key === 'Unidentified') return null
  if (input.key === 'Escape') return { kind: 'escape' }
  if (input.key === 'Enter' && (input.ctrl || input.meta) && !input.alt && !input.shift) {
    return input.repeat ? null : { kind: 'send' }
  }
  if (input.inText || input.ctrl || input.meta || input.alt || input.altGraph) return null
  const key = printed(input)
  return key === null ? null : { kind: 'single', key, repeat: input.repeat }
}

function printed({ key, code, shift }: KeyInput): string | null {
  if (otherScript.test(key)) {
    if (shift) return null
    return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : (byCode[code] ?? null)
  }
  // With Shift a letter is kept free (X selects a range, later); Caps Lock alone changes nothing.
  if (/^[a-z]$/i.test(key)) return shift ? null : key.toLowerCase()
  return /^[?/,.]$/.test(key) ? key : null
}

const textInputs = new Set(['text', 'search', 'email', 'password', 'url', 'tel', 'number', 'date', 'time', 'datetime-local', 'month', 'week'])

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && textInputs.has(target.type)
}

export const readKey = (event: KeyboardEvent): KeyInput => ({
  key: event.key,
  code: event.code,
  repeat: event.repeat,
  composing: event.isComposing || event.keyCode === 229,
  ctrl: event.ctrlKey,
  meta: event.metaKey,
  alt: event.altKey,
  altGraph: event.getModifierState('AltGraph'),
  shift: event.shiftKey,
  inText: takesText(event.target),
})
