import { diffArrays } from 'diff'

/** A run of text: in both, only in the earlier, only in the later. */
export type Part = { kind: 'same' | 'removed' | 'added'; text: string }

/** Words that may differ before two texts are told apart as wholes; the work grows with its square. */
const MAX_EDITS = 1_500
/** Milliseconds that one pair of texts may take. */
const TIME = 400

/** Words of scripts that put spaces between them, single signs of those that do not, spaces, and each other sign alone. */
const token = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]\p{M}*|[\p{L}\p{N}_][\p{L}\p{M}\p{N}_'’]*|\s+|./gsu

export const tokens = (text: string): string[] => text.match(token) ?? []

/** How one text became another, word by word. */
export function wordDiff(before: string, after: string): Part[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const changes = diffArrays(tokens(before), tokens(after), { maxEditLength: MAX_EDITS, timeout: TIME })
  if (changes === undefined) return wholes(before, after)
  return readable(
    changes.map(({ added, removed, value }): Part => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text: value.join('') })),
  )
}

const wholes = (before: string, after: string): Part[] =>
  [{ kind: 'removed', text: before } as const, { kind: 'added', text: after } as const].filter(({ text }) => text !== '')

/** A space between two changed words belongs to the change: `old text` → `new words`, not three changes of one word. */
function readable(parts: readonly Part[]): Part[] {
  const runs: Part[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    runs.push(...wholes(removed, added))
    removed = added = ''
  }
  parts.forEach((part, index) => {
    if (part.kind === 'removed') removed += part.text
    else if (part.kind === 'added') added += part.text
    else if (/^\s+$/.test(part.text) && removed !== '' && added !== '' && index < parts.length - 1) {
      removed += part.text
      added += part.text
    } else {
      flush()
      runs.push(part)
    }
  })
  flush()
  return runs
}

/** How much two texts have in common, 0 to 1, by their words and whatever the order. */
export function likeness(before: string, after: string): number {
  const counts = new Map<string, number>()
  let total = 0
  for (const word of tokens(before.slice(0, 4_000))) {
    if (word.trim() === '') continue
    counts.set(word, (counts.get(word) ?? 0) + 1)
    total += 1
  }
  let shared = 0
  for (const word of tokens(after.slice(0, 4_000))) {
    if (word.trim() === '') continue
    total += 1
    const left = counts.get(word) ?? 0
    if (left === 0) continue
    counts.set(word, left - 1)
    shared += 2
  }
  return total === 0 ? 1 : shared / total
}
