import type { RealtimeChannel, RealtimeClient } from '@supabase/supabase-js'
import type { Connection } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { Backend } from './api.ts'
import type { Presence } from './presence.ts'
import type { Tokens } from './rpc.ts'

export interface Realtime {
  subscribe: Backend['subscribe']
  /** the token was renewed: channels that are joined get it */
  renewed(): void
}

type RealtimeSocket = InstanceType<typeof RealtimeClient>

interface RealtimeOptions {
  connection: Connection
  tokens: Tokens
  presence: Presence | null
  log: Log
}

/**
 * Pokes over Supabase Realtime: one private channel per workspace, whose broadcasts say that something changed there,
 * not what. A subscription has a socket of its own, which reconnects by itself; supabase-js is loaded with the first. A
 * channel that the server closes (its token has expired, the session was revoked) is dropped by the library for good.
 */
export function createRealtime({ connection, tokens, presence, log }: RealtimeOptions): Realtime {
  const sockets = new Set<RealtimeSocket>()

  const subscribe: Realtime['subscribe'] = (workspaceIds, onPoke, onState, onLost) => {
    const joined = new Set<string>()
    let ended = false
    let up = false
    let leave = () => {}
    const say = () => {
      const now = workspaceIds.length > 0 && joined.size === workspaceIds.length
      if (now === up) return
      up = now
      onState(up)
    }
    const join = (socket: RealtimeSocket, id: string): RealtimeChannel => {
      const channel = socket.channel(`workspace:${id}`, { config: { private: true, presence: { enabled: presence !== null } } }).on('broadcast', { event: '*' }, () => {
        if (!ended) onPoke(id)
      })
      presence?.follow(id, channel)
      return channel.subscribe((state, error) => {
        if (ended) return
        const isJoined = state === 'SUBSCRIBED'
        if (isJoined) joined.add(id)
        else joined.delete(id)
        presence?.joined(id, isJoined)
        if (error) log.info('realtime', 'a channel is down', { state, error })
        say()
        if (state === 'CLOSED') onLost()
      })
    }

    const begin = async () => {
      const socket = await openSocket(connection, tokens)
      // Without a token the channels would be refused as anonymous.
      await socket.setAuth()
      if (ended) return
      sockets.add(socket)
      const channels = workspaceIds.map((id) => join(socket, id))
      leave = () => {
        sockets.delete(socket)
        for (const channel of channels) channel.teardown()
        socket.disconnect().catch(() => undefined)
      }
    }
    begin().catch((error: unknown) => {
      if (ended) return
      log.warn('realtime', 'could not be started', { error })
      onLost()
    })

    return () => {
      ended = true
      presence?.forget()
      leave()
    }
  }

  return {
    subscribe,
    renewed() {
      for (const socket of sockets) socket.setAuth().catch(() => undefined)
    },
  }
}

async function openSocket({ url, publishable_key }: Connection, tokens: Tokens): Promise<RealtimeSocket> {
  const [{ RealtimeClient }, { WebSocket }] = await Promise.all([import('@supabase/supabase-js'), import('ws')])
  return new RealtimeClient(`${url.replace(/^http/, 'ws')}/realtime/v1`, {
    params: { apikey: publishable_key },
    // Electron 33's main is Node 20, which has no WebSocket of its own.
    transport: WebSocket as never,
    accessToken: () => tokens.accessToken(),
    // After a sleep or on a bad network everybody would come back in the same second.
    reconnectAfterMs: (tries) => Math.min(1_000 * 2 ** Math.min(tries - 1, 5), 30_000) * (0.75 + Math.random() / 2),
  })
}
