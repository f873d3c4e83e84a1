import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { QueueItem } from '../../../../contract/items.ts'
import { asAppError } from '../../../app/ipc.ts'
import { openLink } from '../../../app/links.ts'
import { queries, useSettings } from '../../../app/queries.ts'
import { Button } from '../../../ui/Button.tsx'
import { prepareContent } from '../../../ui/content/ArtifactContent.tsx'
import { ItemDocument } from '../../../ui/item/ItemDocument.tsx'
import { ErrorState, Loading } from '../../../ui/States.tsx'

/** One after the other, drawn at random: who approves many has seen some of them. */
export function BulkSample({ items, onDone, onBack }: { items: readonly QueueItem[]; onDone(): void; onBack(): void }) {
  const [at, setAt] = useState(0)
  const item = items[at]
  if (item === undefined) return null
  const last = at === items.length - 1
  return (
    <div className="bulk" data-testid="bulk-sample" data-item-id={item.id}>
      <p className="soft tabular">
        {at + 1} of {items.length}, drawn at random. Something wrong? Go back: nothing is decided yet.
      </p>
      <Sample key={item.id} item={item} />
      <div className="dialog-actions">
        <Button action="queue.previous" onClick={onBack}>
          Back
        </Button>
        <Button look="primary" action="decide.send" data-testid="bulk-sample-next" onClick={() => (last ? onDone() : setAt(at + 1))}>
          {last ? 'Seen all of them' : 'Next'}
        </Button>
      </div>
    </div>
  )
}

function Sample({ item: { kind, id } }: { item: QueueItem }) {
  const { hide_confidence } = useSettings()
  const query = useQuery(queries.item(kind, id))
  const detail = query.data
  const text = detail?.kind === 'artifact' && detail.content.state === 'ready' ? detail.content.text : null
  const prepared = useMemo(() => (text === null ? null : prepareContent(text)), [text])
  return (
    <div className="bulk-document" tabIndex={0} role="region" aria-label="The item">
      {query.isError ? (
        <ErrorState error={asAppError(query.error)} onRetry={() => void query.refetch()} />
      ) : detail ? (
        <ItemDocument detail={detail} prepared={prepared} hideConfidence={hide_confidence} onOpenLink={openLink} />
      ) : (
        <Loading>Reading the item.</Loading>
      )}
    </div>
  )
}
