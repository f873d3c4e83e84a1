import { useMutation } from '@tanstack/react-query'
import { AlertTriangle, Copy, RotateCcw, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { OutboxEntry } from '../../../contract/views.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { navigate, tray } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { EntryHead } from './EntryHead.tsx'
import { decisionWords, reason, theirName, theirWords } from './words.ts'

/** A decision that the server did not take: why, mine beside theirs, and my words, so that nothing is lost. */
export function Returned({ entry }: { entry: OutboxEntry }) {
  const { theirs, again, note } = entry
  const [asking, setAsking] = useState(false)
  const { title, advice } = reason(entry.error)
  const decided = theirs?.decision != null
  const leaving = decided && entry.state === 'conflict' ? { action: 'Keep theirs', question: 'Keep their decision?' } : { action: 'Discard', question: 'Discard your decision?' }
  const dismiss = useMutation({
    mutationFn: () => invoke('outbox.dismiss', { command_id: entry.command_id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.outboxList().queryKey }),
  })
  const decideAgain = useMutation({ mutationFn: () => openWithWords(entry) })
  const name = theirName(theirs)
  return (
    <li className="entry" data-testid="outbox-entry" data-state={entry.state}>
      <EntryHead entry={entry} />
      <div className="notice" data-tone={entry.state === 'conflict' ? 'wait' : 'bad'}>
        <AlertTriangle size={16} aria-hidden />
        <div>
          <strong>{title}</strong>
          {advice !== null && <p className="soft">{advice}</p>}
        </div>
      </div>
      <div className="sides">
        <Side label="Yours" verdict={decisionWords[entry.decision]} testId="mine" words={note}>
          <RelativeTime at={entry.issued_at} sentence />
        </Side>
        <Side label="Theirs" verdict={theirWords(theirs)} testId="theirs" words={theirs?.note ?? null}>
          {name !== null && <span dir="auto">{name}</span>}
          {theirs?.at != null && <RelativeTime at={theirs.at} sentence />}
        </Side>
      </div>
      <div className="entry-actions">
        {again !== null && (
          <Button size="small" disabled={decideAgain.isPending} onClick={() => decideAgain.mutate()} data-testid="decide-again">
            <RotateCcw size={13} aria-hidden /> {again.id === entry.target_id ? 'Decide again' : 'Decide the newer revision'}
          </Button>
        )}
        {note !== null && <CopyText text={note} />}
        <Button
          size="small"
          look={leaving.action === 'Discard' ? 'danger' : 'plain'}
          onClick={() => (note === null && leaving.action === 'Keep theirs' ? dismiss.mutate() : setAsking(true))}
          data-testid="dismiss"
        >
          {leaving.action === 'Discard' && <Trash2 size={13} aria-hidden />} {leaving.action}
        </Button>
      </div>
      {dismiss.error && <ErrorNotice error={asAppError(dismiss.error)} />}
      {decideAgain.error && <ErrorNotice error={asAppError(decideAgain.error)} />}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={leaving.question}
        description={note === null ? 'Yours leaves the tray and is not tried again.' : 'Yours leaves the tray with your text and is not tried again. Copy the text first if you need it.'}
      >
        <div className="dialog-actions">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button
            look="danger"
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

interface SideProps {
  label: string
  verdict: string
  words: string | null
  testId: string
  /** who and when */
  children: ReactNode
}

function Side({ label, verdict, words, testId, children }: SideProps) {
  return (
    <section className="side" aria-label={label} data-testid={testId}>
      <h4 className="soft">{label}</h4>
      <p className="side-verdict">{verdict}</p>
      <p className="side-facts soft">{children}</p>
      {words !== null && words !== '' && (
        <blockquote className="words" dir="auto">
          {words}
        </blockquote>
      )}
    </section>
  )
}

function CopyText({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const words = { idle: 'Copy my text', copied: 'Copied', failed: 'Could not copy' }[state]
  return (
    <Button
      size="small"
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
