import type { Column, Relation } from './catalogue.ts'
import { RestError } from './errors.ts'

export interface Body {
  /** The text as it came: PostgreSQL reads the values from it, so no number loses digits on the way. */
  text: string
  kind: 'object' | 'array'
  /** The keys of the object, or of every object in the array. */
  keys: string[]
  length: number
}

const invalid = (message: string) => new RestError(400, 'PGRST102', message)

/** Reads a JSON body: an object or an array of objects that all have the same keys. */
export function readBody(text: string, contentType: string | undefined, explicitColumns: boolean): Body {
  if (contentType && !/^application\/(json|vnd\.pgrst\.(object|array)\+json)\b/i.test(contentType)) {
    throw invalid(`Content-Type not acceptable: ${contentType}`)
  }
  if (text.trim() === '') return { text: '{}', kind: 'object', keys: [], length: 1 }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('Empty or invalid json')
  }
  if (!Array.isArray(value)) {
    if (typeof value !== 'object' || value === null) throw invalid('All object keys must match')
    return { text, kind: 'object', keys: Object.keys(value), length: 1 }
  }
  const objects = value as unknown[]
  const keys = keysOf(objects[0] ?? {})
  const expected = [...keys].sort().join('\0')
  for (const each of objects) {
    const own = keysOf(each).sort().join('\0')
    if (!explicitColumns && own !== expected) throw invalid('All object keys must match')
  }
  return { text, kind: 'array', keys, length: objects.length }
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('All object keys must match')
  return Object.keys(value)
}

/** The columns a write names; unknown ones are PostgREST's PGRST204. */
export function writtenColumns(relation: Relation, names: string[]): Column[] {
  return names.map((name) => {
    const column = relation.columns.get(name)
    if (column) return column
    throw new RestError(400, 'PGRST204', `Could not find the '${name}' column of '${relation.name}' in the schema cache`)
  })
}
