import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { KnownAccount } from '../../contract/status.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { ErrorNotice } from '../ui/States.tsx'
import { plural } from '../ui/time.ts'
import { invoke } from './ipc.ts'
import { queries, queryClient } from './queries.ts'
import { createStore } from './store.ts'
import { useSubmit } from './useSubmit.ts'

/** The sign-in page lies over the open account, to add another one. */
export const addingAccount = createStore(false)

export const accountName = ({ display_name, email }: Pick<KnownAccount, 'display_name' | 'email'>): string => display_name ?? email ?? 'No name'

export const hostOf = (url: string): string => {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

/** What stayed in a closed account, in words; null: nothing that is known. */
export const waitingWords = ({ waiting, current }: KnownAccount): string | null =>
  current ? null : waiting === null ? 'may hold unsent decisions' : waiting === 0 ? null : `${plural(waiting, 'decision')} not sent`

export const useAccounts = (): readonly KnownAccount[] => useQuery(queries.accounts()).data ?? []

/** Opens another account; a temporary one with unsent decisions asks first, since they have nowhere to stay. */
export function useSwitch(): { busy: boolean; switchTo(account: KnownAccount): void; dialog: ReactNode } {
  const [to, setTo] = useState<KnownAccount | null>(null)
  const { busy, error, submit, clear } = useSubmit()
  const run = (account: KnownAccount, discard: boolean) =>
    submit(async () => {
      setTo(account)
      await invoke('accounts.switch', { id: account.id, discard_unsent: discard })
      await queryClient.invalidateQueries({ queryKey: queries.auth().queryKey })
      setTo(null)
    })
  const close = () => {
    setTo(null)
    clear()
  }
  const loses = error?.code === 'unsent_decisions'
  const dialog = to && error && (
    <Dialog open onClose={close} title={loses ? 'Decisions would be lost' : `${accountName(to)} could not be opened`}>
      <ErrorNotice error={error} />
      <div className="dialog-actions">
        <Button action="app.escape" onClick={close}>
          Stay here
        </Button>
        {loses && (
          <Button look="danger" action="decide.send" disabled={busy} onClick={() => void run(to, true)}>
            Switch and lose them
          </Button>
        )}
      </div>
    </Dialog>
  )
  return { busy, switchTo: (account) => void run(account, false), dialog }
}
