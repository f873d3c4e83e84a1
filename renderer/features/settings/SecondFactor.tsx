import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Factor } from '../../../contract/status.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Line } from '../../ui/Lines.tsx'

const refresh = () =>
  Promise.all([queries.factors(), queries.signedInSessions()].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey: [queryKey[0]] })))

/** Codes of an authenticator app, asked for at each sign-in once one is here. */
export function SecondFactor() {
  const factors = useQuery(queries.factors())
  const away = useOutOfReach()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Factor | null>(null)
  return (
    <>
      {factors.data?.map((factor) => (
        <Line
          key={factor.id}
          label={<span dir="auto">{factor.name}</span>}
          text={
            <>
              second factor, added <RelativeTime at={factor.created_at} sentence />
            </>
          }
          testId="factor-line"
        >
          <Button look="quiet" size="small" action="work.delete" ofLine disabled={away !== null} aria-label={`Remove ${factor.name}`} data-testid="remove-factor" onClick={() => setRemoving(factor)}>
            Remove
          </Button>
        </Line>
      ))}
      <Line
        label="Second factor"
        text={
          away ??
          (factors.isError
            ? `Not known now: ${asAppError(factors.error).message}`
            : factors.data?.length === 0
              ? 'None yet. With one, a stolen password is not enough.'
              : 'Add another one in case a device is lost.')
        }
      >
        <Button action="settings.factor" disabled={away !== null || !factors.isSuccess} data-testid="add-factor" onClick={() => setAdding(true)}>
          Add
        </Button>
      </Line>
      {adding && <AddFactor suggested={factors.data?.length ? `Authenticator app ${factors.data.length + 1}` : 'Authenticator app'} onClose={() => setAdding(false)} />}
      {removing && <RemoveFactor factor={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

interface Enrolled {
  id: string
  secret: string
  uri: string
}

function AddFactor({ suggested, onClose }: { suggested: string; onClose(): void }) {
  const [name, setName] = useState(suggested)
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null)
  const [code, setCode] = useState('')
  const { busy, error, submit } = useSubmit()
  const next = () =>
    submit(async () => {
      if (!enrolled) return setEnrolled(await invoke('auth.enrol_factor', { name }))
      await invoke('auth.confirm_factor', { factor_id: enrolled.id, code })
      await refresh()
      onClose()
    })
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a second factor"
      description={enrolled ? 'Scan this with your authenticator app, or type the key there. Then enter the code that it shows.' : 'A name tells it apart when you have several.'}
    >
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault()
          void next()
        }}
      >
        {enrolled ? (
          <>
            <div className="factor-enrol">
              <QrCode text={enrolled.uri} label="QR code for an authenticator app; the key beside it is the same" />
              <div className="field">
                <span className="field-label">Key</span>
                <code className="factor-secret" data-testid="factor-secret">
                  {enrolled.secret.match(/.{1,4}/g)?.join(' ')}
                </code>
                <p className="field-hint">It is shown only now. Whoever has it can make your codes.</p>
              </div>
            </div>
            <div className="field">
              <label htmlFor="confirm-code">Code</label>
              <input id="confirm-code" className="input factor-code" inputMode="numeric" autoComplete="one-time-code" autoFocus required maxLength={20} value={code} onChange={(event) => setCode(event.target.value)} />
            </div>
          </>
        ) : (
          <div className="field">
            <label htmlFor="factor-name">Name</label>
            <input id="factor-name" className="input" autoFocus required maxLength={60} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
          </div>
        )}
        <FormEnd error={error} onBack={onClose} send={enrolled ? 'Switch it on' : 'Go on'} sending="One moment …" busy={busy} blocked={useOutOfReach()} testId="next-factor" />
      </form>
    </Dialog>
  )
}

function RemoveFactor({ factor, onClose }: { factor: Factor; onClose(): void }) {
  return (
    <Confirm
      title={`Remove ${factor.name}?`}
      description="Its codes are good for nothing then. Without another second factor, the password alone signs you in."
      keep="Keep it"
      confirm="Remove"
      needsServer
      testId="confirm-remove-factor"
      onClose={onClose}
      onConfirm={async () => {
        await invoke('auth.remove_factor', { factor_id: factor.id })
        await refresh()
        onClose()
      }}
    />
  )
}
