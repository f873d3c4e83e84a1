import { randomBytes } from 'node:crypto'
import type { Broadcast } from './protocol.ts'

/** One client's membership in a topic. */
export interface Member {
  /** Presence is sent to members that asked for it. */
  presence: boolean
  presence_key: string
  /** Whether its own broadcasts come back to it. */
  self: boolean
  deliver(broadcast: Broadcast): void
  push(event: string, payload: Record<string, unknown>): void
}

type Meta = Record<string, unknown> & { phx_ref: string }

interface Room {
  members: Set<Member>
  tracked: Map<Member, Meta>
}

/** Who is in which topic. Private and public channels of one name are different rooms, as in Supabase. */
export interface Hub {
  join(topic: string, isPrivate: boolean, member: Member): void
  leave(topic: string, isPrivate: boolean, member: Member): void
  broadcast(topic: string, isPrivate: boolean, broadcast: Broadcast, from?: Member): void
  track(topic: string, isPrivate: boolean, member: Member, payload: Record<string, unknown>): void
  untrack(topic: string, isPrivate: boolean, member: Member): void
  has(topic: string, isPrivate: boolean): boolean
}

export function createHub(): Hub {
  const rooms = new Map<string, Room>()
  const key = (topic: string, isPrivate: boolean) => `${isPrivate ? 'private' : 'public'}:${topic}`

  const diff = (room: Room, joins: Presences, leaves: Presences) => {
    for (const member of room.members) if (member.presence) member.push('presence_diff', { joins, leaves })
  }
  const untrack: Hub['untrack'] = (topic, isPrivate, member) => {
    const room = rooms.get(key(topic, isPrivate))
    const meta = room?.tracked.get(member)
    if (!room || !meta) return
    room.tracked.delete(member)
    diff(room, {}, one(member, meta))
  }

  return {
    join: (topic, isPrivate, member) => {
      const room = rooms.get(key(topic, isPrivate)) ?? { members: new Set(), tracked: new Map() }
      rooms.set(key(topic, isPrivate), room)
      room.members.add(member)
      if (member.presence) member.push('presence_state', state(room))
    },
    leave: (topic, isPrivate, member) => {
      const room = rooms.get(key(topic, isPrivate))
      if (!room?.members.delete(member)) return
      untrack(topic, isPrivate, member)
      if (room.members.size === 0) rooms.delete(key(topic, isPrivate))
    },
    broadcast: (topic, isPrivate, broadcast, from) => {
      for (const member of rooms.get(key(topic, isPrivate))?.members ?? []) {
        if (member !== from || member.self) member.deliver(broadcast)
      }
    },
    track: (topic, isPrivate, member, payload) => {
      const room = rooms.get(key(topic, isPrivate))
      if (!room) return
      const before = room.tracked.get(member)
      const meta: Meta = { ...payload, phx_ref: randomBytes(9).toString('base64url') }
      if (before) meta.phx_ref_prev = before.phx_ref
      room.tracked.set(member, meta)
      diff(room, one(member, meta), before ? one(member, before) : {})
    },
    untrack,
    has: (topic, isPrivate) => rooms.has(key(topic, isPrivate)),
  }
}

type Presences = Record<string, { metas: Meta[] }>

const one = (member: Member, meta: Meta): Presences => ({ [member.presence_key]: { metas: [meta] } })

function state(room: Room): Presences {
  const found: Presences = {}
  for (const [member, meta] of room.tracked) {
    const entry = (found[member.presence_key] ??= { metas: [] })
    entry.metas.push(meta)
  }
  return found
}
