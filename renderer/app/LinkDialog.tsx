import { useState } from 'react'
import type { AppError } from '../../contract/errors.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { ErrorNotice } from '../ui/States.tsx'
import { asAppError, invoke } from './ipc.ts'
import { openedLink } from './links.ts'
import { useStore } from './store.ts'

/** What stands before the path, as the browser will really read it: punycode for look-alike letters. */
function realTarget(url: string): { host: string; rest: string } {
  try {
    const parsed = new URL(url)
    if (parsed.protocol === 'mailto:') return { host: parsed.pathname, rest: 'an e-mail address' }
    return { host: parsed.host, rest: `${parsed.protocol}//…${parsed.pathname}${parsed.search}${parsed.hash}` }
  } catch {
    return { host: url, rest: '' }
  }
}

export function LinkDialog() {
  const url = useStore(openedLink)
  const [error, setError] = useState<AppError | null>(null)
  const close = () => {
    openedLink.set(null)
    setError(null)
  }
  if (url === null) return null
  const { host, rest } = realTarget(url)
  return (
    <Dialog open onClose={close} title="Open this in your browser?" description="The link comes from the agent’s content. It really leads to:">
      <div className="link-target">
        <strong>{host}</strong>
        <span className="soft">{rest}</span>
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="dialog-actions">
        <Button action="app.escape" onClick={close}>
          Stay here
        </Button>
        <Button look="primary" action="decide.send" onClick={() => invoke('links.open', { url }).then(close, (cause: unknown) => setError(asAppError(cause)))}>
          Open {host.length > 32 ? 'it' : host}
        </Button>
      </div>
    </Dialog>
  )
}
