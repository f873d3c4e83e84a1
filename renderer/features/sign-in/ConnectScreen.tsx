import { useState } from 'react'
import type { Connection } from '../../../contract/status.ts'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Frame } from './Frame.tsx'
import { useSubmit } from '../../app/useSubmit.ts'

/** Which Supabase project the work is in. */
export function ConnectScreen({ before, onDone }: { before?: Connection; onDone?: () => void }) {
  const [url, setUrl] = useState(before?.url ?? '')
  const [key, setKey] = useState(before?.publishable_key ?? '')
  const { busy, error, submit } = useSubmit()
  return (
    <Frame title="Connect to your server" lead="The Supabase project in which your agents’ work is kept. You do this once.">
      <form
        className="gate-form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(async () => {
            await invoke('connection.set', { url: url.trim(), publishable_key: key.trim() })
            for (const query of [queries.auth(), queries.connection(), queries.offers()]) await queryClient.invalidateQueries({ queryKey: query.queryKey })
            onDone?.()
          })
        }}
      >
        <div className="field">
          <label htmlFor="url">Project URL</label>
          <input id="url" className="input" type="text" inputMode="url" spellCheck={false} autoFocus required placeholder="https://…" value={url} onChange={(event) => setUrl(event.target.value)} data-testid="connection-url" />
        </div>
        <div className="field">
          <label htmlFor="key">Publishable key</label>
          <input id="key" className="input code" type="text" spellCheck={false} required placeholder="sb_publishable_…" value={key} onChange={(event) => setKey(event.target.value)} data-testid="connection-key" aria-describedby="key-hint" />
          <p className="field-hint" id="key-hint">
            Both stand in your project under Settings → API keys. Never a secret or service_role key: the app refuses those.
          </p>
        </div>
        <FormEnd place="gate" error={error} onBack={onDone ?? null} back="Back" send="Connect" sending="Asking the server …" busy={busy} testId="connect" />
      </form>
    </Frame>
  )
}
