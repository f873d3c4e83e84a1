import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import type { QueueItem } from '../../../../contract/items.ts'
import { asAppError } from '../../../app/ipc.ts'
import { openLink } from '../../../app/links.ts'
import { queries, useSettings } from '../../../app/queries.ts'
import { Button } from '../../../ui/Button.tsx'
import { prepareContent } from '../../../ui/content/ArtifactContent.tsx'
import { ItemDocument } from '../../../ui/item/ItemDocument.tsx'
import { EmptyState, ErrorState, Loading } from '../../../ui/States.tsx'

interface BulkSampleProps {
  items: readonly QueueItem[]
  onDone(): void
  onBack(): void
}

/** One after the other, drawn at random: who approves many has seen some of them. */
export function BulkSample({ items, onDone, onBack }: BulkSampleProps) {
  const [at, setAt] = useState(0)
  const item = items[at]
  if (item === undefined) return null
  const last = at === items.length - 1
  return (
    <Sample item={item} onBack={onBack} next={last ? 'Seen all of them' : 'Next'} onNext={() => (last ? onDone() : setAt(at + 1))}>
      {at + 1} of {items.length}, drawn at random. Something wrong? Go back: nothing is decided yet.
    </Sample>
  )
}

interface SampleProps {
  item: QueueItem
  next: string
  onNext(): void
  onBack(): void
  children: ReactNode
}

/** Goes on by a key of its own, that of the decision only decides; and not past what was not read in. */
function Sample({ item: { kind, id }, next, onNext, onBack, children }: SampleProps) {
  const { hide_confidence } = useSettings()
  const query = useQuery(queries.item(kind, id))
  const detail = query.data
  const text = detail?.kind === 'artifact' && detail.content.state === 'ready' ? detail.content.text : null
  const prepared = useMemo(() => (text === null ? null : prepareContent(text)), [text])
  const seen = detail !== undefined && (detail?.kind !== 'artifact' || text !== null)
  return (
    <div className="bulk" data-testid="bulk-sample" data-item-id={id}>
      <p className="soft tabular">{children}</p>
      <div key={id} className="bulk-document" tabIndex={0} role="region" aria-label="The item">
        {query.isError ? (
          <ErrorState error={asAppError(query.error)} onRetry={() => void query.refetch()} />
        ) : detail ? (
          <ItemDocument detail={detail} prepared={prepared} hideConfidence={hide_confidence} onOpenLink={openLink} />
        ) : detail === null ? (
          <EmptyState title="The item is not here any more">
            <p>It was taken away meanwhile: nothing is decided about it.</p>
          </EmptyState>
        ) : (
          <Loading>Reading the item.</Loading>
        )}
      </div>
      <div className="dialog-actions">
        <Button action="queue.previous" onClick={onBack}>
          Back
        </Button>
        {/* Not `disabled`, which would lose the focus between one item and the next. */}
        <Button look="primary" action="queue.sample" aria-disabled={!seen} data-testid="bulk-sample-next" onClick={() => seen && onNext()}>
          {next}
        </Button>
      </div>
    </div>
  )
}
