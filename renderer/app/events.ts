import { addingAccount } from './accounts.tsx'
import { flushTyped } from './autosave.ts'
import { invoke, listen } from './ipc.ts'
import { listenToKeys } from './keyboard/layers.ts'
import { openPlace } from './navigation.ts'
import { connectPresence } from './presence.ts'
import { connectQueries, queries, queryClient } from './queries.ts'

/** What main and the keyboard say, for as long as the page lives: from before main's first answer, so that nothing falls between. */
export function connectEvents(): void {
  connectQueries(queryClient)
  connectPresence()
  listen('auth.status', (status) => {
    queryClient.setQueryData(queries.auth().queryKey, status)
    if (status.state === 'signed_in') addingAccount.set(false)
    for (const channel of ['accounts.list', 'connection.get']) void queryClient.invalidateQueries({ queryKey: [channel] })
  })
  listen('auth.progress', (progress) => queryClient.setQueryData(queries.progress().queryKey, progress))
  listen('drafts.flush', ({ id }) => void flushTyped().then(() => invoke('drafts.flushed', { id })).catch(() => undefined))
  // The page is opened anew, as after a part of it that could not be read.
  addEventListener('pagehide', () => void flushTyped())
  listen('navigate', ({ to }) => openPlace(to))
  listenToKeys()
}
