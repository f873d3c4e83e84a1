import type pg from 'pg'
import { readBody, writtenColumns } from './body.ts'
import type { Catalogue, Relation } from './catalogue.ts'
import { RestError, unsupported } from './errors.ts'
import { type Query, parseQuery } from './parse.ts'
import { type Preferences, type Representation, contentRange, pageWindow, rangeError } from './preferences.ts'
import { Statement, asJson, insert, orderBy, selectList, tableName, update, where } from './sql.ts'

export interface TableRequest {
  method: string
  parameters: URLSearchParams
  body: string
  contentType: string | undefined
  range: string | undefined
  prefer: Preferences
  accept: Representation
}

export interface Answer {
  status: number
  body: string | null
  headers: Record<string, string>
}

interface Page {
  body: string
  rows: number
}

/** A request to a table or view, made ready; run() belongs inside the request's transaction. */
export async function prepareTable(catalogue: Catalogue, name: string, request: TableRequest) {
  const relation = await catalogue.relation(name)
  if (!relation) throw missingTable(catalogue, name)
  const query = parseQuery(request.parameters)
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return (client: pg.PoolClient) => select(client, relation, query, request)
    case 'POST':
      return (client: pg.PoolClient) => create(client, relation, query, request)
    case 'PATCH':
      return (client: pg.PoolClient) => change(client, relation, query, request)
    case 'DELETE':
      return (client: pg.PoolClient) => remove(client, relation, query, request)
    default:
      throw new RestError(405, 'PGRST117', `Unsupported HTTP method: ${request.method}`)
  }
}

function missingTable(catalogue: Catalogue, name: string): RestError {
  const near = catalogue.relationNames().find((other) => other.includes(name) || name.includes(other))
  return new RestError(404, 'PGRST205', `Could not find the table 'public.${name}' in the schema cache`, {
    hint: near ? `Perhaps you meant the table 'public.${near}'` : null,
  })
}

async function select(client: pg.PoolClient, relation: Relation, query: Query, request: TableRequest): Promise<Answer> {
  const window = pageWindow(query.limit, query.offset, request.range)
  const statement = new Statement()
  const rows = `select ${selectList(relation, query)} from ${tableName(relation)}${where(statement, relation, query.conditions)}${orderBy(relation, query)}`
  const bounded = `${rows} limit ${statement.parameter(window.limit)} offset ${statement.parameter(window.offset)}`
  const page = await fetchPage(client, statement, asJson(bounded))
  const total = request.prefer.count ? await count(client, relation, query) : undefined
  if (total !== undefined && window.offset > total) {
    throw rangeError(`An offset of ${window.offset} was requested, but there are only ${total} rows.`)
  }
  const partial = total !== undefined && page.rows < total
  return represent(page, request, partial ? 206 : 200, contentRange(window.offset, page.rows, total))
}

async function count(client: pg.PoolClient, relation: Relation, query: Query): Promise<number> {
  const statement = new Statement()
  const text = `select count(*)::int as total from ${tableName(relation)}${where(statement, relation, query.conditions)}`
  const { rows } = await client.query<{ total: number }>(text, statement.values)
  return rows[0]?.total ?? 0
}

async function create(client: pg.PoolClient, relation: Relation, query: Query, request: TableRequest): Promise<Answer> {
  if (query.conditions.length > 0) throw unsupported('A filter on an insert')
  const body = readBody(request.body, request.contentType, query.columns !== undefined)
  const columns = writtenColumns(relation, query.columns ?? body.keys)
  if (columns.length === 0 && body.kind === 'array' && body.length > 0) throw unsupported('An array of empty rows')
  if (body.length === 0) return represent({ body: '[]', rows: 0 }, request, 201, '*/*')
  const { resolution } = request.prefer
  const conflict = resolution && { resolution, target: query.on_conflict ?? relation.primary_key }
  const statement = new Statement()
  return write(client, relation, query, request, 201, statement, insert(statement, relation, body.text, columns, conflict))
}

async function change(client: pg.PoolClient, relation: Relation, query: Query, request: TableRequest): Promise<Answer> {
  refusePaging(query)
  const body = readBody(request.body, request.contentType, query.columns !== undefined)
  if (body.kind === 'array') throw unsupported('An array as the body of an update')
  const columns = writtenColumns(relation, query.columns ?? body.keys)
  if (columns.length === 0) return represent({ body: '[]', rows: 0 }, request, 204, '*/*')
  if (query.conditions.length === 0) throw new RestError(400, '21000', 'UPDATE requires a WHERE clause')
  const statement = new Statement()
  return write(client, relation, query, request, 204, statement, update(statement, relation, body.text, columns, query))
}

async function remove(client: pg.PoolClient, relation: Relation, query: Query, request: TableRequest): Promise<Answer> {
  refusePaging(query)
  if (query.conditions.length === 0) throw new RestError(400, '21000', 'DELETE requires a WHERE clause')
  const statement = new Statement()
  const text = `delete from ${tableName(relation)}${where(statement, relation, query.conditions)}`
  return write(client, relation, query, request, 204, statement, text)
}

function refusePaging(query: Query): void {
  if (query.limit !== undefined || query.offset !== 0) throw unsupported('limit and offset on an update or delete')
  if (query.order.length > 0) throw unsupported('order on an update or delete')
}

/** Runs a write; reads its rows back only when the request asks for them, for that needs the right to select. */
async function write(
  client: pg.PoolClient,
  relation: Relation,
  query: Query,
  request: TableRequest,
  emptyStatus: number,
  statement: Statement,
  text: string,
): Promise<Answer> {
  if (request.prefer.returning !== 'representation') {
    const { rowCount } = await client.query(text, statement.values)
    return represent({ body: '[]', rows: rowCount ?? 0 }, request, emptyStatus, writeRange(request, rowCount ?? 0))
  }
  const page = await fetchPage(client, statement, asJson(`${text} returning ${selectList(relation, query)}`))
  return represent(page, request, emptyStatus === 201 ? 201 : 200, writeRange(request, page.rows))
}

function writeRange(request: TableRequest, rows: number): string {
  const total = request.prefer.count ? String(rows) : '*'
  return request.method === 'PATCH' && rows > 0 ? `0-${rows - 1}/${total}` : `*/${total}`
}

async function fetchPage(client: pg.PoolClient, statement: Statement, text: string): Promise<Page> {
  const { rows } = await client.query<Page>(text, statement.values)
  return rows[0] ?? { body: '[]', rows: 0 }
}

/** The answer in the shape asked for. One object means exactly one row; anything else undoes the write. */
function represent(page: Page, request: TableRequest, status: number, range: string): Answer {
  const headers: Record<string, string> = { 'content-range': range }
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead && request.prefer.applied.length > 0) headers['preference-applied'] = request.prefer.applied.join(', ')
  if (!isRead && request.prefer.returning !== 'representation') return { status, body: null, headers }
  if (request.accept === 'object') {
    if (page.rows !== 1) throw notSingle(page.rows)
    headers['content-type'] = 'application/vnd.pgrst.object+json; charset=utf-8'
    return { status, body: page.body.slice(1, -1), headers }
  }
  headers['content-type'] = 'application/json; charset=utf-8'
  return { status: status === 204 ? 200 : status, body: page.body, headers }
}

export function notSingle(rows: number): RestError {
  return new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
    details: `The result contains ${rows} rows`,
  })
}
