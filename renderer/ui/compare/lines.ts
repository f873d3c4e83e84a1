import { diffArrays } from 'diff'
import { likeness, wordDiff, type Part } from './words.ts'

/** A line of the comparison; numbers count from 1 in the earlier and in the later text. */
export type Row =
  | { kind: 'same'; before: number; after: number; text: string }
  | { kind: 'changed'; before: number; after: number; parts: Part[] }
  | { kind: 'removed'; before: number; text: string }
  | { kind: 'added'; after: number; text: string }

type Line = { number: number; text: string }

const MAX_EDITS = 5_000
const TIME = 1_000
/** Runs of changed lines up to this many are paired by likeness, longer ones in their order. */
const MAX_PAIRED = 60
/** Lines that share less than this are a removal and an addition, not a change. */
const ALIKE = 0.35

/** How one text became another, line by line, changed lines word by word. Empty lines of prose only separate paragraphs. */
export function lineDiff(before: string, after: string, prose: boolean): Row[] {
  return alignLines(linesOf(before, prose), linesOf(after, prose))
}

function linesOf(text: string, prose: boolean): Line[] {
  if (text === '') return []
  const lines = text.replace(/\r\n?/g, '\n').split('\n').map((line, index) => ({ number: index + 1, text: prose ? line.trimEnd() : line }))
  return prose ? lines.filter((line) => line.text !== '') : lines
}

function alignLines(before: readonly Line[], after: readonly Line[]): Row[] {
  const rows: Row[] = []
  const removed: Line[] = []
  const added: Line[] = []
  const flush = () => {
    rows.push(...pairUp(removed, added))
    removed.length = added.length = 0
  }
  // Lines that nobody else has in common are compared by their text; equal beginnings and ends cost nothing.
  const changes = diffArrays(before as Line[], after as Line[], {
    comparator: (left, right) => left.text === right.text,
    maxEditLength: MAX_EDITS,
    timeout: TIME,
  })
  if (changes === undefined) return pairUp([...before], [...after])
  let at = 0
  for (const { added: isNew, removed: isGone, value } of changes) {
    if (isNew) added.push(...value)
    else if (isGone) {
      removed.push(...value)
      at += value.length
    } else {
      flush()
      for (const line of value) {
        rows.push({ kind: 'same', before: before[at]?.number ?? line.number, after: line.number, text: line.text })
        at += 1
      }
    }
  }
  flush()
  return rows
}

/** Which of the lines that went became which of those that came. */
function pairUp(removed: readonly Line[], added: readonly Line[]): Row[] {
  const pairs = removed.length <= MAX_PAIRED && added.length <= MAX_PAIRED ? bestPairs(removed, added) : pairsInOrder(removed, added)
  const rows: Row[] = []
  let left = 0
  let right = 0
  const upTo = (toLeft: number, toRight: number) => {
    for (; left < toLeft; left += 1) rows.push(gone(removed[left] as Line))
    for (; right < toRight; right += 1) rows.push(come(added[right] as Line))
  }
  for (const [i, j] of pairs) {
    upTo(i, j)
    const from = removed[i] as Line
    const to = added[j] as Line
    rows.push({ kind: 'changed', before: from.number, after: to.number, parts: wordDiff(from.text, to.text) })
    left += 1
    right += 1
  }
  upTo(removed.length, added.length)
  return rows
}

const gone = ({ number, text }: Line): Row => ({ kind: 'removed', before: number, text })
const come = ({ number, text }: Line): Row => ({ kind: 'added', after: number, text })

function pairsInOrder(removed: readonly Line[], added: readonly Line[]): [number, number][] {
  const pairs: [number, number][] = []
  for (let i = 0; i < Math.min(removed.length, added.length); i += 1) {
    if (likeness(removed[i]?.text ?? '', added[i]?.text ?? '') >= ALIKE) pairs.push([i, i])
  }
  return pairs
}

/** The pairs, in order, whose likeness adds up to the most. */
function bestPairs(removed: readonly Line[], added: readonly Line[]): [number, number][] {
  const like = removed.map(({ text }) => added.map((other) => likeness(text, other.text)))
  const best = Array.from({ length: removed.length + 1 }, () => new Float64Array(added.length + 1))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  const gain = (i: number, j: number) => {
    const value = like[i]?.[j] ?? 0
    return value < ALIKE ? -1 : value
  }
  for (let i = removed.length - 1; i >= 0; i -= 1) {
    for (let j = added.length - 1; j >= 0; j -= 1) {
      ;(best[i] as Float64Array)[j] = Math.max(at(i + 1, j), at(i, j + 1), gain(i, j) + at(i + 1, j + 1))
    }
  }
  const pairs: [number, number][] = []
  let i = 0
  let j = 0
  while (i < removed.length && j < added.length) {
    if (gain(i, j) >= 0 && at(i, j) === gain(i, j) + at(i + 1, j + 1)) pairs.push([i++, j++])
    else if (at(i, j) === at(i + 1, j)) i += 1
    else j += 1
  }
  return pairs
}
