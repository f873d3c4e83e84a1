const letter = /\p{L}/u
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * The direction of a block by its first letter. `dir="auto"` looks past children that have a direction of their own,
 * so blocks of blocks (quotes, list entries, tables) are told theirs.
 */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = letter.exec(text.slice(0, 1_000))?.[0]
  return first !== undefined && rightToLeft.test(first) ? 'rtl' : 'ltr'
}
