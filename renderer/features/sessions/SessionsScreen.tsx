import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Layers, Plus } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { SessionSummary } from '../../../contract/sessions.ts'
import { KeepButton } from '../../app/KeepOffline.tsx'
import { asAppError } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { navigate, type Route, useChosenWorkspace } from '../../app/navigation.ts'
import { sessionPages, useSettings } from '../../app/queries.ts'
import { useManagedWorkspaces } from '../../app/role.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { LocalBadge } from '../../ui/LocalBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { sessionTone, taskTypeWords } from '../../ui/item/words.ts'
import { plural } from '../../ui/time.ts'
import { FilterBar } from './FilterBar.tsx'
import { narrowedBy, toFilter, withoutEmpty, type ListPlace } from './filters.ts'
import { NewSession } from './NewSession.tsx'
import { SessionView } from './SessionView.tsx'
import './sessions.css'

type SessionsRoute = Extract<Route, { screen: 'sessions' }>

const heights = { compact: 32, standard: 40, comfortable: 52 } as const

/** All sessions, newest first, or one of them. */
export function SessionsScreen({ route }: { route: SessionsRoute }) {
  const place = withoutEmpty(route)
  const list = () => navigate({ screen: 'sessions', ...place })
  return (
    <>
      {route.id === undefined ? <SessionList place={place} /> : <SessionView key={route.id} id={route.id} onBack={list} />}
      {route.compose !== undefined && <NewSession draft={route.compose} onClose={() => navigate({ screen: 'sessions', ...place, ...(route.id === undefined ? {} : { id: route.id }) })} />}
    </>
  )
}

function SessionList({ place }: { place: ListPlace }) {
  const workspace = useChosenWorkspace()
  const { density } = useSettings()
  const scroller = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const hints = useHints()
  const mayCreate = useManagedWorkspaces().some(({ id }) => workspace === null || id === workspace)
  const filter = toFilter(workspace, place)
  const pages = useInfiniteQuery({ ...sessionPages(filter), placeholderData: keepPreviousData })
  const total = pages.data?.pages[0]?.total ?? 0
  const sessions = pages.data?.pages.flatMap((page) => page.sessions) ?? []
  const create = () => navigate({ screen: 'sessions', ...place, compose: place.project_id === undefined ? {} : { project_id: place.project_id } })
  useActions({ 'work.new': mayCreate ? create : null, 'queue.search': () => search.current?.focus() })


  // eslint-disable-next-line react-hooks/incompatible-library -- it speaks of React's compiler, which is not used here
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => heights[density],
    overscan: 10,
  })
  const shown = rows.getVirtualItems()
  // Read on until what is in sight is there: the bar tells of all of them, and may be dragged anywhere.
  const { hasNextPage, isFetching, fetchNextPage } = pages
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetching && last >= sessions.length - 30) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage, last, sessions.length])
  const narrowed = narrowedBy(place) > 0

  return (
    <section className="screen screen-filtered" aria-label="Sessions">
      <header className="screen-head">
        <h1>Sessions</h1>
        <span className="soft tabular" data-testid="sessions-total">
          {pages.data !== undefined && plural(total, 'session')}
        </span>
        <Button
          size="small"
          look="primary"
          className="sessions-new"
          hint={mayCreate ? hints('work.new') : undefined}
          disabled={!mayCreate}
          title={mayCreate ? undefined : 'Owners and admins of a workspace start sessions.'}
          onClick={create}
          data-testid="new-session"
        >
          <Plus size={14} aria-hidden /> New session
        </Button>
        <FilterBar place={place} search={search} onPlace={(next) => navigate({ screen: 'sessions', ...withoutEmpty(next) })} />
      </header>
      <div className="screen-scroll" ref={scroller}>
        {pages.isError ? (
          <ErrorState error={asAppError(pages.error)} onRetry={() => void pages.refetch()} />
        ) : pages.data === undefined ? (
          <Loading>Reading the sessions.</Loading>
        ) : total === 0 ? (
          <EmptyState
            icon={Layers}
            title={narrowed ? 'No session matches' : 'No sessions yet'}
            actions={
              narrowed ? (
                <Button action="queue.clear" onClick={() => navigate({ screen: 'sessions' })}>
                  Clear the filters
                </Button>
              ) : (
                mayCreate && (
                  <Button look="primary" hint={hints('work.new')} onClick={create}>
                    Start one
                  </Button>
                )
              )
            }
          >
            <p>{narrowed ? 'Take a filter away to see more.' : 'Sessions appear here when somebody, or an agent, starts work in one of your projects.'}</p>
          </EmptyState>
        ) : (
          <ul className="session-rows" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start, size }) => (
              <SessionRow key={index} session={sessions[index]} place={place} top={start} height={size} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

interface RowProps {
  session: SessionSummary | undefined
  /** the list's filters, to come back to */
  place: ListPlace
  top: number
  height: number
}

function SessionRow({ session, place, top, height }: RowProps) {
  const position = { transform: `translateY(${top}px)`, height }
  if (!session) {
    return (
      <li className="session-row" style={position}>
        <span className="skeleton session-skeleton" />
      </li>
    )
  }
  const waiting = session.pending_artifacts + session.pending_checkpoints
  return (
    <li style={position} className="session-place">
      <button
        type="button"
        className="session-row"
        data-testid="session-row"
        data-session-id={session.id}
        data-local={session.local?.state}
        onClick={() => navigate({ screen: 'sessions', ...place, id: session.id })}
      >
        <span className="session-status">
          <Badge tone={sessionTone[session.status]}>{session.status}</Badge>
        </span>
        <span className="session-intent">
          <span className="cut" dir="auto">
            {session.task_intent}
          </span>
          <LocalBadge local={session.local} />
        </span>
        <span className="session-project soft cut" dir="auto">
          {session.project_name}
        </span>
        <span className="session-type soft cut">{taskTypeWords[session.task_type]}</span>
        <span className="session-waiting tabular">
          {waiting > 0 ? <Badge tone="wait">{waiting} waiting</Badge> : <span className="soft">{plural(session.artifacts, 'artifact')}</span>}
        </span>
        <span className="session-age soft">
          <RelativeTime at={session.created_at} />
        </span>
      </button>
      <KeepButton scope={{ kind: 'session', id: session.id }} name={session.task_intent} keptBy={session.kept_by} />
    </li>
  )
}
