import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { type Outcome, authTransaction, settle } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import type { Grant } from './password.ts'
import { type Method, openSession } from './sessions.ts'
import { findUser } from './users.ts'

/** Seconds in which an auth code must be exchanged. */
const codeLifetime = 300

interface FlowRow {
  id: string
  user_id: string
  code_challenge: string
  code_challenge_method: 's256' | 'plain'
  authentication_method: string
  expired: boolean
}

/**
 * Keeps the challenge that came with a request for a mail, or with the way to a provider (who it will be is not known
 * yet). Answers the flow's id; undefined when the request is of no PKCE flow.
 */
export async function rememberChallenge(
  client: pg.ClientBase,
  userId: string | null,
  body: Record<string, unknown>,
  method: string,
  provider = 'email',
): Promise<string | undefined> {
  const { code_challenge: challenge, code_challenge_method: kind } = body
  if (!challenge && !kind) return undefined
  if (typeof challenge !== 'string' || !challenge || typeof kind !== 'string' || !kind) {
    throw validationFailed('PKCE flow requires code_challenge_method and code_challenge')
  }
  const known = kind.toLowerCase()
  if (known !== 's256' && known !== 'plain') throw validationFailed(`unsupported code_challenge method "${kind}"`)
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(challenge)) {
    throw validationFailed('code challenge has to be between 43 and 128 characters of A-Z, a-z, 0-9, -, ., _ and ~')
  }
  const { rows } = await client.query<{ id: string }>(
    `insert into auth.flow_state (user_id, code_challenge, code_challenge_method, provider_type, authentication_method)
     values ($1, $2, $3, $5, $4) returning id`,
    [userId, challenge, known, method, provider],
  )
  return rows[0]?.id
}

/** The code of a flow whose person is known now. */
export async function issueFlowCode(client: pg.ClientBase, flowId: string, userId: string): Promise<string> {
  const code = randomUUID()
  await client.query('update auth.flow_state set user_id = $2, auth_code = $3, auth_code_issued_at = now(), updated_at = now() where id = $1', [flowId, userId, code])
  return code
}

/** The code that a followed link hands to the app, which alone can exchange it. */
export async function issueAuthCode(client: pg.ClientBase, userId: string): Promise<string> {
  const code = randomUUID()
  const { rowCount } = await client.query(
    `update auth.flow_state set auth_code = $2, auth_code_issued_at = now(), updated_at = now()
     where id = (select id from auth.flow_state where user_id = $1 order by created_at desc limit 1)`,
    [userId, code],
  )
  if (rowCount === 0) throw new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  return code
}

/** grant_type=pkce: exchanges the code, once, with the verifier whose challenge was kept. */
export function pkceGrant(context: Context): Grant {
  return async ({ auth_code: code, code_verifier: verifier }, userAgent) => {
    if (typeof code !== 'string' || !code || typeof verifier !== 'string' || !verifier) {
      throw validationFailed('invalid request: both auth code and code verifier should be non-empty')
    }
    return settle(
      await authTransaction(context, async (client): Promise<Outcome<unknown>> => {
        const { rows } = await client.query<FlowRow>(
          `select *, auth_code_issued_at < now() - make_interval(secs => $2) as expired from auth.flow_state where auth_code = $1 for update`,
          [code, codeLifetime],
        )
        const [flow] = rows
        if (!flow) return { error: new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found') }
        if (flow.expired) return { error: new AuthError(403, 'flow_state_expired', 'invalid flow state, flow state has expired') }
        if (!answers(flow, verifier)) {
          return { error: new AuthError(400, 'bad_code_verifier', 'code challenge does not match previously saved code verifier') }
        }
        await client.query('delete from auth.flow_state where id = $1', [flow.id])
        const user = await findUser(client, 'id', flow.user_id)
        if (!user) return { error: new AuthError(404, 'user_not_found', 'User not found') }
        const method: Method = flow.authentication_method === 'recovery' || flow.authentication_method === 'oauth' ? flow.authentication_method : 'magiclink'
        return { value: await openSession(context, client, user, method, userAgent) }
      }),
    )
  }
}

function answers(flow: FlowRow, verifier: string): boolean {
  const given = flow.code_challenge_method === 's256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  const [a, b] = [Buffer.from(given), Buffer.from(flow.code_challenge)]
  return a.length === b.length && timingSafeEqual(a, b)
}
