import { useMutation } from '@tanstack/react-query'
import { memo, useEffect, useId, useState } from 'react'
import type { BulkPreview } from '../../../../contract/queue.ts'
import { asAppError, invoke } from '../../../app/ipc.ts'
import { useSettings } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { Segmented } from '../../../ui/Choices.tsx'
import { ConfidenceBar } from '../../../ui/ConfidenceBar.tsx'
import { Dialog, useHeldWords } from '../../../ui/Overlays.tsx'
import { ErrorNotice, Loading } from '../../../ui/States.tsx'
import { count, plural } from '../../../ui/time.ts'
import { reviewOf } from '../commands.ts'
import { BulkSample } from './BulkSample.tsx'
import type { ListState } from './list-state.ts'

type Choice = 'approve' | 'reject' | 'changes'

/** Decides all that is picked, or all that is listed: first what that is, then a look at some of it, then the decision. */
export const BulkDialog = memo(function BulkDialog({ list }: { list: ListState }) {
  const open = useStore(list.dialog) === 'bulk'
  return (
    <Dialog wide open={open} onClose={() => list.dialog.set(null)} title="Decide many at once">
      {open && <Prepared list={list} />}
    </Dialog>
  )
})

function Prepared({ list }: { list: ListState }) {
  const { bulk_sample } = useSettings()
  const prepare = useMutation({
    mutationFn: () => {
      const { keys } = list.selection.get()
      return keys.size > 0
        ? invoke('bulk.prepare', { of: 'keys', keys: Int32Array.from(keys), sample: bulk_sample })
        : invoke('bulk.prepare', { of: 'filter', filter: list.filter, sample: bulk_sample })
    },
  })
  const { mutate } = prepare
  useEffect(() => mutate(), [mutate])
  if (prepare.error) return <ErrorNotice error={asAppError(prepare.error)} />
  if (!prepare.data) return <Loading>Reading what would be decided.</Loading>
  return <Steps list={list} preview={prepare.data} />
}

function Steps({ list, preview }: { list: ListState; preview: BulkPreview }) {
  const id = useId()
  const [choice, setChoice] = useState<Choice>('approve')
  const [text, setText] = useState(list.bulkNote)
  const [looking, setLooking] = useState(false)
  const [looked, setLooked] = useState(false)
  const decide = useMutation({
    mutationFn: () =>
      list.decide({
        bulk_id: preview.bulk_id,
        ...reviewOf(choice, choice === 'approve' || text.trim() === '' ? null : text.trim()),
      }),
    onSuccess: () => list.close('bulk'),
  })
  const leave = useHeldWords(text.trim() !== '' && text !== list.bulkNote, () => list.dialog.set(null))
  const items = plural(preview.artifacts, 'artifact')
  const words = { approve: `Approve ${items}`, reject: `Reject ${items}`, changes: `Ask for changes in ${items}` }[choice]
  const lack = preview.artifacts === 0 || (choice === 'changes' && text.trim() === '')
  const mustLook = choice === 'approve' && preview.sample.length > 0 && !looked

  if (looking) return <BulkSample items={preview.sample} onDone={() => (setLooked(true), setLooking(false))} onBack={() => setLooking(false)} />
  return (
    <div className="bulk" data-testid="bulk-dialog">
      <p className="bulk-total">
        <strong className="tabular">{items}</strong> {preview.artifacts === 1 ? 'is' : 'are'} decided, as {preview.artifacts === 1 ? 'it stands' : 'they stand'} now: what changes meanwhile is left alone.
      </p>
      <LeftOut preview={preview} />
      <div className="bulk-columns">
        <Tally title="By project" rows={preview.by_project} />
        <Tally title="By agent" rows={preview.by_agent} />
      </div>
      {preview.least_confident.length > 0 && (
        <section>
          <h3 className="bulk-heading">{leastWords(preview)}</h3>
          <ul className="bulk-items" tabIndex={0} aria-label="Least confident" data-testid="bulk-least-confident">
            {preview.least_confident.map((item) => (
              <li key={item.id}>
                <span className="cut" dir="auto">
                  {item.title}
                </span>
                <span className="soft cut">{item.project_name ?? 'no project'}</span>
                {item.kind === 'artifact' && item.agent_confidence !== null ? <ConfidenceBar value={item.agent_confidence} /> : <span className="soft">no estimate</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Segmented<Choice>
        label="Decision"
        value={choice}
        options={[
          { value: 'approve', label: 'Approve', testId: 'bulk-approve' },
          { value: 'reject', label: 'Reject', testId: 'bulk-reject' },
          { value: 'changes', label: 'Ask for changes', testId: 'bulk-changes' },
        ]}
        onChange={setChoice}
      />
      {choice !== 'approve' && (
        <div className="field">
          <label htmlFor={id}>{choice === 'changes' ? 'Which changes do you ask for?' : 'Why, in words for the agents (may stay empty)'}</label>
          <textarea id={id} className="input" rows={3} dir="auto" maxLength={20_000} value={text} data-testid="bulk-note" onChange={(event) => setText(event.target.value)} />
        </div>
      )}
      {decide.error && <ErrorNotice error={asAppError(decide.error)} />}
      <div className="dialog-actions">
        <span className="dialog-said soft">One undo takes all of it back.</span>
        <Button action="app.escape" onClick={leave}>
          Cancel
        </Button>
        {mustLook ? (
          <Button look="primary" action="queue.sample" disabled={lack} data-testid="bulk-look" onClick={() => setLooking(true)}>
            Look at {count(preview.sample.length)} of them first
          </Button>
        ) : (
          <Button look="primary" action="decide.send" disabled={lack || decide.isPending} data-testid="bulk-decide" onClick={() => decide.mutate()}>
            {decide.isPending ? 'Saving' : words}
          </Button>
        )}
      </div>
    </div>
  )
}

function LeftOut({ preview: { checkpoints, not_allowed } }: { preview: BulkPreview }) {
  if (checkpoints + not_allowed === 0) return null
  return (
    <ul className="bulk-left-out soft">
      {checkpoints > 0 && <li>{plural(checkpoints, 'checkpoint')} left out: each asks a question of its own.</li>}
      {not_allowed > 0 && <li>{plural(not_allowed, 'artifact')} left out: your role there decides nothing.</li>}
    </ul>
  )
}

/** Without an estimate comes first, and is not called the least sure. */
function leastWords({ artifacts, least_confident }: BulkPreview): string {
  const { length } = least_confident
  if (artifacts <= length) return 'All of them, those without an estimate and the least sure first'
  const estimated = least_confident.filter((item) => item.kind === 'artifact' && item.agent_confidence !== null).length
  if (estimated === length) return `The ${length} that the agents are least sure of`
  return estimated === 0 ? `${length} that came without an estimate` : `Without an estimate, and then the least sure: ${length}`
}

const shown = 6

function Tally({ title, rows }: { title: string; rows: BulkPreview['by_project'] }) {
  const rest = rows.slice(shown).reduce((sum, { items }) => sum + items, 0)
  return (
    <section>
      <h3 className="bulk-heading">{title}</h3>
      <dl className="bulk-tally">
        {rows.slice(0, shown).map(({ name, items }) => (
          <div key={name}>
            <dt className="cut" dir="auto">
              {name ?? 'none'}
            </dt>
            <dd className="tabular">{count(items)}</dd>
          </div>
        ))}
        {rest > 0 && (
          <div>
            <dt className="soft">{count(rows.length - shown)} more</dt>
            <dd className="tabular">{count(rest)}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
