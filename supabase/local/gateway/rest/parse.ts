import { RestError, unsupported } from './errors.ts'

type Operator = 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'like' | 'ilike' | 'in' | 'is'

export type Condition =
  | { kind: 'filter'; column: string; negated: boolean; operator: Operator; value: string; values: string[] }
  | { kind: 'logic'; operator: 'and' | 'or'; negated: boolean; children: Condition[] }

export interface Order {
  column: string
  direction: 'asc' | 'desc'
  nulls?: 'first' | 'last'
}

interface Selected {
  column: string
  alias?: string
}

export interface Query {
  /** Undefined is every column. */
  select?: Selected[]
  conditions: Condition[]
  order: Order[]
  limit?: number
  offset: number
  on_conflict?: string[]
  columns?: string[]
}

const operators = new Set<string>(['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'in', 'is'])
const knownToPostgrest = new Set(['match', 'imatch', 'isdistinct', 'fts', 'plfts', 'phfts', 'wfts', 'cs', 'cd', 'ov', 'sl', 'sr', 'nxr', 'nxl', 'adj'])

/** Reads PostgREST's query string. Throws RestError for what is malformed or what this gateway can't do. */
export function parseQuery(parameters: URLSearchParams): Query {
  const query: Query = { conditions: [], order: [], offset: 0 }
  for (const [key, value] of parameters) {
    switch (key) {
      case 'select': {
        const select = parseSelect(value)
        if (select) query.select = select
        break
      }
      case 'order':
        query.order = parseOrder(value)
        break
      case 'limit':
        query.limit = parseCount(key, value)
        break
      case 'offset':
        query.offset = parseCount(key, value)
        break
      case 'on_conflict':
        query.on_conflict = splitNames(value)
        break
      case 'columns':
        query.columns = splitNames(value)
        break
      case 'and':
      case 'or':
      case 'not.and':
      case 'not.or':
        query.conditions.push(parseTree(`${key}${value}`))
        break
      default:
        query.conditions.push(parseFilter(key, value))
    }
  }
  return query
}

function parseError(what: string, text: string): RestError {
  return new RestError(400, 'PGRST100', `"failed to parse ${what} (${text})" (line 1, column 1)`, {
    details: `unexpected input in "${text}"`,
  })
}

function parseCount(key: string, value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw parseError(`${key} parameter`, value)
  return Number(value)
}

const splitNames = (value: string) => splitTop(value, 'columns').map(unquote)

function parseSelect(value: string): Selected[] | undefined {
  const parts = splitTop(value.replace(/\s+/g, ''), 'select parameter')
  if (parts.length === 1 && (parts[0] === '*' || parts[0] === '')) return undefined
  return parts.map((part) => {
    if (part === '*') throw unsupported('"*" beside other columns in select')
    if (part.includes('(')) throw unsupported('Embedding and aggregates in select')
    if (part.includes('::')) throw unsupported('A cast in select')
    if (part.includes('->')) throw unsupported('A JSON path in select')
    const [, alias, column] = /^(?:("[^"]+"|[^":]+):)?("[^"]+"|[^":]+)$/.exec(part) ?? []
    if (column === undefined) throw parseError('select parameter', value)
    return alias === undefined ? { column: unquote(column) } : { column: unquote(column), alias: unquote(alias) }
  })
}

function parseOrder(value: string): Order[] {
  return splitTop(value, 'order').map((part) => {
    if (part.includes('->')) throw unsupported('A JSON path in order')
    if (part.includes('(')) throw unsupported('Ordering by an embedded resource')
    const [, column, direction, nulls] =
      /^("[^"]+"|[^".]+)(?:\.(asc|desc))?(?:\.(nullsfirst|nullslast))?$/.exec(part) ?? []
    if (column === undefined) throw parseError('order', value)
    const order: Order = { column: unquote(column), direction: direction === 'desc' ? 'desc' : 'asc' }
    if (nulls) order.nulls = nulls === 'nullsfirst' ? 'first' : 'last'
    return order
  })
}

/** column=[not.]operator.value, the value running to the end. */
function parseFilter(column: string, text: string): Condition {
  const [, not, operator, value] = /^(not\.)?([a-z]+)\.([\s\S]*)$/.exec(text) ?? []
  if (operator === undefined || value === undefined) {
    if (/^(not\.)?[a-z]+\((any|all|[a-z_]+)\)\./.test(text)) throw unsupported('An operator modifier')
    throw parseError('filter', text)
  }
  return filter(column, not !== undefined, operator, value, text)
}

function filter(column: string, negated: boolean, operator: string, value: string, text: string): Condition {
  if (!operators.has(operator)) {
    if (knownToPostgrest.has(operator)) throw unsupported(`The operator "${operator}"`)
    throw parseError('filter', text)
  }
  if (column.includes('->')) throw unsupported('A JSON path in a filter')
  if (/^[^"]*\./.test(column)) throw unsupported('A filter on an embedded resource')
  let values: string[] = []
  if (operator === 'in') {
    if (!value.startsWith('(') || !value.endsWith(')')) throw parseError('filter', text)
    const inner = value.slice(1, -1)
    values = inner === '' ? [] : splitTop(inner, 'filter').map(unquote)
  }
  if (operator === 'is' && !/^(null|not_null|true|false|unknown)$/i.test(value)) throw parseError('filter', text)
  return { kind: 'filter', column: unquote(column), negated, operator: operator as Operator, value, values }
}

/** and(...), or(...), not.and(...), column.operator.value: the grammar inside a logic tree. */
function parseTree(text: string): Condition {
  const [, not, operator, inner] = /^(not\.)?(and|or)\(([\s\S]*)\)$/.exec(text) ?? []
  if (operator !== undefined && inner !== undefined) {
    const children = splitTop(inner, 'logic tree').map((part) => parseTree(part.trim()))
    return { kind: 'logic', operator: operator as 'and' | 'or', negated: not !== undefined, children }
  }
  const [, column, negated, name, value] = /^("[^"]+"|[^".()]+)\.(not\.)?([a-z]+)\.([\s\S]*)$/.exec(text) ?? []
  if (column === undefined || name === undefined || value === undefined) throw parseError('logic tree', text)
  // A comma, dot or bracket in a value is written inside quotes; only "in" has brackets of its own.
  const plain = name === 'in' ? value : unquote(value)
  return filter(column, negated !== undefined, name, plain, text)
}

/** Splits at commas that are outside quotes and brackets. */
function splitTop(text: string, what: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
    if (depth < 0) throw parseError(what, text)
  }
  if (quoted || depth !== 0) throw parseError(what, text)
  parts.push(text.slice(start))
  return parts
}

function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(["\\])/g, '$1')
    : text
}
