import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PoolClient } from 'pg'
import type { Context } from '../context.ts'
import { identify, keyProblem } from '../identity.ts'
import { exposedSchema } from './catalogue.ts'
import { RestError, toRestError } from './errors.ts'
import { parseAccept, parsePrefer } from './preferences.ts'
import { prepareCall } from './rpc.ts'
import { type Answer, type TableRequest, prepareTable } from './tables.ts'
import { inTransaction } from './transaction.ts'

/** /rest/v1: PostgREST's protocol as far as Countersign speaks it. */
export function restRoutes(context: Context): Hono {
  const routes = new Hono()
  routes.all('/rpc/:name', (c) => handle(context, c, (request) => prepareCall(context.catalogue, c.req.param('name'), request)))
  routes.all('/:table', (c) => handle(context, c, (request) => prepareTable(context.catalogue, c.req.param('table'), request)))
  routes.all('/*', (c) => respondError(c, new RestError(404, 'PGRST125', 'Invalid path specified in request URL')))
  return routes
}

type Prepare = (request: TableRequest) => Promise<(client: PoolClient) => Promise<Answer>>

async function handle(context: Context, c: HonoContext, prepare: Prepare): Promise<Response> {
  let role = 'anon'
  try {
    const identity = await identify(context, c.req.header('apikey') ?? c.req.query('apikey'), c.req.header('authorization'))
    role = identity.role
    const request = await read(c)
    const { authorization: _secret, apikey: _key, ...headers } = c.req.header()
    const facts = { method: request.method, path: c.req.path, headers }
    const readOnly = request.method === 'GET' || request.method === 'HEAD'
    const attempt = async () => inTransaction(context, identity, facts, readOnly, await prepare(request))
    return respond(c, await attempt().catch((error: unknown) => againWhenStale(context, error, attempt)))
  } catch (error) {
    const problem = keyProblem(error)
    return problem ? c.json(problem, 401) : respondError(c, toRestError(error, role))
  }
}

const maybeStale = new Set(['PGRST202', 'PGRST204', '42703'])

/** What the cached schema does not know may have been created a moment ago: read it again before refusing. */
async function againWhenStale(context: Context, error: unknown, attempt: () => Promise<Answer>): Promise<Answer> {
  if (!(error instanceof RestError) || !maybeStale.has(error.body.code)) throw error
  await context.catalogue.refresh()
  return attempt()
}

async function read(c: HonoContext): Promise<TableRequest> {
  const profile = c.req.header('content-profile') ?? c.req.header('accept-profile') ?? exposedSchema
  if (profile !== exposedSchema) {
    throw new RestError(406, 'PGRST106', `Invalid schema: ${profile}`, {
      hint: `Only the following schemas are exposed: ${exposedSchema}`,
    })
  }
  const parameters = new URL(c.req.url).searchParams
  parameters.delete('apikey')
  return {
    method: c.req.method,
    parameters,
    body: await c.req.text(),
    contentType: c.req.header('content-type'),
    range: c.req.header('range'),
    prefer: parsePrefer(c.req.header('prefer')),
    accept: parseAccept(c.req.header('accept')),
  }
}

function respond(c: HonoContext, answer: Answer): Response {
  const body = c.req.method === 'HEAD' ? null : answer.body
  return new Response(body, { status: answer.status, headers: answer.headers })
}

function respondError(c: HonoContext, error: RestError): Response {
  return c.json(error.body, error.status as ContentfulStatusCode, { ...error.headers, 'proxy-status': `PostgREST; error=${error.body.code}` })
}
