import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What can go wrong between a client and a server. */
type Fault =
  /** the request never arrives */
  | { kind: 'lost request' }
  /** the server does what was asked; its answer never arrives */
  | { kind: 'lost answer' }
  /** the answer breaks off in its middle */
  | { kind: 'cut answer' }
  /** somebody on the way answers instead of the server */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** the answer waits until this resolves; a function is called when the server has answered */
  | { kind: 'late answer'; until: Promise<unknown> | (() => unknown) }

export interface Passing {
  /** the function or path: submit_commands, sync_pull, /auth/v1/token … */
  name: string
  /** how many of this name came before */
  earlier: number
  authorization: string | undefined
  at: number
}

export interface FaultProxy {
  url: string
  /** decides for each request; null lets it pass */
  fault: (passing: Passing) => Fault | null
  /** everything that came, in order */
  passed: Passing[]
  count(name: string): number
  stop(): Promise<void>
}

/** A proxy on 127.0.0.1 in front of a stack's gateway that breaks what `fault` tells it to. WebSockets are refused. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    // Whoever asked is gone: nobody waits for the answer.
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => null,
    passed: [],
    count: (name) => self.passed.filter((each) => each.name === name).length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', target)
    const name = pathname.replace('/rest/v1/rpc/', '')
    const passing = { name, earlier: self.count(name), authorization: request.headers.authorization, at: performance.now() }
    self.passed.push(passing)
    const fault = self.fault(passing)
    const body = await bytesOf(request)
    if (fault?.kind === 'lost request') return void request.socket.destroy()
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
      return void response.end(fault.body ?? '{"message": "from the way"}')
    }
    const answer = await forward(request, body).catch(() => null)
    if (answer === null || fault?.kind === 'lost answer') return void request.socket.destroy()
    if (fault?.kind === 'late answer') await (typeof fault.until === 'function' ? fault.until() : fault.until)
    const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers
    response.writeHead(answer.status, { ...headers, 'content-length': String(answer.body.length) })
    if (fault?.kind !== 'cut answer') return void response.end(answer.body)
    response.write(answer.body.subarray(0, answer.body.length >> 1), () => request.socket.destroy())
  }

  function forward(request: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const url = new URL(request.url ?? '/', target)
      const outgoing = httpRequest(url, { method: request.method, headers: { ...request.headers, host: url.host } }, (incoming) => {
        bytesOf(incoming).then((bytes) => resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: bytes }), reject)
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  return self
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
