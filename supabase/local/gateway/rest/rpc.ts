import type pg from 'pg'
import { readBody } from './body.ts'
import type { Catalogue, Routine } from './catalogue.ts'
import { RestError, unsupported } from './errors.ts'
import { maxRows } from './preferences.ts'
import { Statement, call, takesWholeBody } from './sql.ts'
import { type Answer, type TableRequest, notSingle } from './tables.ts'

/** A request to /rpc/<name>; run() belongs inside the request's transaction. */
export async function prepareCall(catalogue: Catalogue, name: string, request: TableRequest) {
  if (request.method !== 'POST' && request.method !== 'GET' && request.method !== 'HEAD') {
    throw new RestError(405, 'PGRST101', 'Cannot use the ' + request.method + ' method on RPC')
  }
  const reads = request.method !== 'POST'
  const text = reads ? JSON.stringify(Object.fromEntries(request.parameters)) : request.body
  const whole = text.trim() === '' ? '{}' : text
  const candidates = await catalogue.routines(name)
  const wholeBody = candidates.find(takesWholeBody)
  const given = wholeBody && !reads ? [] : readBody(whole, reads ? undefined : request.contentType, false).keys
  if (!reads && [...request.parameters.keys()].length > 0) throw unsupported('A query string on a function call')
  const routine = wholeBody && !reads ? wholeBody : choose(candidates, name, given)
  const statement = new Statement()
  const sql = call(statement, routine, whole, new Set(given), maxRows)
  return async (client: pg.PoolClient): Promise<Answer> => {
    const { rows } = await client.query<{ body: string | null; rows: number }>(sql, statement.values)
    const result = rows[0] ?? { body: 'null', rows: 0 }
    if (routine.returns === 'void') return { status: 204, body: null, headers: {} }
    const range = result.rows === 0 ? '*/*' : `0-${result.rows - 1}/*`
    let body = result.body ?? 'null'
    if (request.accept === 'object' && routine.returns_set) {
      if (result.rows !== 1) throw notSingle(result.rows)
      body = body.trim().slice(1, -1)
    }
    const type = request.accept === 'object' ? 'application/vnd.pgrst.object+json' : 'application/json'
    return { status: 200, body, headers: { 'content-type': `${type}; charset=utf-8`, 'content-range': range } }
  }
}

/** The one function that takes these arguments: all required ones given, none unknown. */
function choose(candidates: Routine[], name: string, given: string[]): Routine {
  const fitting = candidates.filter(({ parameters }) => {
    const names = new Set(parameters.map((parameter) => parameter.name))
    const has = new Set(given)
    return given.every((key) => names.has(key)) && parameters.every((each) => !each.required || has.has(each.name))
  })
  const [routine, second] = fitting
  const listed = given.length > 0 ? [...given].sort().join(', ') : ''
  if (!routine) {
    const signature = given.length > 0 ? `(${listed})` : ' without parameters'
    const searched = given.length > 0 ? `with parameters ${listed}` : 'without parameters'
    throw new RestError(404, 'PGRST202', `Could not find the function public.${name}${signature} in the schema cache`, {
      details: `Searched for the function public.${name} ${searched} or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.`,
      hint: candidates[0]
        ? `Perhaps you meant to call the function public.${name}(${candidates[0].parameters.map((each) => each.name).join(', ')})`
        : null,
    })
  }
  if (second) {
    throw new RestError(300, 'PGRST203', `Could not choose the best candidate function between: ${fitting.map((each) => `public.${name}(${each.parameters.map((p) => `${p.name} => ${p.type}`).join(', ')})`).join(', ')}`, {
      hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
    })
  }
  return routine
}
