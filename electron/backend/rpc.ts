import { AppError } from '../../contract/errors.ts'
import type { Connection } from '../../contract/status.ts'
import type { Fetch } from '../shell/network.ts'
import { BackendError, type AnswerBody } from './api.ts'
import { failureOf } from './failures.ts'

/** Where tokens come from: auth's session. Both reject with AppError. */
export interface Tokens {
  accessToken(signal?: AbortSignal): Promise<string>
  renew(stale: string, signal?: AbortSignal): Promise<string>
}

export interface RpcOptions {
  connection: Connection
  tokens: Tokens
  fetch: Fetch
}

interface CallOptions {
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** `path` below /rest/v1; the answer's body, empty where the server has nothing to say. */
export type Call = (path: string, init: { method: string; body?: string; prefer?: string }, options: CallOptions) => Promise<AnswerBody>

export type Rpc = (name: string, args: unknown, options: CallOptions) => Promise<AnswerBody>

/** Calls a function of the database and hands its answer back as bytes. */
export const createRpc = (call: Call): Rpc => (name, args, options) => call(`rpc/${name}`, { method: 'POST', body: JSON.stringify(args) }, options)

/**
 * A request to the database's API as the signed-in person. It does not go through supabase-js: its client parses every
 * answer on main's thread, which routes the keys.
 */
export function createCall({ connection, tokens, fetch }: RpcOptions): Call {
  const once = async (path: string, { method, body, prefer }: Parameters<Call>[1], token: string, signal: AbortSignal, limit: AbortSignal): Promise<AnswerBody> => {
    let response: Response
    try {
      response = await fetch(`${connection.url}/rest/v1/${path}`, {
        method,
        headers: {
          apikey: connection.publishable_key,
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(prefer === undefined ? {} : { prefer }),
        },
        ...(body === undefined ? {} : { body }),
        signal,
      })
      if (!response.ok) throw failureOf(response.status, await response.text(), response.headers)
      if (response.status !== 204 && !isJson(response.headers)) throw new BackendError('network', 'something between here and the server answered with a page')
      return new Uint8Array(await response.arrayBuffer())
    } catch (error) {
      if (error instanceof BackendError) throw error
      const reason = error instanceof AppError ? error.message : signal.aborted ? 'no answer in time' : 'the server does not answer'
      throw new BackendError('network', reason, { cause: error, timedOut: signal.aborted && signal.reason === limit.reason })
    }
  }

  return async (path, init, { timeoutMs, signal }) => {
    const limit = AbortSignal.timeout(timeoutMs)
    const either = signal === undefined ? limit : AbortSignal.any([signal, limit])
    const token = await tokens.accessToken(either).catch(tokenFailure)
    try {
      return await once(path, init, token, either, limit)
    } catch (error) {
      if (!(error instanceof BackendError) || error.failure !== 'unauthorized') throw error
      // The clock, a signing key or the session itself: a new token settles which.
      const renewed = await tokens.renew(token, either).catch(tokenFailure)
      return once(path, init, renewed, either, limit)
    }
  }
}

const isJson = (headers: Headers): boolean => /^application\/(\w+(\.\w+)*\+)?json\b/.test(headers.get('content-type') ?? '')

function tokenFailure(error: unknown): never {
  if (!(error instanceof AppError)) throw new BackendError('network', 'no access token', { cause: error })
  switch (error.code) {
    case 'sign_in_needed':
      throw new BackendError('unauthorized', error.message, { cause: error })
    case 'rate_limited':
      throw new BackendError('rate_limited', error.message, { cause: error })
    case 'server':
      throw new BackendError('server', error.message, { cause: error })
    default:
      throw new BackendError('network', error.message, { cause: error })
  }
}
