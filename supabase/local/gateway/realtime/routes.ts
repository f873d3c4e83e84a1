import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import { IdentityError, identify } from '../identity.ts'
import { authorize } from './authorize.ts'
import type { Hub } from './hub.ts'
import { type Broadcast, fitsFrame } from './protocol.ts'

/** /realtime/v1/api/broadcast: sending over HTTP, in a batch or one event at a time. */
export function realtimeRoutes(context: Context, hub: Hub): Hono {
  const routes = new Hono()
  routes.onError((error, c) => {
    if (error instanceof IdentityError) return c.json({ message: error.message }, 401)
    context.log(`realtime: ${error.message}`)
    return c.json({ message: 'Internal server error' }, 500)
  })

  routes.post('/api/broadcast', async (c) => {
    const body = (await c.req.json().catch(() => undefined)) as { messages?: unknown } | undefined
    const messages = Array.isArray(body?.messages) ? (body.messages as Record<string, unknown>[]) : []
    const valid = messages.every(({ topic, event }) => typeof topic === 'string' && typeof event === 'string' && fitsFrame(event))
    if (messages.length === 0 || !valid) return c.json({ errors: { messages: ['is invalid'] } }, 422)
    for (const { topic, event, payload, private: isPrivate } of messages) {
      await send(context, hub, c, String(topic), isPrivate === true, { event: String(event), body: { json: JSON.stringify(payload ?? {}) } })
    }
    return c.body(null, 202)
  })

  routes.post('/api/broadcast/:topic/events/:event', async (c) => {
    const event = c.req.param('event')
    if (!fitsFrame(event)) return c.json({ message: 'event is too long' }, 422)
    const bytes = Buffer.from(await c.req.arrayBuffer())
    const isJson = !/octet-stream/.test(c.req.header('content-type') ?? '')
    if (isJson && !parses(bytes.toString('utf8'))) return c.json({ message: 'payload is not valid JSON' }, 422)
    const body = isJson ? { json: bytes.toString('utf8') } : { bytes }
    await send(context, hub, c, c.req.param('topic'), c.req.query('private') === 'true', { event, body })
    return c.body(null, 202)
  })
  return routes
}

/** Without the right to write, the message is dropped and the answer the same, as in Supabase. */
async function send(context: Context, hub: Hub, c: HonoContext, topic: string, isPrivate: boolean, broadcast: Broadcast): Promise<void> {
  const identity = await identify(context, c.req.header('apikey'), c.req.header('authorization'))
  if (isPrivate && !(await authorize(context, identity, topic)).write.broadcast) return
  hub.broadcast(topic, isPrivate, broadcast)
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
