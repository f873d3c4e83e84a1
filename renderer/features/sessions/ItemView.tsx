import { useQuery } from '@tanstack/react-query'
import { ArrowRight, X } from 'lucide-react'
import type { ItemRef } from '../../../contract/items.ts'
import { asAppError } from '../../app/ipc.ts'
import { navigate } from '../../app/navigation.ts'
import { queries, useSettings } from '../../app/queries.ts'
import { Reader } from '../../app/reading/Reader.tsx'
import { useReading } from '../../app/reading/reading.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'

/** An artifact or checkpoint to read, with nothing to decide by accident; the queue is where one decides. */
export function ItemView({ item, onOpen, onClose }: { item: ItemRef; onOpen(item: ItemRef): void; onClose(): void }) {
  const detail = useQuery(queries.item(item.kind, item.id))
  const { hide_confidence } = useSettings()
  const reading = useReading(detail.data ?? null, false)
  const pending = detail.data?.item.status === 'pending' && detail.data.local === null
  return (
    <section className="session-item" aria-label="Item" data-testid="session-item" data-item-id={item.id}>
      <header className="screen-head">
        {pending ? (
          <Button size="small" action="read.decide" onClick={() => navigate({ screen: 'queue', item })} data-testid="open-in-queue">
            Decide in the queue <ArrowRight size={13} aria-hidden />
          </Button>
        ) : (
          <span className="soft">Read only</span>
        )}
        <Button look="quiet" size="small" hint="Esc" className="session-close" onClick={onClose}>
          <X size={14} aria-hidden /> Close
        </Button>
      </header>
      <div className="screen-scroll" tabIndex={-1} data-reading>
        {detail.isError ? (
          <ErrorState error={asAppError(detail.error)} onRetry={() => void detail.refetch()} />
        ) : detail.data === undefined ? (
          <Loading>Reading it.</Loading>
        ) : detail.data === null ? (
          <EmptyState title="It is not there any more" />
        ) : (
          <Reader key={item.id} detail={detail.data} prepared={null} hideConfidence={hide_confidence && pending} reading={reading} onOpen={onOpen} />
        )}
      </div>
    </section>
  )
}
