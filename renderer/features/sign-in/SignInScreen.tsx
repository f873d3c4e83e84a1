import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyStoreChoice } from '../../../contract/ipc.ts'
import type { Account, Connection, KeyStoreKind } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { Frame } from './Frame.tsx'
import { keyStoreChoice, KeyStoreField } from './KeyStoreField.tsx'
import { useSubmit } from '../../app/useSubmit.ts'

/** The first sign-in on this computer: who, how, and where the key goes. */
export function SignInScreen({ connection, onChangeServer }: { connection: Connection; onChangeServer(): void }) {
  const offered = useQuery(queries.info()).data?.key_stores
  const [chosen, setChosen] = useState<KeyStoreKind | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const kind = chosen ?? offered?.[0] ?? 'temporary'
  return (
    <Frame
      title="Sign in"
      lead={
        <>
          to {host(connection.url)} ·{' '}
          <button type="button" className="link-button" onClick={onChangeServer} data-testid="change-server">
            another server
          </button>
        </>
      }
    >
      <Credentials keyStore={() => keyStoreChoice(kind, passphrase)}>
        <KeyStoreField kind={kind} passphrase={passphrase} onKind={setChosen} onPassphrase={setPassphrase} />
      </Credentials>
    </Frame>
  )
}

/** The server wants a new sign-in of the same person; the key stays where it is. */
export function SignInAgain({ account, onClose }: { account: Account; onClose(): void }) {
  const [passphrase, setPassphrase] = useState('')
  return (
    <Dialog open onClose={onClose} title="Sign in again" description="What you decided meanwhile is sent as soon as you have.">
      <Credentials email={account.email} keyStore={() => keyStoreChoice(account.key_store, passphrase)} onDone={onClose}>
        {account.key_store === 'passphrase' && (
          <div className="field">
            <label htmlFor="again-passphrase">Passphrase of this computer</label>
            <input id="again-passphrase" className="input" type="password" required value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
          </div>
        )}
      </Credentials>
    </Dialog>
  )
}

const host = (url: string): string => {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

interface CredentialsProps {
  /** fixed when given */
  email?: string | null
  keyStore(): KeyStoreChoice
  onDone?: () => void
  children: React.ReactNode
}

type Way = 'password' | 'code'

function Credentials({ email: fixedEmail, keyStore, onDone, children }: CredentialsProps) {
  const [way, setWay] = useState<Way>('password')
  const [email, setEmail] = useState(fixedEmail ?? '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { busy, error, submit } = useSubmit()
  const asksForCode = way === 'code' && sentTo !== email.trim()

  const run = () =>
    submit(async () => {
      const address = email.trim()
      if (asksForCode) {
        await invoke('auth.request_code', { email: address })
        setSentTo(address)
        return
      }
      if (way === 'password') await invoke('auth.sign_in_with_password', { email: address, password, key_store: keyStore() })
      else await invoke('auth.sign_in_with_code', { email: address, code: code.trim(), key_store: keyStore() })
      await queryClient.invalidateQueries({ queryKey: queries.auth().queryKey })
      onDone?.()
    })
  const label = asksForCode ? 'Send the code' : 'Sign in'

  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      <div className="field">
        <label htmlFor="email">E-mail</label>
        <input id="email" className="input" type="email" autoComplete="username" required autoFocus={fixedEmail == null} readOnly={fixedEmail != null} value={email} onChange={(event) => setEmail(event.target.value)} />
      </div>
      {way === 'password' ? (
        <div className="field">
          <label htmlFor="password">Password</label>
          <input id="password" className="input" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        </div>
      ) : asksForCode ? null : (
        <div className="field">
          <label htmlFor="code">Code</label>
          <input id="code" className="input gate-code" type="text" inputMode="numeric" autoComplete="one-time-code" autoFocus required value={code} onChange={(event) => setCode(event.target.value)} data-testid="code" />
          <p className="field-hint">It was sent to {sentTo}. Look into the spam folder too.</p>
        </div>
      )}
      <p className="gate-way">
        <button
          type="button"
          className="link-button"
          data-testid="sign-in-way"
          onClick={() => {
            setWay(way === 'password' ? 'code' : 'password')
            setSentTo(null)
          }}
        >
          {way === 'password' ? 'Have a code sent by e-mail instead' : 'Use a password instead'}
        </button>
      </p>
      {!asksForCode && children}
      {error && <ErrorNotice error={error} />}
      <div className="gate-actions">
        <Button look="primary" type="submit" disabled={busy} data-testid={asksForCode ? 'send-code' : 'sign-in'}>
          {busy ? 'One moment …' : label}
        </Button>
      </div>
    </form>
  )
}
