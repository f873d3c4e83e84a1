import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { AppError } from '../../../contract/errors.ts'
import type { KeyStoreChoice, SignInProgress } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import { queries } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { BrowserStep, FactorStep, MailStep, NewPasswordStep } from './Steps.tsx'
import { providerName } from './words.ts'

export type Way = 'password' | 'mail' | 'sign_up' | 'recovery'

interface CredentialsProps {
  way: Way
  onWay(way: Way): void
  /** fixed when given */
  email?: string | null
  keyStore(): KeyStoreChoice
  onDone?: () => void
  /** where the key goes */
  children: ReactNode
}

/** How to prove who one is: one of several ways, and then whatever step main says is next. */
export function Credentials(props: CredentialsProps) {
  const progress = useQuery(queries.progress()).data
  if (!progress) return null
  const { keyStore, onDone } = props
  switch (progress.step) {
    case 'idle':
      return <Entry {...props} failure={progress.error} />
    case 'browser':
      return <BrowserStep progress={progress} keyStore={keyStore} />
    case 'mail':
      return <MailStep progress={progress} keyStore={keyStore} onDone={onDone} />
    case 'second_factor':
      return <FactorStep progress={progress} keyStore={keyStore} onDone={onDone} />
    case 'new_password':
      return <NewPasswordStep progress={progress} keyStore={keyStore} onDone={onDone} />
  }
}

const submitWords: Record<Way, string> = { password: 'Sign in', mail: 'Send the mail', sign_up: 'Create the account', recovery: 'Send the mail' }

function Entry({ way, onWay, email: fixedEmail, keyStore, onDone, failure, children }: CredentialsProps & { failure: SignInProgress['error'] }) {
  const offers = useQuery(queries.offers()).data
  const [email, setEmail] = useState(fixedEmail ?? '')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { busy, error, submit } = useSubmit()
  const asksPassword = way === 'password' || way === 'sign_up'
  const shown = error ?? (failure && AppError.fromShape(failure))

  const run = () =>
    submit(async () => {
      const key_store = keyStore()
      if (way === 'mail') return invoke('auth.request_code', { email, key_store })
      if (way === 'recovery') return invoke('auth.request_recovery', { email, key_store })
      const account =
        way === 'sign_up'
          ? await invoke('auth.sign_up', { email, password, name, key_store })
          : await invoke('auth.sign_in_with_password', { email: email.trim(), password, key_store })
      if (account) onDone?.()
    })

  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      {(way === 'password' || way === 'sign_up') && offers !== undefined && offers.providers.length > 0 && (
        <div className="gate-providers">
          {offers.providers.map((provider) => (
            <Button key={provider} data-testid={`provider-${provider}`} disabled={busy} onClick={() => void submit(() => invoke('auth.sign_in_with_browser', { provider, key_store: keyStore() }))}>
              Go on with {providerName(provider)}
              <ExternalLink size={14} aria-label="in your browser" />
            </Button>
          ))}
          <p className="gate-or soft">or</p>
        </div>
      )}
      <div className="field">
        <label htmlFor="email">E-mail</label>
        <input id="email" className="input" type="email" autoComplete="username" required maxLength={320} autoFocus={fixedEmail == null} readOnly={fixedEmail != null} value={email} onChange={(event) => setEmail(event.target.value)} />
      </div>
      {way === 'sign_up' && (
        <div className="field">
          <label htmlFor="name">Name, as colleagues see it</label>
          <input id="name" className="input" type="text" autoComplete="name" maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
      )}
      {asksPassword && (
        <div className="field">
          <label htmlFor="password">Password</label>
          <input id="password" className="input" type="password" autoComplete={way === 'sign_up' ? 'new-password' : 'current-password'} required value={password} onChange={(event) => setPassword(event.target.value)} />
        </div>
      )}
      <p className="gate-ways">
        {way === 'password' ? (
          <>
            <WayButton to="mail" onWay={onWay} testId="sign-in-way">
              Have a code sent by e-mail instead
            </WayButton>
            <WayButton to="recovery" onWay={onWay} testId="forgot">
              Forgot the password
            </WayButton>
            {offers?.sign_up === true && fixedEmail == null && (
              <WayButton to="sign_up" onWay={onWay} testId="sign-up-way">
                Create an account
              </WayButton>
            )}
          </>
        ) : (
          <WayButton to="password" onWay={onWay} testId="sign-in-way">
            {way === 'sign_up' ? 'I have an account' : 'Use a password instead'}
          </WayButton>
        )}
      </p>
      {children}
      <FormEnd
        place="gate"
        error={shown}
        onBack={null}
        send={submitWords[way]}
        sending="One moment …"
        busy={busy}
        testId={way === 'mail' || way === 'recovery' ? 'send-code' : way === 'sign_up' ? 'sign-up' : 'sign-in'}
      />
    </form>
  )
}

function WayButton({ to, onWay, testId, children }: { to: Way; onWay(way: Way): void; testId: string; children: ReactNode }) {
  return (
    <button type="button" className="link-button" data-testid={testId} onClick={() => onWay(to)}>
      {children}
    </button>
  )
}
