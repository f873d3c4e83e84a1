import type { Server as HttpServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'
import type { Keys } from '../keys.ts'
import { importSigningKey } from '../keys.ts'
import { createMailbox } from './auth/mailbox.ts'
import { authRoutes } from './auth/routes.ts'
import type { Context } from './context.ts'
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

export interface GatewayOptions {
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
  const pool = (user: keyof Keys['passwords'], max: number) => {
    const created = new pg.Pool({
      host: '127.0.0.1',
      port: databasePort,
      database: 'postgres',
      user,
      password: keys.passwords[user],
      max,
      connectionTimeoutMillis: 10_000,
      allowExitOnIdle: true,
    })
    // An idle connection that breaks is replaced at the next request.
    created.on('error', (error) => log(`database connection lost: ${error.message}`))
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
  const app = new Hono()
  const server = createAdaptorServer({ fetch: app.fetch }) as HttpServer
  const port = await listen(server, wanted)
  context.url = `http://127.0.0.1:${port}`
  app.route('/auth/v1', authRoutes(context))
  app.route('/rest/v1', restRoutes(context))
  app.get('/local/mail', (c) => c.json(mailbox.read(c.req.query('email') ?? '')))
  app.notFound((c) => c.json({ error: 'requested path is invalid' }, 404))
  return {
    port,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await Promise.all([context.rest.end(), context.auth.end(), context.admin.end()])
    },
  }
}

function listen(server: HttpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
