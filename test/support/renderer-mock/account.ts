import type { AuthStatus, KnownAccount, SignInProgress } from '../../../contract/status.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import { Refused, type MockState } from './state.ts'
import { me, otherWorkspaceId, uuidOf, workspaceId } from './world.ts'

/** The app itself, the connection, signing in, and the accounts of this profile. */
export function accountHandlers({ options, account, connection, online, emit }: MockState) {
  const email = 'maren@example.com'
  let auth = authOf(options.get('auth'))
  let progress = progressOf(options.get('step'))

  function progressOf(step: string | null): SignInProgress {
    if (step === 'browser') return { step, provider: 'github', error: null }
    if (step === 'mail') return { step, purpose: 'recovery', email, error: { code: 'invalid_code', message: 'This link was used already or has expired. Ask for a new one.' } }
    if (step === 'second_factor') return { step, email, factors: [{ id: me, name: 'Phone' }, { id: workspaceId, name: 'Key ring' }], error: null }
    if (step === 'new_password') return { step, email, error: null }
    return { step: 'idle', error: step === 'refused' ? { code: 'invalid_credentials', message: 'The sign-in was refused on the provider’s page.' } : null }
  }

  function authOf(state: string | null): AuthStatus {
    switch (state) {
      case 'not_connected':
        return { state }
      case 'signed_out':
        return { state, connection }
      case 'locked':
        return { state, connection, id: account.id, email: account.email }
      case 'sign_in_needed':
        return { state, connection, account }
      default:
        return { state: 'signed_in', connection, account }
    }
  }

  const signIn = () => {
    auth = authOf(null)
    emit('auth.status', auth)
    return account
  }
  const step = (next: SignInProgress) => {
    progress = next
    emit('auth.progress', progress)
  }

  const known: KnownAccount[] = [
    { ...account, url: connection.url, current: true, waiting: null },
    { id: 'b'.repeat(32), url: connection.url, email: 'jonas@example.com', display_name: null, key_store: 'passphrase', current: false, waiting: 3 },
    { id: 'c'.repeat(32), url: 'https://another-project-of-ours.supabase.co', email: 'maren.vik@a-customer-with-a-long-name.example.com', display_name: 'Maren Vik', key_store: 'key_file', current: false, waiting: null },
  ]

  return {
    'app.info': () => ({ version: '0.1.0', electron: '33.2.1', chromium: '130.0.6723.137', node: '20.18.1', platform: 'linux', profile: { folder: '/home/reviewer/.config/Countersign', storage: options.has('read-only') ? 'read_only' : 'disk' }, key_stores: ['keychain', 'passphrase', 'key_file', 'temporary'], demo: options.has('demo') }),
    'app.ready': () => undefined,
    'app.showing': () => undefined,
    'connection.get': () => connection,
    'connection.set': () => connection,
    'auth.status': () => auth,
    'auth.progress': () => progress,
    'auth.offers': () => ({ password: true, sign_up: true, providers: options.get('providers')?.split(',') ?? ['github', 'google'] }),
    'auth.cancel': () => step({ step: 'idle', error: null }),
    'auth.sign_in_with_password': ({ password }) => {
      if (password === 'wrong') throw new Refused('invalid_credentials', '')
      return signIn()
    },
    'auth.sign_in_with_browser': ({ provider }) => step({ step: 'browser', provider, error: null }),
    'auth.request_code': ({ email }) => step({ step: 'mail', purpose: 'sign_in', email, error: null }),
    'auth.sign_in_with_code': () => {
      throw new Refused('invalid_code', 'This code or link is wrong, was used already or has expired. Check it, or ask for a new one.')
    },
    'auth.sign_up': ({ email }) => {
      step({ step: 'mail', purpose: 'sign_up', email, error: null })
      return null
    },
    'auth.request_recovery': ({ email }) => step({ step: 'mail', purpose: 'recovery', email, error: null }),
    'auth.verify_factor': signIn,
    'auth.set_new_password': signIn,
    'auth.unlock': () => {
      throw new Refused('wrong_passphrase', '')
    },
    'auth.sign_out': () => {
      auth = authOf('signed_out')
      emit('auth.status', auth)
    },
    'auth.sign_out_others': () => undefined,
    'auth.change_password': () => undefined,
    'auth.factors': () => (options.has('factors') ? [{ id: otherWorkspaceId, name: 'Phone', created_at: new Date(Date.now() - 9e9).toISOString() }] : []),
    'auth.enrol_factor': () => ({ id: otherWorkspaceId, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Countersign:maren%40example.com?algorithm=SHA1&digits=6&issuer=Countersign&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
    'auth.confirm_factor': () => {
      throw new Refused('invalid_code', 'This code is wrong or too old. Wait for the next one of your authenticator app; the clocks of both devices have to agree.')
    },
    'auth.remove_factor': () => undefined,
    'auth.sessions': () => {
      if (!online) throw new Refused('server_needed', 'The server can’t be reached now.')
      return [
        { id: uuidOf(11, 1), created_at: new Date(Date.now() - 4e8).toISOString(), used_at: new Date().toISOString(), user_agent: 'Countersign/0.1.0', second_factor: true, current: true },
        { id: uuidOf(11, 2), created_at: new Date(Date.now() - 9e9).toISOString(), used_at: new Date(Date.now() - 9e7).toISOString(), user_agent: 'Mozilla/5.0 (X11; Linux x86_64)', second_factor: false, current: false },
      ]
    },
    'accounts.list': () => (!options.has('accounts') ? [] : auth.state === 'signed_out' ? known.slice(1) : known),
    'accounts.switch': () => {
      throw new Refused('unsent_decisions', '2 decisions have not reached the server. Signing out deletes them.')
    },
    'accounts.remove': () => {
      throw new Refused('unsent_decisions', 'This account is closed: 3 decisions in it have not been sent. Removing it deletes them.')
    },
  } satisfies Partial<Handlers>
}
