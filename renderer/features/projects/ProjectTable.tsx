import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { sessionStatuses } from '../../../contract/entities.ts'
import type { ProjectSummary } from '../../../contract/projects.ts'
import { KeepButton } from '../../app/KeepOffline.tsx'
import { navigate } from '../../app/navigation.ts'
import { useStore } from '../../app/store.ts'
import { LocalBadge } from '../../ui/LocalBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { approvalRate, listState, type SortKey } from './list.ts'
import { Sparkline } from './Sparkline.tsx'

/** A line each; a header sorts, and sorts the other way when it is chosen again. */
export function ProjectTable({ projects }: { projects: readonly ProjectSummary[] }) {
  return (
    <table className="projects">
      <thead>
        <tr>
          <SortHead by="name">Project</SortHead>
          <SortHead by="waiting" className="number">
            Artifacts waiting
          </SortHead>
          <th scope="col" className="number">
            Checkpoints waiting
          </th>
          {sessionStatuses.map((status) =>
            status === 'running' ? (
              <SortHead key={status} by="running" className="number running">
                Running
              </SortHead>
            ) : (
              <th key={status} scope="col" className="number status">
                {status.charAt(0).toUpperCase() + status.slice(1)}
              </th>
            ),
          )}
          <SortHead by="approval" className="number">
            Approved
          </SortHead>
          <th scope="col" className="days">
            Last 14 days
          </th>
          <SortHead by="activity" className="number last">
            Last activity
          </SortHead>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <Row key={project.id} project={project} />
        ))}
      </tbody>
    </table>
  )
}

function SortHead({ by, className, children }: { by: SortKey; className?: string; children: ReactNode }) {
  const state = useStore(listState)
  const current = state.sort === by
  const Arrow = state.descending ? ArrowDown : ArrowUp
  return (
    <th scope="col" className={className} aria-sort={!current ? 'none' : state.descending ? 'descending' : 'ascending'}>
      <button type="button" className="sort" data-testid={`sort-${by}`} onClick={() => listState.set({ ...state, sort: by, descending: current ? !state.descending : by !== 'name' })}>
        {children}
        {current && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  )
}

function Row({ project }: { project: ProjectSummary }) {
  const rate = approvalRate(project)
  return (
    <tr data-testid="project-row" data-project-id={project.id} data-local={project.local?.state} onClick={() => navigate({ screen: 'projects', id: project.id })}>
      <th scope="row">
        <span className="project-head">
          <button type="button" className="project-name" dir="auto">
            {project.name}
          </button>
          <LocalBadge local={project.local} />
          <KeepButton scope={{ kind: 'project', id: project.id }} name={project.name} keptBy={project.kept_by} />
        </span>
        {project.description !== null && (
          <p className="soft cut" dir="auto" title={project.description}>
            {project.description}
          </p>
        )}
      </th>
      <Waiting n={project.pending_artifacts} testId="pending-artifacts" />
      <Waiting n={project.pending_checkpoints} testId="pending-checkpoints" />
      {sessionStatuses.map((status) => (
        <td key={status} className={status === 'running' ? 'number running' : 'number status'} data-none={project.sessions_by_status[status] === 0 || undefined} data-testid={`sessions-${status}`}>
          {project.sessions_by_status[status]}
        </td>
      ))}
      <td className="number" title={`${project.approved} approved, ${project.rejected} rejected`} data-none={rate === null || undefined} data-testid="approval">
        {rate === null ? '–' : `${Math.round(rate * 100)} %`}
      </td>
      <td className="days">
        <Sparkline days={project.days} />
      </td>
      <td className="number soft last">{project.last_activity_at !== null && <RelativeTime at={project.last_activity_at} />}</td>
    </tr>
  )
}

function Waiting({ n, testId }: { n: number; testId: string }) {
  return (
    <td className="number waiting" data-none={n === 0 || undefined} data-testid={testId}>
      {n}
    </td>
  )
}
