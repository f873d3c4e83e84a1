import { useState } from 'react'
import type { AuthStatus, KeyStoreKind, KnownAccount } from '../../../contract/status.ts'
import { accountName, addingAccount, hostOf, useAccounts, useSwitch, waitingWords } from '../../app/accounts.tsx'
import { Confirm } from '../../app/Confirm.tsx'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Line } from '../../ui/Lines.tsx'
import { Section } from './parts.tsx'
import { SignOut } from './SignOut.tsx'

const keyStores: Record<KeyStoreKind, string> = {
  keychain: 'On this computer, opened by its keychain',
  passphrase: 'On this computer, behind your passphrase',
  key_file: 'On this computer, with the key in a file beside it',
  temporary: 'Nowhere: memory only, a restart asks again',
}

/** Who one is here, and the other accounts of this computer, which stay apart from it. */
export function AccountSection({ auth }: { auth: Extract<AuthStatus, { state: 'signed_in' | 'sign_in_needed' }> }) {
  const others = useAccounts().filter(({ current }) => !current)
  const [removing, setRemoving] = useState<KnownAccount | null>(null)
  const { busy, switchTo, dialog } = useSwitch()
  const { account, connection } = auth
  return (
    <>
      <Section title="Account">
        <Line label="Signed in as">
          <span dir="auto">
            {account.display_name ?? account.email ?? 'you'}
            {account.display_name !== null && account.email !== null && <span className="soft"> · {account.email}</span>}
          </span>
        </Line>
        <Line label="Server">
          <span className="settings-value">{connection.url}</span>
        </Line>
        <Line label="Your work is kept" text="Chosen at sign-in. To change it, sign out and in again.">
          <span>{keyStores[account.key_store]}</span>
        </Line>
        <Line label="Sign out" text="Deletes what is kept on this computer. What the server has stays there.">
          <SignOut />
        </Line>
      </Section>
      <Section title="Other accounts on this computer">
        {others.map((other) => (
          <Line key={other.id} label={<span dir="auto">{accountName(other)}</span>} text={`${other.display_name !== null && other.email !== null ? `${other.email} · ` : ''}${hostOf(other.url)}`}>
            {waitingWords(other) !== null && <Badge tone="wait">{waitingWords(other)}</Badge>}
            <Button size="small" disabled={busy} data-testid="switch-account" onClick={() => switchTo(other)}>
              Open
            </Button>
            <Button look="quiet" size="small" action="work.delete" ofLine aria-label={`Remove ${accountName(other)}`} data-testid="remove-account" onClick={() => setRemoving(other)}>
              Remove
            </Button>
          </Line>
        ))}
        <Line label="Add an account" text="Another person, or another server. Each keeps its own work, keys and unsent decisions, and sends only under its own name.">
          <Button action="settings.account" data-testid="settings-add-account" onClick={() => addingAccount.set(true)}>
            Add
          </Button>
        </Line>
      </Section>
      {removing && <RemoveAccount account={removing} onClose={() => setRemoving(null)} />}
      {dialog}
    </>
  )
}

function RemoveAccount({ account, onClose }: { account: KnownAccount; onClose(): void }) {
  const waiting = waitingWords(account)
  return (
    <Confirm
      title={`Remove ${accountName(account)} from this computer?`}
      description={waiting === null ? 'What is kept of it here is deleted. What the server has stays there.' : `It ${waiting === 'may hold unsent decisions' ? waiting : `has ${waiting}`}: they are only on this computer and are deleted with it. Open it once while online to send them.`}
      keep="Keep it"
      confirm={waiting === null ? 'Remove' : 'Remove and delete them'}
      testId="confirm-remove-account"
      onClose={onClose}
      onConfirm={async () => {
        await invoke('accounts.remove', { id: account.id, discard_unsent: waiting !== null })
        await queryClient.invalidateQueries({ queryKey: queries.accounts().queryKey })
        onClose()
      }}
    />
  )
}
