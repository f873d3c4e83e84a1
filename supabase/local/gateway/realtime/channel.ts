import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { type Identity, IdentityError, identityOfKey, verifyToken } from '../identity.ts'
import { type Permissions, authorize } from './authorize.ts'
import type { Hub, Member } from './hub.ts'
import { type Broadcast, type Received, fitsFrame } from './protocol.ts'

/** What a channel needs of its connection. */
export interface Wire {
  apikey: string
  reply(frame: Received, status: 'ok' | 'error', response: Record<string, unknown>): void
  push(topic: string, joinRef: string | null, event: string, payload: Record<string, unknown>): void
  deliver(topic: string, broadcast: Broadcast): void
}

export interface Channel {
  join_ref: string | null
  handle(frame: Received): Promise<void>
  /** Ends the membership; says phx_close to the client. */
  close(): void
}

const open: Permissions = { read: { broadcast: true, presence: true }, write: { broadcast: true, presence: true } }

/** Why a join or a new token is refused; the text is the reason the client sees. */
class Refused extends Error {}

/** Answers phx_join. Undefined when it was refused, which the client has been told. */
export async function joinChannel(context: Context, hub: Hub, wire: Wire, frame: Received, gone: () => boolean, onClose: () => void): Promise<Channel | undefined> {
  const topic = frame.topic.slice('realtime:'.length)
  const config = asObject(frame.payload.config)
  const isPrivate = config.private === true
  let permissions = open
  let expiry: NodeJS.Timeout | undefined

  const admit = async (token: unknown) => {
    const identity = await identityFor(context, wire, token)
    const found = isPrivate ? await permitted(context, identity, topic) : open
    permissions = found
    clearTimeout(expiry)
    const { exp } = identity.claims
    if (exp === undefined) return
    expiry = setTimeout(() => shut('Token has expired'), Math.min(exp * 1000 - Date.now(), 2_147_483_647))
    expiry.unref()
  }
  const member: Member = {
    presence: asObject(config.presence).enabled === true,
    presence_key: String(asObject(config.presence).key || randomUUID()),
    self: asObject(config.broadcast).self === true,
    deliver: (broadcast) => {
      if (permissions.read.broadcast) wire.deliver(frame.topic, broadcast)
    },
    push: (event, payload) => {
      if (permissions.read.presence) wire.push(frame.topic, frame.join_ref, event, payload)
    },
  }
  const close = () => {
    clearTimeout(expiry)
    hub.leave(topic, isPrivate, member)
    wire.push(frame.topic, frame.join_ref, 'phx_close', {})
    onClose()
  }
  const shut = (message: string) => {
    wire.push(frame.topic, frame.join_ref, 'system', { extension: 'system', status: 'error', message, channel: topic })
    close()
  }

  try {
    if (!fitsFrame(frame.topic)) throw new Refused('TopicTooLong: a topic has at most 255 bytes')
    if (Array.isArray(config.postgres_changes) && config.postgres_changes.length > 0) {
      throw new Refused('UnsupportedFeature: the local development stack sends no postgres_changes')
    }
    await admit(frame.payload.access_token)
  } catch (error) {
    clearTimeout(expiry)
    wire.reply(frame, 'error', { reason: reasonOf(context, error) })
    return undefined
  }
  if (gone()) {
    clearTimeout(expiry)
    return undefined
  }
  wire.reply(frame, 'ok', { postgres_changes: [] })
  hub.join(topic, isPrivate, member)

  const acknowledges = asObject(config.broadcast).ack === true
  const handle = async (received: Received) => {
    switch (received.event) {
      case 'phx_leave':
        wire.reply(received, 'ok', {})
        close()
        return
      case 'access_token':
        if (typeof received.payload.access_token !== 'string') return
        await admit(received.payload.access_token).catch((error: unknown) => shut(reasonOf(context, error)))
        return
      case 'broadcast':
        if (!received.broadcast || !fitsFrame(received.broadcast.event)) return
        // Supabase drops what a policy refuses without a word.
        if (!permissions.write.broadcast) return
        hub.broadcast(topic, isPrivate, received.broadcast, member)
        if (acknowledges) wire.reply(received, 'ok', {})
        return
      case 'presence': {
        const { event, payload } = received.payload
        if (permissions.write.presence) {
          if (event === 'track') hub.track(topic, isPrivate, member, asObject(payload))
          else if (event === 'untrack') hub.untrack(topic, isPrivate, member)
        }
        wire.reply(received, 'ok', {})
        return
      }
    }
  }
  return { join_ref: frame.join_ref, handle, close }
}

/** A user's token, or the connection's key when none is given. */
async function identityFor(context: Context, wire: Wire, token: unknown): Promise<Identity> {
  if (typeof token !== 'string' || token === '') return identityOfKey(context, wire.apikey)
  return token.startsWith('sb_') ? identityOfKey(context, token) : verifyToken(context, token)
}

async function permitted(context: Context, identity: Identity, topic: string): Promise<Permissions> {
  const found = await authorize(context, identity, topic)
  if (!found.read.broadcast && !found.read.presence) {
    throw new Refused(`Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`)
  }
  return found
}

function reasonOf(context: Context, error: unknown): string {
  if (error instanceof Refused) return error.message
  if (error instanceof IdentityError) {
    return error.reason === 'expired' ? 'InvalidJWTToken: Token has expired' : `InvalidJWTToken: ${error.message}`
  }
  context.log(`realtime: ${error instanceof Error ? error.message : String(error)}`)
  return 'UnknownErrorOnChannel: the database could not be asked'
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
