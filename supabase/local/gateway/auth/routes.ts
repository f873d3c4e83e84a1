import { Hono } from 'hono'
import type { Context } from '../context.ts'
import { adminRoutes } from './admin.ts'
import { requireKey } from './caller.ts'
import { AuthError, authErrorResponse } from './errors.ts'
import { mfaRoutes } from './mfa.ts'
import { oauthRoutes, provider } from './oauth.ts'
import { otpRoutes, verifyLinkRoute } from './otp.ts'
import { passwordRoutes } from './password.ts'
import { pkceGrant } from './pkce.ts'

/** /auth/v1: Supabase Auth's protocol as far as Countersign speaks it. */
export function authRoutes(context: Context): Hono {
  const routes = new Hono()
  routes.onError((error, c) => authErrorResponse(c, error, context.log))

  routes.get('/health', (c) =>
    c.json({ version: 'countersign-local', name: 'GoTrue', description: 'The local development stack of Countersign' }),
  )
  routes.get('/.well-known/jwks.json', (c) => c.json({ keys: [context.signing.public_jwk] }))
  verifyLinkRoute(context, routes)
  oauthRoutes(context, routes)

  routes.use('*', async (c, next) => {
    requireKey(context, c)
    await next()
  })
  routes.get('/settings', (c) =>
    c.json({
      external: { anonymous_users: false, email: true, phone: false, [provider]: true },
      disable_signup: false,
      mailer_autoconfirm: true,
      phone_autoconfirm: false,
      sms_provider: '',
      saml_enabled: false,
    }),
  )
  passwordRoutes(context, routes, { pkce: pkceGrant(context) })
  otpRoutes(context, routes)
  mfaRoutes(context, routes)
  adminRoutes(context, routes)

  routes.all('*', () => {
    throw new AuthError(404, 'not_found', 'Not Found')
  })
  return routes
}
