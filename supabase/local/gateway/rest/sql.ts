import pg from 'pg'
import type { Column, Relation, Routine } from './catalogue.ts'
import { exposedSchema } from './catalogue.ts'
import { RestError } from './errors.ts'
import type { Condition, Query } from './parse.ts'

/** SQL text and its parameters. Identifiers come from the catalogue, values only ever as parameters. */
export class Statement {
  readonly values: unknown[] = []

  parameter(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

const quote = (identifier: string) => pg.escapeIdentifier(identifier)

export const tableName = (relation: Relation) => `${quote(exposedSchema)}.${quote(relation.name)}`

/** A column the request names; missing ones are answered as PostgreSQL would. */
function columnOf(relation: Relation, name: string): Column {
  const column = relation.columns.get(name)
  if (!column) throw new RestError(400, '42703', `column ${relation.name}.${name} does not exist`)
  return column
}

const reference = (relation: Relation, name: string) => `${tableName(relation)}.${quote(columnOf(relation, name).name)}`

export function selectList(relation: Relation, query: Query): string {
  if (!query.select) return `${tableName(relation)}.*`
  return query.select
    .map(({ column, alias }) => {
      const name = reference(relation, column)
      return alias === undefined ? name : `${name} as ${quote(alias)}`
    })
    .join(', ')
}

/** " where …", or nothing without conditions. */
export function where(statement: Statement, relation: Relation, conditions: Condition[]): string {
  if (conditions.length === 0) return ''
  return ` where ${conditions.map((each) => condition(statement, relation, each)).join(' and ')}`
}

function condition(statement: Statement, relation: Relation, node: Condition): string {
  if (node.kind === 'logic') {
    const inner = node.children.map((child) => condition(statement, relation, child)).join(` ${node.operator} `)
    return node.negated ? `not (${inner})` : `(${inner})`
  }
  const text = comparison(statement, reference(relation, node.column), node)
  return node.negated ? `not (${text})` : text
}

const symbols = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function comparison(statement: Statement, column: string, node: Extract<Condition, { kind: 'filter' }>): string {
  switch (node.operator) {
    case 'in':
      return node.values.length === 0 ? 'false' : `${column} = any (${statement.parameter(node.values)})`
    case 'is':
      return `${column} is ${node.value.toLowerCase().replace('_', ' ')}`
    case 'like':
    case 'ilike':
      return `${column} ${node.operator} ${statement.parameter(node.value.replaceAll('*', '%'))}`
    default:
      return `${column} ${symbols[node.operator]} ${statement.parameter(node.value)}`
  }
}

export function orderBy(relation: Relation, query: Query): string {
  if (query.order.length === 0) return ''
  const terms = query.order.map(
    ({ column, direction, nulls }) => `${reference(relation, column)} ${direction}${nulls ? ` nulls ${nulls}` : ''}`,
  )
  return ` order by ${terms.join(', ')}`
}

/** Wraps rows into one value: the JSON text, made by PostgreSQL, and the number of rows. */
export function asJson(source: string): string {
  return `with pgrst_source as (${source}) select coalesce(json_agg(row_to_json(pgrst_row)), '[]')::text as body, count(*)::int as rows from pgrst_source as pgrst_row`
}

function columnDefinitions(columns: Column[]): string {
  return columns.map(({ name, type }) => `${quote(name)} ${type}`).join(', ')
}

/** insert … select from the body's JSON, which travels as one parameter and is read by PostgreSQL. */
export function insert(
  statement: Statement,
  relation: Relation,
  body: string,
  columns: Column[],
  conflict: { target: string[]; resolution: 'merge' | 'ignore' } | undefined,
): string {
  const names = columns.map(({ name }) => quote(name)).join(', ')
  const isArray = body.trimStart().startsWith('[')
  const source =
    columns.length === 0
      ? 'default values'
      : `(${names}) select ${names} from json_to_record${isArray ? 'set' : ''}(${statement.parameter(body)}) as body(${columnDefinitions(columns)})`
  let text = `insert into ${tableName(relation)} ${source}`
  if (conflict && conflict.target.length > 0) {
    const target = conflict.target.map((name) => quote(columnOf(relation, name).name)).join(', ')
    const set = columns.map(({ name }) => `${quote(name)} = excluded.${quote(name)}`).join(', ')
    text += ` on conflict (${target}) do ${conflict.resolution === 'ignore' || set === '' ? 'nothing' : `update set ${set}`}`
  }
  return text
}

export function update(statement: Statement, relation: Relation, body: string, columns: Column[], query: Query): string {
  const set = columns.map(({ name }) => `${quote(name)} = body.${quote(name)}`).join(', ')
  const source = `json_to_record(${statement.parameter(body)}) as body(${columnDefinitions(columns)})`
  return `update ${tableName(relation)} set ${set} from ${source}${where(statement, relation, query.conditions)}`
}

/**
 * The call of a function with the arguments of the body (a JSON object), as the one value of its result. Names and
 * types come from the catalogue; arguments that the body leaves out take their defaults.
 */
export function call(statement: Statement, routine: Routine, body: string, given: Set<string>, limit: number): string {
  const name = `${quote(exposedSchema)}.${quote(routine.name)}`
  const used = routine.parameters.filter((parameter) => given.has(parameter.name))
  let from = `lateral ${name}() as pgrst_call`
  if (takesWholeBody(routine)) {
    from = `lateral ${name}(${statement.parameter(body)}::${String(routine.parameters[0]?.type)}) as pgrst_call`
  } else if (used.length > 0) {
    const args = used.map((parameter) => `${quote(parameter.name)} => pgrst_body.${quote(parameter.name)}`).join(', ')
    const record = `json_to_record(${statement.parameter(body)}) as record(${columnDefinitions(used)})`
    from = `(select * from ${record}) pgrst_body, lateral ${name}(${args}) as pgrst_call`
  }
  const value = routine.returns === 'row' ? 'row_to_json(pgrst_call)' : 'to_json(pgrst_call)'
  if (routine.returns === 'void') return `select null as body, 0 as rows from ${from}`
  if (!routine.returns_set) return `select coalesce(${value}::text, 'null') as body, 1 as rows from ${from}`
  return `select coalesce(json_agg(value), '[]')::text as body, count(*)::int as rows from (select ${value} as value from ${from} limit ${statement.parameter(limit)}) page`
}

/** A function with one unnamed json argument receives the whole body. */
export function takesWholeBody(routine: Routine): boolean {
  const [first, second] = routine.parameters
  return first !== undefined && second === undefined && first.name === '' && /^jsonb?$/.test(first.type)
}
