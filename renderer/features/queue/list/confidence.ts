import type { QueueCriteria } from '../../../../contract/queue.ts'

/** per cent; undefined: any */
type Range = QueueCriteria['confidence']

/** The two fields as they stand, half typed perhaps. */
export interface Bounds {
  min: string
  max: string
}

const any = { min: 0, max: 100 }

export const boundsOf = (range: Range): Bounds => ({ min: String((range ?? any).min), max: String((range ?? any).max) })

/** An empty field bounds nothing; null: no whole number of per cent. */
function numberOf(text: string, empty: number): number | null {
  if (text === '') return empty
  const value = Number(text)
  return Number.isInteger(value) && value >= any.min && value <= any.max ? value : null
}

/** What the fields say; null: nothing yet, as while a number is typed that is still below the other bound. */
export function rangeOf({ min, max }: Bounds): Range | null {
  const [from, to] = [numberOf(min, any.min), numberOf(max, any.max)]
  if (from === null || to === null || from > to) return null
  return from === any.min && to === any.max ? undefined : { min: from, max: to }
}

/** What they say once the field is left: of two bounds that were mixed up, each in its place; of what is no number, what was. */
export function settledRange(bounds: Bounds, before: Range): Range {
  const range = rangeOf(bounds) ?? rangeOf({ min: bounds.max, max: bounds.min })
  return range === null ? before : range
}

/** null is the same as nothing else. */
export const sameRange = (one: Range | null, other: Range | null): boolean =>
  one === null || other === null ? one === other : one?.min === other?.min && one?.max === other?.max
