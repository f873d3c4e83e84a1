import { RestError, unsupported } from './errors.ts'

export const maxRows = 1000

export interface Preferences {
  returning: 'representation' | 'minimal' | 'headers-only'
  count: boolean
  resolution: 'merge' | 'ignore' | undefined
  applied: string[]
}

/** The Prefer header. What would change the result and isn't built is refused, the rest is ignored as PostgREST does. */
export function parsePrefer(header: string | undefined): Preferences {
  const found: Preferences = { returning: 'minimal', count: false, resolution: undefined, applied: [] }
  for (const preference of (header ?? '').split(',').map((text) => text.trim())) {
    const [name, value] = preference.split('=')
    switch (name) {
      case 'return':
        if (value !== 'representation' && value !== 'minimal' && value !== 'headers-only') continue
        found.returning = value
        break
      case 'count':
        // An exact count is also a correct answer to "planned" and "estimated".
        if (value !== 'exact' && value !== 'planned' && value !== 'estimated') continue
        found.count = true
        break
      case 'resolution':
        if (value !== 'merge-duplicates' && value !== 'ignore-duplicates') continue
        found.resolution = value === 'merge-duplicates' ? 'merge' : 'ignore'
        break
      case 'missing':
        if (value === 'default') throw unsupported('Prefer: missing=default')
        continue
      case 'max-affected':
        throw unsupported('Prefer: max-affected')
      default:
        continue
    }
    found.applied.push(preference)
  }
  return found
}

export type Representation = 'array' | 'object'

/** The Accept header: JSON as an array of rows, or one object. */
export function parseAccept(header: string | undefined): Representation {
  const types = (header ?? '*/*').split(',').map((text) => text.trim().replace(/\s*;\s*q=[\d.]+$/, ''))
  for (const type of types) {
    if (type === 'application/vnd.pgrst.object+json' || type === 'application/vnd.pgrst.object') return 'object'
    if (/^(\*\/\*|application\/\*|application\/json(;\s*charset=utf-8)?|application\/vnd\.pgrst\.array\+json)$/i.test(type)) {
      return 'array'
    }
  }
  throw new RestError(406, 'PGRST107', `None of these media types are available: ${types.join(', ')}`)
}

export interface Window {
  offset: number
  limit: number
  /** Whether the request itself bounded the rows, rather than max-rows. */
  bounded: boolean
}

/** limit and offset, narrowed by a Range header, never more than max-rows. */
export function pageWindow(limit: number | undefined, offset: number, range: string | undefined): Window {
  let from = offset
  let size = limit
  const [, first, last] = /^(?:items=)?(\d+)-(\d*)$/.exec(range ?? '') ?? []
  if (first !== undefined) {
    from += Number(first)
    if (last) {
      const wanted = Number(last) - Number(first) + 1
      if (wanted < 1) throw rangeError('The lower boundary must be lower than or equal to the upper boundary in the Range header.')
      size = size === undefined ? wanted : Math.min(size, wanted)
    }
  }
  return { offset: from, limit: Math.min(size ?? maxRows, maxRows), bounded: size !== undefined }
}

export function rangeError(details: string): RestError {
  return new RestError(416, 'PGRST103', 'Requested range not satisfiable', { details })
}

export function contentRange(offset: number, rows: number, total: number | undefined): string {
  const range = rows === 0 ? '*' : `${offset}-${offset + rows - 1}`
  return `${range}/${total ?? '*'}`
}
