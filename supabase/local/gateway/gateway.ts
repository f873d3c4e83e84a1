import type { Server as HttpServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'
import type { Keys } from '../keys.ts'
import { importSigningKey } from '../keys.ts'
import { createMailbox } from './auth/mailbox.ts'
import { authRoutes } from './auth/routes.ts'
import type { Context } from './context.ts'
import { createHub } from './realtime/hub.ts'
import { startListener } from './realtime/listener.ts'
import { realtimeRoutes } from './realtime/routes.ts'
import { acceptSockets } from './realtime/sockets.ts'
import { createCatalogue } from './rest/catalogue.ts'
import { restRoutes } from './rest/routes.ts'

export interface Gateway {
  readonly port: number
  readonly url: string
  /** Listens on the same port again after stop(). */
  start(): Promise<void>
  /** Ends every connection at once, as a backend that went away. The database keeps running. */
  stop(): Promise<void>
}

interface GatewayOptions {
  keys: Keys
  databasePort: number
  /** Undefined picks a free one. */
  port?: number | undefined
  log: (line: string) => void
}

/** Starts the HTTP and WebSocket side of the stack on 127.0.0.1. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const signing = await importSigningKey(options.keys)
  const mailbox = createMailbox()
  let running: Running | undefined
  let port = options.port ?? 0
  const gateway = {
    get port() {
      return port
    },
    get url() {
      return `http://127.0.0.1:${port}`
    },
    start: async () => {
      if (running) return
      running = await run(options, signing, mailbox, port)
      port = running.port
    },
    stop: async () => {
      const ending = running
      running = undefined
      await ending?.stop()
    },
  }
  await gateway.start()
  return gateway
}

interface Running {
  port: number
  stop(): Promise<void>
}

async function run(options: GatewayOptions, signing: Context['signing'], mailbox: Context['mailbox'], wanted: number): Promise<Running> {
  const { keys, databasePort, log } = options
  const login = (user: keyof Keys['passwords']) => ({
    host: '127.0.0.1',
    port: databasePort,
    database: 'postgres',
    user,
    password: keys.passwords[user],
  })
  let stopping = false
  const pool = (user: keyof Keys['passwords'], max: number) => {
    const created = new pg.Pool({
      ...login(user),
      max,
      connectionTimeoutMillis: 10_000,
      allowExitOnIdle: true,
    })
    // An idle connection that breaks is replaced at the next request; at the end the server may be quicker than its last one.
    created.on('error', (error) => {
      if (!stopping) log(`database connection lost: ${error.message}`)
    })
    return created
  }
  const context: Context = {
    url: '',
    keys,
    signing,
    mailbox,
    log,
    rest: pool('authenticator', 10),
    auth: pool('supabase_auth_admin', 5),
    admin: pool('supabase_admin', 4),
    catalogue: undefined as never,
  }
  context.catalogue = createCatalogue(context.admin)
  const hub = createHub()
  const app = new Hono()
  const server = createAdaptorServer({ fetch: app.fetch }) as HttpServer
  let port = wanted
  app.route('/auth/v1', authRoutes(context))
  app.route('/rest/v1', restRoutes(context))
  app.route('/realtime/v1', realtimeRoutes(context, hub))
  app.get('/local/mail', (c) => {
    // A page that points a name of its own at this machine must not read codes.
    const host = c.req.header('host')
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return c.json({ error: 'only on this machine' }, 403)
    return c.json(mailbox.read(c.req.query('email') ?? ''))
  })
  app.notFound((c) => c.json({ error: 'requested path is invalid' }, 404))
  const sockets = acceptSockets(context, server, hub)
  const listener = await startListener({
    connection: login('supabase_admin'),
    onSchema: context.catalogue.invalidate,
    wanted: hub.has,
    onMessage: ({ topic, event, private: isPrivate, payload }) =>
      hub.broadcast(topic, isPrivate, { event, body: { json: payload } }),
    log,
  })
  // Last of all: whoever gets a connection gets every route.
  try {
    port = await listen(server, wanted, (bound) => (context.url = `http://127.0.0.1:${bound}`))
  } catch (error) {
    await listener.stop()
    throw error
  }
  return {
    port,
    stop: async () => {
      stopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      sockets.stop()
      await listener.stop()
      server.closeAllConnections()
      await closed
      await Promise.all([context.rest.end(), context.auth.end(), context.admin.end()])
    },
  }
}

function listen(server: HttpServer, wanted: number, onPort: (port: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : wanted
      onPort(port)
      resolve(port)
    })
  })
}
