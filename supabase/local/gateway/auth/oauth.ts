import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { authTransaction } from './database.ts'
import { AuthError, validationFailed } from './errors.ts'
import { escapeHtml, providerPage } from './oauth-page.ts'
import { issueFlowCode, rememberChallenge } from './pkce.ts'
import { redirectTarget, redirectWith, siteUrl } from './redirects.ts'
import { openSession } from './sessions.ts'
import { type UserRow, findUser, insertUser, normaliseEmail } from './users.ts'

/** The one provider of this stack; a page of its own stands in for it and believes whoever comes. */
export const provider = 'github'

/** Minutes that a way through the provider's page may take. */
const stateLifetime = 10 * 60_000

interface Visit {
  target: string
  /** of the PKCE flow; without one, tokens come back in the fragment */
  flow: string | undefined
  at: number
}

interface Person {
  email: string
  name: string
}

/**
 * Signing in by another provider: /authorize, the provider's page (/local/oauth), /callback. As in Supabase, a browser
 * goes there: no route needs a key.
 */
export function oauthRoutes(context: Context, routes: Hono): void {
  const visits = new Map<string, Visit>()
  const persons = new Map<string, Person>()
  const take = (state: string): Visit | undefined => {
    const visit = visits.get(state)
    visits.delete(state)
    return visit && Date.now() - visit.at < stateLifetime ? visit : undefined
  }

  routes.get('/authorize', async (c) => {
    const query = c.req.query()
    if (query['provider'] !== provider) throw validationFailed('Unsupported provider: provider is not enabled')
    const flow = await authTransaction(context, (client) => rememberChallenge(client, null, query, 'oauth', provider))
    const state = randomUUID()
    visits.set(state, { target: redirectTarget(query['redirect_to']), flow, at: Date.now() })
    return c.redirect(`${context.url}/auth/v1/local/oauth?state=${state}`, 302)
  })

  routes.get('/local/oauth', (c) => {
    const state = c.req.query('state') ?? ''
    if (!visits.has(state)) return c.html(`<p>${escapeHtml('This sign-in is over. Go back to the app and start again.')}</p>`, 400)
    return c.html(providerPage(state), 200, { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" })
  })

  routes.post('/local/oauth', async (c) => {
    const form = await c.req.parseBody()
    const state = String(form['state'] ?? '')
    if (form['answer'] === 'deny') return c.redirect(`${context.url}/auth/v1/callback?state=${encodeURIComponent(state)}&error=access_denied`, 303)
    const code = randomUUID()
    persons.set(code, { email: normaliseEmail(form['email']), name: String(form['name'] ?? '').trim() })
    return c.redirect(`${context.url}/auth/v1/callback?state=${encodeURIComponent(state)}&code=${code}`, 303)
  })

  routes.get('/callback', async (c) => {
    const visit = take(c.req.query('state') ?? '')
    const fail = (error: string, error_code: string, error_description: string) => {
      const problem = { error, error_code, error_description }
      return c.redirect(redirectWith(visit?.target ?? siteUrl, problem, problem), 302)
    }
    if (!visit) return fail('invalid_request', 'bad_oauth_state', 'OAuth state is invalid or has expired')
    const code = c.req.query('code') ?? ''
    const person = persons.get(code)
    persons.delete(code)
    if (!person) return fail('access_denied', 'provider_email_needs_verification', 'The provider did not say who this is')
    const { flow, target } = visit
    const outcome = await authTransaction(context, async (client) => {
      const user = await userOf(client, person)
      if (flow !== undefined) return { code: await issueFlowCode(client, flow, user.id) }
      return { session: await openSession(context, client, user, 'oauth', c.req.header('user-agent')) }
    })
    if (outcome.code !== undefined) return c.redirect(redirectWith(target, { code: outcome.code }), 302)
    const { access_token, refresh_token, expires_in, expires_at } = outcome.session
    return c.redirect(redirectWith(target, {}, { access_token, refresh_token, expires_in: String(expires_in), expires_at: String(expires_at), token_type: 'bearer' }), 302)
  })
}

/** The account of this address, which the provider vouches for, with the provider as one of its identities. */
async function userOf(client: pg.ClientBase, { email, name }: Person): Promise<UserRow> {
  const metadata = name === '' ? {} : { full_name: name, name }
  const known = await findUser(client, 'email', email)
  const user = known ?? (await insertUser(client, { email, confirmed: true, user_metadata: metadata, app_metadata: { provider, providers: [provider] } }))
  if (user.banned_until && user.banned_until > new Date()) throw new AuthError(403, 'user_banned', 'User is banned')
  await client.query('update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = $1', [user.id])
  await client.query(
    `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at) values ($1, $2, $3, $4, now())
     on conflict (provider_id, provider) do update set last_sign_in_at = now()`,
    [email, user.id, { sub: email, email, email_verified: true, ...metadata }, provider],
  )
  return (await findUser(client, 'id', user.id)) ?? user
}
