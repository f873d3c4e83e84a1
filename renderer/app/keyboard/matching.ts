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

export interface KeyMatch {
  /** as the map of the keys writes it: `a`, `?`, `shift+x`, `mod+k`, `mod+enter`, `escape` */
  stroke: string
  /** without a modifier: can be switched off (WCAG 2.1.4), and does nothing in a text field */
  single: boolean
  repeat: boolean
}

const byCode: Record<string, string> = { Comma: ',', Slash: '/', Period: '.', Semicolon: ';', Minus: '-', Equal: '=' }

/**
 * A letter or digit of another script (Cyrillic, Greek, Hebrew, Arabic, …): its key's place counts. Vowel and tone signs are
 * keys of their own (Devanagari, Thai), and some keys type two letters (Arabic lam-alef).
 */
export const otherScript = /^(?!\p{Script=Latin})(?![0-9])[\p{L}\p{Nd}\p{M}]{1,3}$/u

/**
 * What a keydown means, or null: nothing to us. By the printed character, by the key's place on non-Latin layouts;
 * never while an input method composes or with AltGr (it types @, €, …); in a text field only with ⌘ or Ctrl.
 * `mac`: ⌘ is the modifier, and Ctrl types there (its own keys in text fields).
 */
export function matchKey(input: KeyInput, mac = false): KeyMatch | null {
  if (input.composing || input.key === 'Process' || input.key === 'Dead' || input.key === 'Unidentified') return null
  const { repeat } = input
  if (input.key === 'Escape') return { stroke: 'escape', single: false, repeat }
  if (input.alt || input.altGraph) return null
  if (input.key === 'Enter') return (input.ctrl || input.meta) && !input.shift ? { stroke: 'mod+enter', single: false, repeat } : null
  const mod = mac ? input.meta && !input.ctrl : input.ctrl && !input.meta
  if (!mod && (input.inText || input.ctrl || input.meta)) return null
  const stroke = printed(input)
  if (stroke === null) return null
  return mod ? { stroke: `mod+${stroke}`, single: false, repeat } : { stroke, single: true, repeat }
}

function printed({ key, code, shift }: KeyInput): string | null {
  const letter = latin(key, code)
  // Caps Lock alone changes nothing; Shift makes another key of a letter, and only says where other signs are.
  if (letter !== null && /^[a-z]$/.test(letter)) return shift ? `shift+${letter}` : letter
  return letter
}

function latin(key: string, code: string): string | null {
  if (otherScript.test(key)) {
    if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase()
    return /^Digit[0-9]$/.test(code) ? code.slice(5) : (byCode[code] ?? null)
  }
  return /^[!-~]$/.test(key) ? key.toLowerCase() : null
}

const textInputs = new Set(['text', 'search', 'email', 'password', 'url', 'tel', 'number', 'date', 'time', 'datetime-local', 'month', 'week'])

export function takesText(target: EventTarget | null): boolean {
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
