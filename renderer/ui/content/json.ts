/** JSON as content: parsed without losing digits, read without trusting its keys. */

/** A number whose JavaScript value would show other digits than the text did (1.50, 12345678901234567890). */
class ExactNumber {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type JsonRecord = Record<string, unknown>

/** Numbers that do not survive a round trip: trailing zeros, exponents, more than 15 digits. */
const inexact = /[:[,]\s*-?\d+(?:\.\d*0(?!\d)|[eE])|\d[\d.]{15}/
/** Above this the second, exact pass is not worth its time; numbers are then shown as JavaScript reads them. */
const EXACT_LIMIT = 1_000_000

/** The value of a JSON text, or null when it is not JSON. A key such as `__proto__` becomes a plain own property. */
export function parseJson(text: string): { value: unknown } | null {
  try {
    if (text.length <= EXACT_LIMIT && inexact.test(text)) return { value: parseExactly(text) }
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, exactNumbers as (this: unknown, key: string, value: unknown) => unknown) as unknown
  } catch (error) {
    // The second pass recurses: nesting that is too deep for it is still readable without it.
    if (error instanceof RangeError) return JSON.parse(text) as unknown
    throw error
  }
}

function exactNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined || context.source === String(value)) return value
  return new ExactNumber(context.source)
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
}

export function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof ExactNumber
}

/** An own property, never one that the prototype lends. */
export function own(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

export function ownString(record: JsonRecord, key: string): string | null {
  const value = own(record, key)
  return typeof value === 'string' ? value : null
}

/** The entries that `keys` does not name, or null when there is none. */
export function withoutKeys(record: JsonRecord, keys: readonly string[]): JsonRecord | null {
  const rest = Object.entries(record).filter(([key]) => !keys.includes(key))
  return rest.length === 0 ? null : Object.fromEntries(rest)
}

/** A scalar as one line of text; null for null and undefined. */
export function scalarText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return value instanceof ExactNumber ? value.source : String(value)
}

/** A value as JSON on one line, cut after `limit` characters; work and depth are bounded by the limit too. */
export function preview(value: unknown, limit: number): string {
  let text = ''
  const put = (piece: string) => {
    text += piece
    return text.length <= limit
  }
  const write = (node: unknown, depth: number): boolean => {
    if (node instanceof ExactNumber) return put(node.source)
    if (typeof node === 'string') return put(JSON.stringify(node.slice(0, limit)))
    if (typeof node !== 'object' || node === null) return put(String(node))
    const array = Array.isArray(node)
    if (depth > 8) return put(array ? '[…]' : '{…}')
    let first = true
    if (!put(array ? '[' : '{')) return false
    for (const key in node) {
      if (!Object.hasOwn(node, key)) continue
      if (!put(`${first ? '' : ', '}${array ? '' : `${JSON.stringify(key.slice(0, limit))}: `}`)) return false
      first = false
      if (!write((node as JsonRecord)[key], depth + 1)) return false
    }
    return put(array ? ']' : '}')
  }
  write(value, 0)
  return text.length <= limit ? text : `${text.slice(0, limit)}…`
}

/** `key_findings` and `keyFindings` as a reader's words; other keys stay as they are. */
export function keyLabel(key: string): string {
  if (key.length > 60 || !/^[a-z][a-zA-Z0-9]*(?:_[a-zA-Z0-9]+)*$/.test(key)) return key
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, (_, left: string, right: string) => `${left} ${right.toLowerCase()}`)
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
