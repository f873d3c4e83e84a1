import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Account, Connection, KeyStoreKind } from '../../../contract/status.ts'
import { accountName, hostOf, useAccounts, useSwitch, waitingWords } from '../../app/accounts.tsx'
import { queries } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { Credentials, type Way } from './Credentials.tsx'
import { Frame } from './Frame.tsx'
import { keyStoreChoice, KeyStoreField } from './KeyStoreField.tsx'
import { cancelSignIn } from './Steps.tsx'

interface SignInScreenProps {
  connection: Connection
  onChangeServer(): void
  /** an account is open: this page adds another one */
  onBack?: (() => void) | undefined
}

const titles: Record<Way, string> = { password: 'Sign in', mail: 'Sign in by e-mail', sign_up: 'Create an account', recovery: 'A new password' }

const stepTitles = { browser: 'Go on in your browser', mail: 'Look into your mail', second_factor: 'Second factor', new_password: 'A new password' } as const

/** The first sign-in of somebody on this computer: who, how, and where the key goes. */
export function SignInScreen({ connection, onChangeServer, onBack }: SignInScreenProps) {
  const offered = useQuery(queries.info()).data?.key_stores
  const step = useQuery(queries.progress()).data?.step ?? 'idle'
  const idle = step === 'idle'
  const [way, setWay] = useState<Way>('password')
  const [chosen, setChosen] = useState<KeyStoreKind | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const kind = chosen ?? offered?.[0] ?? 'temporary'
  return (
    <Frame
      title={idle && onBack && way === 'password' ? 'Add an account' : idle ? titles[way] : stepTitles[step]}
      lead={
        <>
          at {hostOf(connection.url)}
          {idle && (
            <>
              {' · '}
              <button type="button" className="link-button" onClick={onChangeServer} data-testid="change-server">
                another server
              </button>
            </>
          )}
        </>
      }
    >
      {idle && way === 'password' && !onBack && <KnownAccounts />}
      <Credentials way={way} onWay={setWay} keyStore={() => keyStoreChoice(kind, passphrase)}>
        <KeyStoreField kind={kind} passphrase={passphrase} onKind={setChosen} onPassphrase={setPassphrase} />
      </Credentials>
      {onBack && (
        <p className="gate-back">
          <Button
            look="quiet"
            action="app.escape"
            data-testid="back"
            onClick={() => {
              cancelSignIn()
              onBack()
            }}
          >
            Back, without adding one
          </Button>
        </p>
      )}
    </Frame>
  )
}

/** Accounts that are kept here already: they open without a sign-in, offline too. */
export function KnownAccounts() {
  const others = useAccounts().filter(({ current }) => !current)
  const { busy, switchTo, dialog } = useSwitch()
  if (others.length === 0) return null
  return (
    <section className="gate-known" aria-label="Accounts on this computer">
      <h2 className="field-label">On this computer</h2>
      {others.map((account) => (
        <button key={account.id} type="button" className="gate-account" disabled={busy} data-testid="known-account" onClick={() => switchTo(account)}>
          <span className="cut" dir="auto">
            {accountName(account)}
          </span>
          <span className="soft cut">
            {account.display_name !== null && account.email !== null && `${account.email} · `}
            {hostOf(account.url)}
          </span>
          {waitingWords(account) !== null && <span className="gate-waiting">{waitingWords(account)}</span>}
        </button>
      ))}
      {dialog}
    </section>
  )
}

/** The server wants a new sign-in of the same person; the key stays where it is. */
export function SignInAgain({ account, onClose }: { account: Account; onClose(): void }) {
  const [way, setWay] = useState<Way>('password')
  const [passphrase, setPassphrase] = useState('')
  const close = () => {
    cancelSignIn()
    onClose()
  }
  return (
    <Dialog open onClose={close} title="Sign in again" description="What you decided meanwhile is sent as soon as you have.">
      <Credentials way={way} onWay={setWay} email={account.email} keyStore={() => keyStoreChoice(account.key_store, passphrase)} onDone={onClose}>
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
