/** Scripts without spaces between words: each sign is a word of its own in the index, and a word asked for a phrase of them. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*/gu
const words = /[\p{L}\p{N}\p{M}]+/gu

/** More of one text adds size and finds nothing. */
const longest = 200_000

/** A text as the index takes it. */
export const indexed = (text: string | null): string => (text === null ? '' : text.slice(0, longest).replace(unspaced, ' $& '))

/** All strings in a content, names of fields left out; a content that is no JSON as it stands. */
export function stringsIn(content: string | null): string {
  if (content === null) return ''
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    return content
  }
  const found: string[] = []
  const open = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string') found.push(next)
    else if (typeof next === 'object' && next !== null) open.push(...Object.values(next).slice(0, 10_000).reverse())
  }
  return found.join('\n')
}

/**
 * What a person typed as an FTS5 expression: every word has to be there, each may be the beginning of one. Only letters
 * and digits get through, in quotes, so nothing typed is syntax. null: nothing to look for.
 */
export function matchOf(typed: string): string | null {
  const phrases = typed
    .slice(0, 500)
    .split(/\s+/u)
    .map((word) => indexed(word).match(words))
    .filter((parts) => parts !== null)
  return phrases.length === 0 ? null : phrases.map((parts) => `"${parts.join(' ')}" *`).join(' AND ')
}
