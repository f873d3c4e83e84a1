import { useMutation, useQuery } from '@tanstack/react-query'
import { AlertTriangle, Clock, Copy, SendHorizontal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { OutboxEntry } from '../../../contract/views.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { navigate, tray } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog, Sheet } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice, ErrorState, Loading } from '../../ui/States.tsx'
import { explain } from '../../ui/explain.ts'
import { exactTime, plural } from '../../ui/time.ts'
import { errorCode } from '../../../contract/errors.ts'
import './outbox.css'

/** What was decided here and is not with the server, or was not taken by it. Opened from the sync line. */
export function OutboxTray() {
  const open = useStore(tray)
  return (
    <Sheet open={open} onClose={() => tray.set(false)} title="Decisions on their way" testId="outbox-tray">
      {open && <Tray />}
    </Sheet>
  )
}

function Tray() {
  const list = useQuery(queries.outboxList())
  const sync = useQuery(queries.sync()).data
  const flush = useMutation({
    mutationFn: async () => {
      await invoke('outbox.flush')
      await invoke('sync.now')
    },
  })
  if (list.isError) return <ErrorState error={asAppError(list.error)} onRetry={() => void list.refetch()} />
  if (list.data === undefined) return <Loading>Reading the outbox.</Loading>
  const returned = list.data.filter(({ state }) => state === 'conflict' || state === 'refused')
  const waiting = list.data.filter(({ state }) => state !== 'conflict' && state !== 'refused')
  return (
    <>
      <div className="tray-now">
        <p>
          {waiting.length === 0 ? 'All sent.' : `${plural(waiting.length, 'decision')} not with the server yet.`}
          {sync?.last_pull_at != null && <span className="soft"> Last heard from it at {exactTime(sync.last_pull_at)}.</span>}
        </p>
        {sync?.error && <ErrorNotice error={asAppError(sync.error)} />}
        {flush.error && <ErrorNotice error={asAppError(flush.error)} />}
        <Button size="small" disabled={flush.isPending} onClick={() => flush.mutate()} data-testid="send-now">
          <SendHorizontal size={13} aria-hidden /> {waiting.length === 0 ? 'Sync now' : 'Send now'}
        </Button>
      </div>
      <div className="tray-scroll">
        {returned.length > 0 && <h3>Came back to you</h3>}
        <ul>
          {returned.map((entry) => (
            <Returned key={entry.command_id} entry={entry} />
          ))}
        </ul>
        {waiting.length > 0 && <h3>Waiting to be sent</h3>}
        <ul>
          {waiting.slice(0, 200).map((entry) => (
            <li key={entry.command_id} className="entry" data-testid="outbox-entry" data-state={entry.state}>
              <EntryHead entry={entry} />
              {entry.note !== null && (
                <blockquote className="words" dir="auto">
                  {entry.note}
                </blockquote>
              )}
            </li>
          ))}
        </ul>
        {waiting.length > 200 && <p className="soft tray-more">and {plural(waiting.length - 200, 'more')}, oldest first</p>}
      </div>
    </>
  )
}

const stateWords: Record<OutboxEntry['state'], { text: string; tone: Tone }> = {
  held: { text: 'can still be undone', tone: 'plain' },
  unsent: { text: 'unsent', tone: 'wait' },
  sending: { text: 'sending', tone: 'accent' },
  conflict: { text: 'conflict', tone: 'wait' },
  refused: { text: 'refused', tone: 'bad' },
}

function EntryHead({ entry }: { entry: OutboxEntry }) {
  const { text, tone } = stateWords[entry.state]
  return (
    <>
      <p className="entry-title cut" dir="auto">
        {entry.title ?? 'Without a title'}
      </p>
      <p className="entry-facts soft">
        <Badge tone={tone}>{text}</Badge>
        <span>your decision: {entry.decision}</span>
        <span>
          <Clock size={12} aria-hidden /> <RelativeTime at={entry.issued_at} sentence />
        </span>
        {entry.attempts > 1 && <span>{entry.attempts} tries</span>}
      </p>
    </>
  )
}

/** The known codes have words of ours, a newer server's code brings its own. */
function reason(error: OutboxEntry['error']): { title: string; advice: string | null } {
  if (error === null) return { title: 'The server did not take it', advice: null }
  const known = errorCode.safeParse(error.code)
  return known.success ? explain({ code: known.data, retry: false }) : { title: error.message, advice: null }
}

/** A decision that the server did not take: why, and the words that went with it, so that nothing is lost. */
function Returned({ entry }: { entry: OutboxEntry }) {
  const [asking, setAsking] = useState(false)
  const [copied, setCopied] = useState(false)
  const { title, advice } = reason(entry.error)
  const dismiss = useMutation({
    mutationFn: () => invoke('outbox.dismiss', { command_id: entry.command_id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.outboxList().queryKey }),
  })
  const look = () => {
    tray.set(false)
    navigate({ screen: 'queue', item: entry.item })
  }
  return (
    <li className="entry" data-testid="outbox-entry" data-state={entry.state}>
      <EntryHead entry={entry} />
      <div className="notice" data-tone={entry.state === 'conflict' ? 'wait' : 'bad'}>
        <AlertTriangle size={16} aria-hidden />
        <div>
          <strong>{title}</strong>
          {entry.error !== null && entry.error.message !== title && <p>{entry.error.message}</p>}
          {advice !== null && <p className="soft">{advice}</p>}
        </div>
      </div>
      {entry.note !== null && (
        <blockquote className="words" dir="auto">
          {entry.note}
        </blockquote>
      )}
      <div className="entry-actions">
        {entry.note !== null && (
          <Button
            size="small"
            onClick={() =>
              void navigator.clipboard.writeText(entry.note ?? '').then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            <Copy size={13} aria-hidden /> {copied ? 'Copied' : 'Copy the text'}
          </Button>
        )}
        <Button size="small" onClick={look}>
          Look at it
        </Button>
        <Button size="small" look="danger" onClick={() => setAsking(true)} data-testid="dismiss">
          <Trash2 size={13} aria-hidden /> Dismiss
        </Button>
      </div>
      {dismiss.error && <ErrorNotice error={asAppError(dismiss.error)} />}
      <Dialog open={asking} onClose={() => setAsking(false)} title="Dismiss this decision?" description={entry.note === null ? 'It leaves the tray and is not tried again.' : 'It leaves the tray with your text and is not tried again. Copy the text first if you need it.'}>
        <div className="dialog-actions">
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button
            look="danger"
            onClick={() => {
              setAsking(false)
              dismiss.mutate()
            }}
          >
            Dismiss
          </Button>
        </div>
      </Dialog>
    </li>
  )
}
