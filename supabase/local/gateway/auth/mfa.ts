import type { Context as HonoContext, Hono } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { type Caller, jsonBody, requireUser } from './caller.ts'
import { authTransaction } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { qrSvg } from './qr.ts'
import { raiseSession } from './sessions.ts'
import { newSecret, totpMatches } from './totp.ts'

/** Seconds that a challenge holds. */
const challengeLifetime = 300
const mostFactors = 10

interface FactorRow {
  id: string
  status: 'unverified' | 'verified'
  secret: string
}

/** /factors: time-based one-time passwords as the second factor. */
export function mfaRoutes(context: Context, routes: Hono): void {
  routes.post('/factors', async (c) => {
    const body = await jsonBody(c)
    if (body.factor_type !== 'totp') throw validationFailed('factor_type needs to be totp')
    const name = typeof body.friendly_name === 'string' ? body.friendly_name : ''
    return c.json(
      await authTransaction(context, async (client) => {
        const caller = await requireUser(context, client, c)
        return enrol(client, caller, name, typeof body.issuer === 'string' && body.issuer ? body.issuer : '127.0.0.1')
      }),
    )
  })

  routes.post('/factors/:id/challenge', async (c) =>
    c.json(
      await authTransaction(context, async (client) => {
        const { factor } = await callersFactor(context, client, c)
        const { rows } = await client.query<{ id: string; expires_at: number }>(
          `insert into auth.mfa_challenges (factor_id, ip_address) values ($1, '127.0.0.1')
           returning id, extract(epoch from created_at)::int + $2::int as expires_at`,
          [factor.id, challengeLifetime],
        )
        await client.query('update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = $1', [factor.id])
        return { id: rows[0]?.id, type: 'totp', expires_at: rows[0]?.expires_at }
      }),
    ),
  )

  routes.post('/factors/:id/verify', async (c) => {
    const body = await jsonBody(c)
    return c.json(
      await authTransaction(context, async (client) => {
        const { caller, factor } = await callersFactor(context, client, c)
        await useChallenge(client, factor, String(body.challenge_id ?? ''))
        if (!totpMatches(factor.secret, String(body.code ?? ''))) {
          throw new AuthError(422, 'mfa_verification_failed', 'Invalid TOTP code entered')
        }
        if (factor.status === 'unverified') {
          await client.query(`update auth.mfa_factors set status = 'verified', updated_at = now() where id = $1`, [factor.id])
          await client.query(`delete from auth.mfa_factors where user_id = $1 and status = 'unverified'`, [caller.user.id])
        }
        // Sessions that have not shown the second factor end, this one is raised.
        await client.query(`delete from auth.sessions where user_id = $1 and aal = 'aal1' and id <> $2`, [caller.user.id, caller.session_id])
        return raiseSession(context, client, caller.user, caller.session_id, factor.id)
      }),
    )
  })

  routes.delete('/factors/:id', async (c) =>
    c.json(
      await authTransaction(context, async (client) => {
        const { caller, factor } = await callersFactor(context, client, c)
        if (factor.status === 'verified' && caller.aal !== 'aal2') {
          throw new AuthError(422, 'insufficient_aal', 'AAL2 required to unenroll verified factor')
        }
        await client.query('delete from auth.mfa_factors where id = $1', [factor.id])
        await client.query(`update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1`, [factor.id])
        return { id: factor.id }
      }),
    ),
  )
}

async function enrol(client: pg.ClientBase, { user, aal }: Caller, name: string, issuer: string): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ friendly_name: string; status: string }>('select friendly_name, status from auth.mfa_factors where user_id = $1', [user.id])
  if (rows.length >= mostFactors) {
    throw new AuthError(422, 'too_many_enrolled_mfa_factors', 'Maximum number of verified factors reached, unenroll to continue')
  }
  if (aal !== 'aal2' && rows.some(({ status }) => status === 'verified')) {
    throw new AuthError(403, 'insufficient_aal', 'AAL2 required to enroll a new factor')
  }
  if (name.trim() !== '' && rows.some(({ friendly_name }) => friendly_name === name)) {
    throw new AuthError(422, 'mfa_factor_name_conflict', `A factor with the friendly name "${name}" for this user already exists`)
  }
  const secret = newSecret()
  const created = await client.query<{ id: string }>(
    `insert into auth.mfa_factors (user_id, friendly_name, factor_type, status, secret) values ($1, $2, 'totp', 'unverified', $3) returning id`,
    [user.id, name, secret],
  )
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(user.email ?? user.id)}`
  const uri = `otpauth://totp/${label}?algorithm=SHA1&digits=6&issuer=${encodeURIComponent(issuer)}&period=30&secret=${secret}`
  return { id: created.rows[0]?.id, type: 'totp', friendly_name: name, totp: { qr_code: qrSvg(uri), secret, uri } }
}

async function callersFactor(context: Context, client: pg.ClientBase, c: HonoContext): Promise<{ caller: Caller; factor: FactorRow }> {
  const caller = await requireUser(context, client, c)
  const { rows } = await client.query<FactorRow>('select id, status, secret from auth.mfa_factors where id::text = $1 and user_id = $2 for update', [c.req.param('id'), caller.user.id])
  if (!rows[0]) throw new AuthError(404, 'mfa_factor_not_found', 'Factor not found')
  return { caller, factor: rows[0] }
}

/** A challenge is answered once, by the factor it was made for, within its time. */
async function useChallenge(client: pg.ClientBase, factor: FactorRow, id: string): Promise<void> {
  const { rows } = await client.query<{ expired: boolean }>(
    `select created_at < now() - make_interval(secs => $3) as expired from auth.mfa_challenges
     where id::text = $1 and factor_id = $2 and verified_at is null`,
    [id, factor.id, challengeLifetime],
  )
  if (!rows[0]) throw new AuthError(422, 'mfa_challenge_not_found', 'MFA factor with the provided challenge ID not found')
  if (rows[0].expired) {
    throw new AuthError(422, 'mfa_challenge_expired', 'MFA challenge has expired, verify against another challenge or create a new challenge.')
  }
  await client.query('update auth.mfa_challenges set verified_at = now() where id::text = $1', [id])
}
