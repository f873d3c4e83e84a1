import { useState, type ReactNode } from 'react'
import { AppError } from '../../../contract/errors.ts'
import type { KeyStoreChoice, SignInProgress } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { providerName } from './words.ts'

type At<S extends SignInProgress['step']> = Extract<SignInProgress, { step: S }>

interface StepProps<S extends SignInProgress['step']> {
  progress: At<S>
  keyStore(): KeyStoreChoice
  onDone?: (() => void) | undefined
}

export const cancelSignIn = () => void invoke('auth.cancel').catch(() => undefined)

/** What is said of an error: that of the form, else that of the link that came. */
const failureOf = (own: AppError | null, outside: SignInProgress['error']): AppError | null => own ?? (outside && AppError.fromShape(outside))

export function BrowserStep({ progress, keyStore }: StepProps<'browser'>) {
  const { busy, error, submit } = useSubmit()
  const failure = failureOf(error, progress.error)
  const name = providerName(progress.provider)
  return (
    <div className="gate-form" role="status" data-testid="browser-step">
      <p>Your browser has the page of {name}. Sign in there; it leads back here by itself.</p>
      {failure && <ErrorNotice error={failure} />}
      <div className="gate-actions">
        <Button action="app.escape" onClick={cancelSignIn}>
          Cancel
        </Button>
        <Button look="primary" action="decide.send" autoFocus disabled={busy} data-testid="open-again" onClick={() => void submit(() => invoke('auth.sign_in_with_browser', { provider: progress.provider, key_store: keyStore() }))}>
          Open the page again
        </Button>
      </div>
    </div>
  )
}

const mailWords = {
  sign_in: 'If there is an account with this address, a mail is on its way to it.',
  sign_up: 'A mail is on its way: the address has to be confirmed. If you have an account already, sign in instead.',
  recovery: 'If there is an account with this address, a mail that leads to a new password is on its way to it.',
} satisfies Record<At<'mail'>['purpose'], string>

interface StepFormProps {
  testId: string
  /** null: another step follows */
  onSend(): Promise<object | null>
  onDone: (() => void) | undefined
  outside: SignInProgress['error']
  /** what went wrong with the action beside it */
  beside?: AppError | null
  back?: string | undefined
  more?: ReactNode
  send: string
  sending: string
  sendTestId: string
  children: ReactNode
}

/** A step of a sign-in that is answered here. */
function StepForm({ testId, onSend, onDone, outside, beside = null, back, more, send, sending, sendTestId, children }: StepFormProps) {
  const { busy, error, submit } = useSubmit()
  return (
    <form
      className="gate-form"
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault()
        void submit(async () => {
          if ((await onSend()) !== null) onDone?.()
        })
      }}
    >
      {children}
      <FormEnd place="gate" error={failureOf(error ?? beside, outside)} onBack={cancelSignIn} back={back} send={send} sending={sending} busy={busy} testId={sendTestId}>
        {more}
      </FormEnd>
    </form>
  )
}

/** By the mail's link in the browser, or here by its code. */
export function MailStep({ progress, keyStore, onDone }: StepProps<'mail'>) {
  const [code, setCode] = useState('')
  const again = useSubmit()
  const { email, purpose } = progress
  return (
    <StepForm
      testId="mail-step"
      onSend={() => invoke('auth.sign_in_with_code', { email, code, key_store: keyStore() })}
      onDone={onDone}
      outside={progress.error}
      beside={again.error}
      back="Back"
      send={purpose === 'recovery' ? 'Go on' : 'Sign in'}
      sending="One moment …"
      sendTestId="sign-in"
      more={
        purpose !== 'sign_up' && (
          <Button
            action="app.retry"
            disabled={again.busy}
            data-testid="send-again"
            onClick={() => void again.submit(() => invoke(purpose === 'recovery' ? 'auth.request_recovery' : 'auth.request_code', { email, key_store: keyStore() }))}
          >
            {again.busy ? 'Sending …' : 'Send another'}
          </Button>
        )
      }
    >
      <p>
        <strong className="gate-address">{email}</strong>
        <br />
        {mailWords[purpose]} Look into the spam folder too.
      </p>
      <div className="field">
        <label htmlFor="code">Code, or the link pasted</label>
        <input id="code" className="input gate-code" type="text" autoComplete="one-time-code" autoFocus required maxLength={4000} value={code} onChange={(event) => setCode(event.target.value)} data-testid="code" aria-describedby="code-hint" />
        <p className="field-hint" id="code-hint">
          Opening the link on this computer works as well.
        </p>
      </div>
    </StepForm>
  )
}

export function FactorStep({ progress, onDone }: StepProps<'second_factor'>) {
  const [chosen, setChosen] = useState(progress.factors[0]?.id ?? '')
  const [code, setCode] = useState('')
  return (
    <StepForm testId="factor-step" onSend={() => invoke('auth.verify_factor', { factor_id: chosen, code })} onDone={onDone} outside={progress.error} send="Go on" sending="Checking …" sendTestId="verify-factor">
      <p>{progress.email === null ? 'This account' : progress.email} is protected by a second factor: enter the code that your authenticator app shows now.</p>
      {progress.factors.length > 1 && (
        <Select label="Second factor" value={chosen} options={progress.factors.map(({ id, name }) => ({ value: id, label: name }))} onChange={setChosen} testId="factor" />
      )}
      <div className="field">
        <label htmlFor="factor-code">Code{progress.factors.length === 1 ? ` of ${progress.factors[0]?.name ?? ''}` : ''}</label>
        <input id="factor-code" className="input gate-code" type="text" inputMode="numeric" autoComplete="one-time-code" autoFocus required maxLength={20} value={code} onChange={(event) => setCode(event.target.value)} data-testid="factor-code" />
      </div>
    </StepForm>
  )
}

export function NewPasswordStep({ progress, onDone }: StepProps<'new_password'>) {
  const [password, setPassword] = useState('')
  return (
    <StepForm testId="new-password-step" onSend={() => invoke('auth.set_new_password', { password })} onDone={onDone} outside={progress.error} send="Save and sign in" sending="Saving …" sendTestId="set-password">
      <p>Choose a new password for {progress.email ?? 'your account'}. Wherever else you are signed in, you will be asked for it.</p>
      <div className="field">
        <label htmlFor="new-password">New password</label>
        <input id="new-password" className="input" type="password" autoComplete="new-password" autoFocus required value={password} onChange={(event) => setPassword(event.target.value)} />
        <p className="field-hint">Long beats complicated: four or five words that do not belong together.</p>
      </div>
    </StepForm>
  )
}
