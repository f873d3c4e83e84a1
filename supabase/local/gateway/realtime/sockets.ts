import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Context } from '../context.ts'
import { identityOfKey } from '../identity.ts'
import { type Channel, type Wire, joinChannel } from './channel.ts'
import type { Hub } from './hub.ts'
import { type Frame, type Received, type Version, decode, encode, encodeBroadcast } from './protocol.ts'

/** Phoenix ends a connection that has been silent for this long; clients send a heartbeat every 25 s. */
const silence = 60_000
const largestMessage = 3_000_000

interface Sockets {
  /** Ends every connection without a word, as a network that went away. */
  stop(): void
}

/** Takes WebSocket upgrades at /realtime/v1/websocket. */
export function acceptSockets(context: Context, server: Server, hub: Hub): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', context.url)
    if (url.pathname !== '/realtime/v1/websocket') return refuse(stream, '404 Not Found')
    const apikey = url.searchParams.get('apikey') ?? String(request.headers['apikey'] ?? request.headers['x-api-key'] ?? '')
    try {
      identityOfKey(context, apikey)
    } catch {
      return refuse(stream, '401 Unauthorized')
    }
    const version: Version = url.searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0'
    sockets.handleUpgrade(request, stream, head, (socket) => serve(context, hub, socket, apikey, version))
  })
  return {
    stop: () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

function serve(context: Context, hub: Hub, socket: WebSocket, apikey: string, version: Version): void {
  const channels = new Map<string, Channel>()
  let ended = false
  const send = (data: string | Buffer) => {
    if (socket.readyState === socket.OPEN) socket.send(data)
  }
  const sendFrame = (frame: Frame) => send(encode(frame, version))
  const wire: Wire = {
    apikey,
    reply: ({ join_ref, ref, topic }, status, response) =>
      sendFrame({ join_ref, ref, topic, event: 'phx_reply', payload: { status, response } }),
    push: (topic, join_ref, event, payload) => sendFrame({ join_ref, ref: null, topic, event, payload }),
    deliver: (topic, broadcast) => send(encodeBroadcast(topic, broadcast, version)),
  }

  const join = async (frame: Received) => {
    // A second join of a topic replaces the first.
    channels.get(frame.topic)?.close()
    const forget = () => {
      if (channels.get(frame.topic)?.join_ref === frame.join_ref) channels.delete(frame.topic)
    }
    const channel = await joinChannel(context, hub, wire, frame, () => ended, forget)
    if (channel) channels.set(frame.topic, channel)
  }
  const handle = async (frame: Received) => {
    if (frame.topic === 'phoenix') {
      if (frame.event === 'heartbeat') wire.reply(frame, 'ok', {})
      return
    }
    if (frame.event === 'phx_join' && frame.topic.startsWith('realtime:')) return join(frame)
    const channel = channels.get(frame.topic)
    if (channel) return channel.handle(frame)
    wire.reply(frame, 'error', { reason: 'unmatched topic' })
  }

  // One after the other: what a client sends after a join waits for the join's answer.
  let work = Promise.resolve()
  let lastHeard = Date.now()
  const watch = setInterval(() => {
    if (Date.now() - lastHeard > silence) socket.terminate()
  }, silence / 4)
  watch.unref()
  socket.on('message', (data, binary) => {
    lastHeard = Date.now()
    const frame = decode(data as Buffer, binary, version)
    if (!frame) return
    work = work.then(() => handle(frame)).catch((error: Error) => context.log(`realtime: ${error.message}`))
  })
  socket.on('error', (error) => context.log(`realtime: ${error.message}`))
  socket.on('close', () => {
    ended = true
    clearInterval(watch)
    for (const channel of [...channels.values()]) channel.close()
  })
}
