/** Where a text occurs in the text nodes of one block, also across them: `off**er**` holds "offer". */

/** A place in a block: which of its texts, and where in it. */
export type Place = { text: number; offset: number }
export type Match = { from: Place; to: Place }

/** Lower case and plain spaces, one code unit for one, so that places stay true. */
export function fold(text: string): string {
  const spaced = text.replace(/[\s\u00a0]/g, ' ')
  const lower = spaced.toLowerCase()
  if (lower.length === spaced.length) return lower
  return Array.from({ length: spaced.length }, (_, index) => {
    const unit = spaced.charAt(index)
    const small = unit.toLowerCase()
    return small.length === 1 ? small : unit
  }).join('')
}

/** Matches that do not overlap, at most `limit`. */
export function matchesIn(texts: readonly string[], needle: string, limit: number): Match[] {
  if (needle === '') return []
  const whole = fold(texts.join(''))
  const found: Match[] = []
  let text = 0
  let start = 0
  const place = (at: number, end: boolean): Place => {
    // An end belongs to the text that it closes, a beginning to the one that it opens.
    while (text < texts.length - 1 && (end ? at > start + lengthOf(text) : at >= start + lengthOf(text))) {
      start += lengthOf(text)
      text += 1
    }
    return { text, offset: at - start }
  }
  const lengthOf = (index: number) => texts[index]?.length ?? 0
  for (let at = whole.indexOf(needle); at >= 0 && found.length < limit; at = whole.indexOf(needle, at + needle.length)) {
    const from = place(at, false)
    found.push({ from, to: place(at + needle.length, true) })
  }
  return found
}
