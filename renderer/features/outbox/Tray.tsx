import { useMutation, useQuery } from '@tanstack/react-query'
import { SendHorizontal, ShieldAlert, Undo2 } from 'lucide-react'
import { AppError } from '../../../contract/errors.ts'
import type { OutboxEntry, SetAside } from '../../../contract/outbox.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState, ErrorNotice, ErrorState, Loading } from '../../ui/States.tsx'
import { count, exactTime, plural } from '../../ui/time.ts'
import { EntryHead } from './EntryHead.tsx'
import { Returned } from './Returned.tsx'
import { fieldWords } from './words.ts'
import './outbox.css'

/** Of each kind: a bulk decision may have left ten thousand, of which each takes its time to draw. */
const shown = 200

/** What waits, and what came back. */
export function Tray({ damaged }: { damaged: SetAside | undefined }) {
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
          {waiting.length === 0 ? 'All sent.' : `${plural(waiting.length, waiting.every(({ decision }) => decision !== null) ? 'decision' : 'change')} not with the server yet.`}
          {sync?.last_pull_at != null && <span className="soft"> Last heard from it at {exactTime(sync.last_pull_at)}.</span>}
        </p>
        {sync?.error && <ErrorNotice error={AppError.fromShape(sync.error)} />}
        {flush.error && <ErrorNotice error={asAppError(flush.error)} />}
        <Button size="small" action="app.sync" disabled={flush.isPending} onClick={() => flush.mutate()} data-testid="send-now">
          <SendHorizontal size={13} aria-hidden /> {waiting.length === 0 ? 'Sync now' : 'Send now'}
        </Button>
      </div>
      <div className="tray-scroll">
        {damaged && (damaged.rows > 0 || damaged.file !== null) && <Damaged {...damaged} />}
        {list.data.length === 0 && (
          <EmptyState icon={SendHorizontal} title="Nothing is on its way">
            <p>What you decide waits here until the server has it. What it does not take comes back here, with your words.</p>
          </EmptyState>
        )}
        {returned.length > 0 && <h3>Came back to you</h3>}
        <ul>
          {returned.slice(0, shown).map((entry) => (
            <Returned key={entry.command_id} entry={entry} />
          ))}
        </ul>
        {returned.length > shown && <p className="soft tray-more">and {count(returned.length - shown)} more; they follow as you settle these</p>}
        {waiting.length > 0 && <h3>Waiting to be sent</h3>}
        <ul>
          {waiting.slice(0, shown).map((entry) => (
            <Waiting key={entry.command_id} entry={entry} />
          ))}
        </ul>
        {waiting.length > shown && <p className="soft tray-more">and {count(waiting.length - shown)} more, oldest first</p>}
      </div>
    </>
  )
}

/** What can still be taken back: nobody has seen it. */
function Waiting({ entry }: { entry: OutboxEntry }) {
  const takeBack = useMutation({ mutationFn: () => invoke('outbox.undo', { command_id: entry.command_id }) })
  return (
    <li className="entry" data-testid="outbox-entry" data-state={entry.state} data-kind={entry.kind}>
      <EntryHead entry={entry} />
      {entry.note !== null && (
        <blockquote className="words" dir="auto">
          {entry.note}
        </blockquote>
      )}
      {entry.fields.map(({ name, mine }) =>
        mine === null || mine === entry.title || name === 'status' ? null : (
          <p key={name} className="entry-field soft" dir="auto">
            {fieldWords[name] ?? name}: {mine}
          </p>
        ),
      )}
      {entry.state !== 'sending' && entry.attempts === 0 && (
        <div className="entry-actions">
          <Button size="small" look="quiet" action="decide.undo" ofLine="or alone" disabled={takeBack.isPending} onClick={() => takeBack.mutate()} data-testid="take-back">
            <Undo2 size={13} aria-hidden /> Take back
          </Button>
        </div>
      )}
      {takeBack.error && <ErrorNotice error={asAppError(takeBack.error)} />}
    </li>
  )
}

/** Decisions that were found damaged when the account was opened. */
function Damaged({ rows, file }: SetAside) {
  return (
    <div className="notice tray-damaged" data-tone="bad" role="alert" data-testid="set-aside">
      <ShieldAlert size={16} aria-hidden />
      <div>
        {file !== null ? (
          <>
            <strong>The file of your decisions was damaged</strong>
            <p>It was set aside as {file} in the profile folder, not deleted. Every decision that could still be read is in the list below.</p>
          </>
        ) : (
          <>
            <strong>{plural(rows, 'decision')} kept here had been changed from outside</strong>
            <p>{rows === 1 ? 'It was' : 'They were'} set aside and will not be sent.</p>
          </>
        )}
        <p className="soft">Decide again what stands in your queue and should not; a decision that had arrived is in the item’s history.</p>
      </div>
    </div>
  )
}
