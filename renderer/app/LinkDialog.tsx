import { useState } from 'react'
import type { AppError } from '../../contract/errors.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { ErrorNotice } from '../ui/States.tsx'
import { asAppError, invoke } from './ipc.ts'
import { linkTarget, openedLink } from './links.ts'
import { useStore } from './store.ts'

export function LinkDialog() {
  const url = useStore(openedLink)
  const [error, setError] = useState<AppError | null>(null)
  const close = () => {
    openedLink.set(null)
    setError(null)
  }
  if (url === null) return null
  const { kind, to, rest } = linkTarget(url)
  const mail = kind === 'mail'
  return (
    <Dialog open onClose={close} title={mail ? 'Write to this address?' : 'Open this in your browser?'} description={`The link comes from the agent’s content. ${mail ? 'It begins a mail to:' : 'It really leads to:'}`}>
      <div className="link-target">
        <strong>{to}</strong>
        <span className="soft">{rest}</span>
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="dialog-actions">
        <Button action="app.escape" onClick={close}>
          Stay here
        </Button>
        <Button look="primary" action="decide.send" onClick={() => invoke('links.open', { url }).then(close, (cause: unknown) => setError(asAppError(cause)))}>
          {mail ? (to.length > 32 ? 'Write the mail' : `Write to ${to}`) : `Open ${to.length > 32 ? 'it' : to}`}
        </Button>
      </div>
    </Dialog>
  )
}
