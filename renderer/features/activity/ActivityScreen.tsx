import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { History } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ActivityEvent, ActivityFilter } from '../../../contract/activity.ts'
import { asAppError } from '../../app/ipc.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { useChosenWorkspace } from '../../app/navigation.ts'
import { activityPages, queries } from '../../app/queries.ts'
import { useRefresh } from '../../app/refresh.ts'
import { createStore, useStore } from '../../app/store.ts'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { ChainCheck } from './ChainCheck.tsx'
import { EventRow } from './EventRow.tsx'
import { EventSheet } from './EventSheet.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { Filters } from './Filters.tsx'
import { everything, filterOf, isEverything, type Choice } from './choice.ts'
import './activity.css'

const rowHeight = 56
const choice = createStore<Choice>(everything)

/** The audit trail: everything that was decided, started, stopped or deleted, by whom, the newest first. */
export function ActivityScreen() {
  const workspace = useChosenWorkspace()
  const chosen = useStore(choice)
  const projects = useQuery(queries.projects(workspace)).data ?? []
  const filter = filterOf(chosen, workspace, projects)
  const [checking, setChecking] = useState(false)
  const [open, setOpen] = useState<ActivityEvent | null>(null)
  const search = useRef<HTMLInputElement>(null)
  useRefresh(['activity.list', 'activity.people'], 3_000)
  useActions({ 'queue.search': () => search.current?.focus(), 'record.check': () => setChecking(true) })

  return (
    <section className="screen screen-filtered" aria-label="Activity" data-testid="activity">
      <header className="screen-head">
        <h1>Activity</h1>
        <div className="activity-actions">
          <ExportMenu filter={filter} />
          <ChainCheck workspace={workspace} open={checking} onOpen={setChecking} />
        </div>
      </header>
      <Filters chosen={chosen} projects={projects} search={search} onChange={choice.set} />
      <Events filter={filter} filtered={!isEverything(chosen)} onDetails={setOpen} />
      <EventSheet event={open} onClose={() => setOpen(null)} />
    </section>
  )
}

interface EventsProps {
  filter: ActivityFilter
  filtered: boolean
  onDetails(event: ActivityEvent): void
}

/** Pages are read as one scrolls towards them. */
function Events({ filter, filtered, onDetails }: EventsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const pages = useInfiniteQuery(activityPages(filter))
  const events = pages.data?.pages.flatMap((page) => page.events) ?? []
  // eslint-disable-next-line react-hooks/incompatible-library -- it speaks of React's compiler, which is not used here
  const rows = useVirtualizer({ count: events.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 })
  const shown = rows.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= events.length - 30) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, events.length])

  return (
    <div className="screen-scroll" ref={scroller}>
      {pages.isError ? (
        <ErrorState error={asAppError(pages.error)} onRetry={() => void pages.refetch()} />
      ) : pages.data === undefined ? (
        <Loading>Reading the record.</Loading>
      ) : events.length === 0 ? (
        <EmptyState icon={History} title={filtered ? 'No event matches' : 'Nothing has happened yet'} testId="activity-empty">
          <p>{filtered ? 'Take a filter away to see more.' : 'Every decision, start, stop and deletion will stand here, with who did it. Nothing is ever removed from it.'}</p>
        </EmptyState>
      ) : (
        <>
          <ul className="events" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start }) => {
              const event = events[index]
              return event && <EventRow key={event.id} event={event} top={start} height={rowHeight} onDetails={() => onDetails(event)} />
            })}
          </ul>
          <p className="soft events-end" role="status">
            {isFetchingNextPage ? 'Reading on.' : hasNextPage ? '' : `${plural(events.length, 'event')}, and none before.`}
          </p>
        </>
      )}
    </div>
  )
}
