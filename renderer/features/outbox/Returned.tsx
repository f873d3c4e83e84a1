import { useMutation } from '@tanstack/react-query'
import { AlertTriangle, ArrowRight, Copy, GitCompareArrows, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { CommandOf } from '../../../contract/commands.ts'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import { makeCommand, send } from '../../app/command.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { navigate, tray, type Route } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { EntryHead } from './EntryHead.tsx'
import { Sides } from './Sides.tsx'
import { reason } from './words.ts'

/** A decision that the server did not take: why, mine beside theirs, and my words, so that nothing is lost. */
export function Returned({ entry }: { entry: OutboxEntry }) {
  const { theirs, again } = entry
  const [asking, setAsking] = useState(false)
  const { title, advice } = reason(entry)
  const decided = theirs?.decision != null || (entry.kind === 'update_project' && entry.fields.some((field) => field.theirs !== null))
  const leaving = decided && entry.state === 'conflict' ? { action: 'Keep theirs', question: entry.decision === null ? 'Keep what they wrote?' : 'Keep their decision?' } : { action: 'Discard', question: entry.decision === null ? 'Discard it?' : 'Discard your decision?' }
  const dismiss = useMutation({
    mutationFn: () => invoke('outbox.dismiss', { command_id: entry.command_id }),
    onSuccess: refresh,
  })
  const decideAgain = useMutation({ mutationFn: () => openWithWords(entry) })
  const mine = entry.kind === 'update_project' && entry.state === 'conflict' ? mineOverTheirs(entry) : null
  const takeMine = useMutation({ mutationFn: (command: CommandOf<'update_project'>) => replaceBy(entry, command), onSuccess: refresh })
  const place = placeOf(entry)
  const text = textOf(entry)
  // Without words of mine there are none to copy.
  const said = text === null && entry.error?.code === 'already_decided' ? 'Theirs stands, yours was not applied.' : advice
  return (
    <li className="entry" data-testid="outbox-entry" data-state={entry.state}>
      <EntryHead entry={entry} />
      <div className="notice" data-tone={entry.state === 'conflict' ? 'wait' : 'bad'}>
        <AlertTriangle size={16} aria-hidden />
        <div>
          <strong>{title}</strong>
          {said !== null && <p className="soft">{said}</p>}
        </div>
      </div>
      <Sides entry={entry} />
      <div className="entry-actions">
        {again !== null && (
          <Button size="small" action="read.decide" ofLine="or alone" disabled={decideAgain.isPending} onClick={() => decideAgain.mutate()} data-testid="decide-again">
            {again.id === entry.target_id ? (
              <>
                <RotateCcw size={13} aria-hidden /> Decide again
              </>
            ) : (
              <>
                <GitCompareArrows size={13} aria-hidden /> Show what changed
              </>
            )}
          </Button>
        )}
        {mine !== null && (
          <Button size="small" action="work.mine" ofLine="or alone" disabled={takeMine.isPending} onClick={() => takeMine.mutate(mine)} data-testid="take-mine">
            <RotateCcw size={13} aria-hidden /> Use mine
          </Button>
        )}
        {place !== null && (
          <Button
            size="small"
            action={place.route.screen !== 'queue' && 'compose' in place.route ? 'work.edit' : 'read.session'}
            ofLine="or alone"
            data-testid="open-place"
            onClick={() => {
              tray.set(false)
              navigate(place.route)
            }}
          >
            {place.label} <ArrowRight size={13} aria-hidden />
          </Button>
        )}
        {text !== null && <CopyText text={text} />}
        <Button
          size="small"
          action={leaving.action === 'Discard' ? 'work.delete' : 'work.theirs'}
          ofLine="or alone"
          look={leaving.action === 'Discard' ? 'danger' : 'plain'}
          onClick={() => (text === null && leaving.action === 'Keep theirs' ? dismiss.mutate() : setAsking(true))}
          data-testid="dismiss"
        >
          {leaving.action === 'Discard' && <Trash2 size={13} aria-hidden />} {leaving.action}
        </Button>
      </div>
      {dismiss.error && <ErrorNotice error={asAppError(dismiss.error)} />}
      {takeMine.error && <ErrorNotice error={asAppError(takeMine.error)} />}
      {decideAgain.error && <ErrorNotice error={asAppError(decideAgain.error)} />}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={leaving.question}
        description={text === null ? 'Yours leaves the tray and is not tried again.' : 'Yours leaves the tray with your text and is not tried again. Copy the text first if you need it.'}
      >
        <div className="dialog-actions">
          <Button action="app.escape" onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button
            look="danger"
            action="decide.send"
            data-testid="confirm-dismiss"
            onClick={() => {
              setAsking(false)
              dismiss.mutate()
            }}
          >
            {leaving.action}
          </Button>
        </div>
      </Dialog>
    </li>
  )
}

const refresh = () => queryClient.invalidateQueries({ queryKey: queries.outboxList().queryKey })

/** All of my words in it. */
function textOf({ note, fields }: OutboxEntry): string | null {
  const words = [note, ...fields.filter(({ name }) => name !== 'status').map(({ mine }) => mine)].filter((text) => text !== null && text !== '')
  return words.length === 0 ? null : words.join('\n\n')
}

/** The same edit over what stands there now. */
function mineOverTheirs({ command, fields }: OutboxEntry): CommandOf<'update_project'> | null {
  if (command.kind !== 'update_project') return null
  return makeCommand('update_project', { ...command, expected: Object.fromEntries(fields.map(({ name, theirs }) => [name, theirs])) })
}

async function replaceBy(entry: OutboxEntry, command: CommandOf<'update_project'>): Promise<void> {
  await send(command)
  await invoke('outbox.dismiss', { command_id: entry.command_id })
}

/** Where one can look at it, or take it up again. */
function placeOf({ kind, target_id, command }: OutboxEntry): { label: string; route: Route } | null {
  switch (kind) {
    case 'create_project':
      return command.kind === kind ? { label: 'Edit and try again', route: { screen: 'projects', compose: { ...command.payload, workspace_id: command.workspace_id, replaces: command } } } : null
    case 'create_session':
      return command.kind === kind ? { label: 'Edit and try again', route: { screen: 'sessions', compose: { ...command.payload, workspace_id: command.workspace_id, replaces: command } } } : null
    case 'update_project':
    case 'delete_project':
      return { label: 'Open the project', route: { screen: 'projects', id: target_id } }
    case 'start_session':
    case 'pause_session':
    case 'cancel_session':
      return { label: 'Open the session', route: { screen: 'sessions', id: target_id } }
    default:
      return null
  }
}

/** My words go with me as the item's draft, unless something else has been typed there since. */
async function openWithWords({ again, note }: OutboxEntry): Promise<void> {
  if (again === null) return
  if (note !== null) {
    const detail = await invoke('items.detail', again)
    if (detail?.draft === '') await invoke('drafts.put', { item: again, text: note })
  }
  tray.set(false)
  navigate({ screen: 'queue', item: again })
}

function CopyText({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const words = { idle: 'Copy my text', copied: 'Copied', failed: 'Could not copy' }[state]
  return (
    <Button
      size="small"
      action="read.copy"
      ofLine="or alone"
      data-testid="copy-text"
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setState('copied'),
          () => setState('failed'),
        )
      }
    >
      <Copy size={13} aria-hidden /> {words}
    </Button>
  )
}
