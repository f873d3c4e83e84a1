import { useMutation } from '@tanstack/react-query'
import { memo, useState, type KeyboardEvent } from 'react'
import { asAppError } from '../../../app/ipc.ts'
import { useStore } from '../../../app/store.ts'
import { Button, Kbd } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Overlays.tsx'
import { ErrorNotice } from '../../../ui/States.tsx'
import { plural } from '../../../ui/time.ts'
import type { ListState } from './list-state.ts'
import { snoozeTimes, snoozeWords } from './snooze-times.ts'

/** Puts the picked items, or the current one, off until a time. */
export const SnoozeDialog = memo(function SnoozeDialog({ list }: { list: ListState }) {
  const open = useStore(list.dialog) === 'snooze'
  const [keys, setKeys] = useState<readonly number[]>([])
  const [wasOpen, setWasOpen] = useState(false)
  // What is meant is frozen when the dialog opens.
  if (open !== wasOpen) {
    setWasOpen(open)
    if (open) setKeys(list.targets())
  }
  const title = keys.length > 1 ? `Snooze ${plural(keys.length, 'item')}` : 'Snooze'
  return (
    <Dialog open={open} onClose={() => list.dialog.set(null)} title={title} description="Out of the queue until then, on this computer. Colleagues still see it.">
      {open && <Times list={list} keys={keys} />}
    </Dialog>
  )
})

function Times({ list, keys }: { list: ListState; keys: readonly number[] }) {
  const [now] = useState(() => new Date())
  const [date, setDate] = useState('')
  const asleep = useStore(list.view).criteria.snoozed ?? false
  const times = snoozeTimes(now)
  const snooze = useMutation({
    mutationFn: (until: Date | null) => list.snooze(keys, until, until === null ? '' : snoozeWords(until)),
    onSuccess: () => list.close('snooze'),
  })
  const chosen = new Date(date)
  const isLater = date !== '' && chosen.getTime() > now.getTime()
  const byKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    const time = times[Number(event.key) - 1]
    if (time === undefined || snooze.isPending) return
    event.preventDefault()
    snooze.mutate(time.until)
  }
  return (
    <div className="snooze" data-testid="snooze-dialog" onKeyDown={byKey}>
      {times.map(({ label, until }, i) => (
        <button key={label} type="button" className="snooze-time" disabled={snooze.isPending} onClick={() => snooze.mutate(until)}>
          <Kbd>{i + 1}</Kbd>
          <span>{label}</span>
          <span className="soft tabular">{snoozeWords(until)}</span>
        </button>
      ))}
      <form
        className="snooze-date"
        onSubmit={(event) => {
          event.preventDefault()
          if (isLater && !snooze.isPending) snooze.mutate(chosen)
        }}
      >
        <input className="input" type="datetime-local" aria-label="Until" value={date} onChange={(event) => setDate(event.target.value)} />
        <Button type="submit" action="decide.send" hint="⏎" disabled={!isLater || snooze.isPending}>
          Snooze until then
        </Button>
      </form>
      {snooze.error && <ErrorNotice error={asAppError(snooze.error)} />}
      <div className="dialog-actions">
        {asleep && (
          <Button action="queue.snooze" disabled={snooze.isPending} data-testid="wake" onClick={() => snooze.mutate(null)}>
            Back into the queue now
          </Button>
        )}
        <Button action="app.escape" onClick={() => list.dialog.set(null)}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
