import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Layers } from 'lucide-react'
import { useRef, useState } from 'react'
import { sessionStatuses, type SessionStatus } from '../../../contract/entities.ts'
import type { SessionFilter, SessionSummary } from '../../../contract/views.ts'
import { asAppError } from '../../app/ipc.ts'
import { navigate, type Route, useChosenWorkspace } from '../../app/navigation.ts'
import { queries, useSettings } from '../../app/queries.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { sessionTone, taskTypeWords } from '../../ui/item/words.ts'
import { plural } from '../../ui/time.ts'
import { SessionView } from './SessionView.tsx'
import './sessions.css'

const pageSize = 100
const heights = { compact: 32, standard: 40, comfortable: 52 } as const

/** All sessions, newest first, or one of them. */
export function SessionsScreen({ route }: { route: Extract<Route, { screen: 'sessions' }> }) {
  const [statuses, setStatuses] = useState<readonly SessionStatus[]>([])
  const back = () => navigate({ screen: 'sessions', ...(route.project_id === undefined ? {} : { project_id: route.project_id }) })
  if (route.id !== undefined) return <SessionView key={route.id} id={route.id} onBack={back} />
  return <SessionList projectId={route.project_id ?? null} statuses={statuses} onStatuses={setStatuses} />
}

interface ListProps {
  projectId: string | null
  statuses: readonly SessionStatus[]
  onStatuses(statuses: readonly SessionStatus[]): void
}

function SessionList({ projectId, statuses, onStatuses }: ListProps) {
  const workspace = useChosenWorkspace()
  const { density } = useSettings()
  const scroller = useRef<HTMLDivElement>(null)
  const filter: SessionFilter = { workspace_id: workspace, project_id: projectId, statuses: [...statuses] }
  const first = useQuery({ ...queries.sessions(filter, 0, pageSize), placeholderData: keepPreviousData })
  const projects = useQuery(queries.projects(workspace)).data ?? []
  const total = first.data?.total ?? 0

  // eslint-disable-next-line react-hooks/incompatible-library -- it speaks of React's compiler, which is not used here
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => heights[density],
    overscan: 10,
  })
  const shown = rows.getVirtualItems()
  // Only the pages that are in sight are read; TanStack Query keeps the ones just seen.
  const pages = [...new Set(shown.map(({ index }) => Math.floor(index / pageSize)))].filter((page) => page > 0)
  const further = useQueries({ queries: pages.map((page) => queries.sessions(filter, page * pageSize, pageSize)) })
  const sessionAt = (index: number): SessionSummary | undefined => {
    const page = Math.floor(index / pageSize)
    const data = page === 0 ? first.data : further[pages.indexOf(page)]?.data
    return data?.sessions[index % pageSize]
  }
  const toggle = (status: SessionStatus) =>
    onStatuses(statuses.includes(status) ? statuses.filter((each) => each !== status) : [...statuses, status])

  return (
    <section className="screen" aria-label="Sessions">
      <header className="screen-head">
        <h1>Sessions</h1>
        <span className="soft tabular" data-testid="sessions-total">
          {plural(total, 'session')}
        </span>
        <div className="filters">
          <WorkspaceSelect />
          <Select
            label="Project"
            value={projectId ?? ''}
            options={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(id) => navigate(id === '' ? { screen: 'sessions' } : { screen: 'sessions', project_id: id })}
            testId="filter-project"
          />
          <div className="chips" role="group" aria-label="Status">
            {sessionStatuses.map((status) => (
              <button
                key={status}
                type="button"
                className="chip"
                aria-pressed={statuses.includes(status)}
                data-testid={`filter-status-${status}`}
                onClick={() => toggle(status)}
              >
                {status}
              </button>
            ))}
          </div>
        </div>
      </header>
      <div className="screen-scroll" ref={scroller}>
        {first.isError ? (
          <ErrorState error={asAppError(first.error)} onRetry={() => void first.refetch()} />
        ) : first.data === undefined ? (
          <Loading>Reading the sessions.</Loading>
        ) : total === 0 ? (
          <EmptyState icon={Layers} title={statuses.length > 0 || projectId !== null ? 'No session matches' : 'No sessions yet'}>
            <p>{statuses.length > 0 || projectId !== null ? 'Take a filter away to see more.' : 'Sessions appear here when an agent starts work in one of your projects.'}</p>
          </EmptyState>
        ) : (
          <ul className="session-rows" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start, size }) => (
              <SessionRow key={index} session={sessionAt(index)} projectId={projectId} top={start} height={size} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

interface RowProps {
  session: SessionSummary | undefined
  /** the list's filter, to come back to */
  projectId: string | null
  top: number
  height: number
}

function SessionRow({ session, projectId, top, height }: RowProps) {
  const place = { transform: `translateY(${top}px)`, height }
  if (!session) {
    return (
      <li className="session-row" style={place}>
        <span className="skeleton session-skeleton" />
      </li>
    )
  }
  const waiting = session.pending_artifacts + session.pending_checkpoints
  return (
    <li style={place} className="session-place">
      <button
        type="button"
        className="session-row"
        data-testid="session-row"
        data-session-id={session.id}
        onClick={() => navigate({ screen: 'sessions', id: session.id, ...(projectId === null ? {} : { project_id: projectId }) })}
      >
        <span className="session-status">
          <Badge tone={sessionTone[session.status]}>{session.status}</Badge>
        </span>
        <span className="session-intent cut" dir="auto">
          {session.task_intent}
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
    </li>
  )
}
