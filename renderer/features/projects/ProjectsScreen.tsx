import { useQuery } from '@tanstack/react-query'
import { FolderKanban } from 'lucide-react'
import { sessionStatuses } from '../../../contract/entities.ts'
import type { ProjectSummary } from '../../../contract/views.ts'
import { asAppError } from '../../app/ipc.ts'
import { navigate, useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import './projects.css'

/** Where the work stands: sessions by status, and what waits for a review. */
export function ProjectsScreen() {
  const workspace = useChosenWorkspace()
  const projects = useQuery(queries.projects(workspace))
  return (
    <section className="screen" aria-label="Projects">
      <header className="screen-head">
        <h1>Projects</h1>
        <span className="soft tabular">{plural(projects.data?.length ?? 0, 'project')}</span>
        <WorkspaceSelect />
      </header>
      <div className="screen-scroll">
        {projects.isError ? (
          <ErrorState error={asAppError(projects.error)} onRetry={() => void projects.refetch()} />
        ) : projects.data === undefined ? (
          <Loading>Reading the projects.</Loading>
        ) : projects.data.length === 0 ? (
          <EmptyState icon={FolderKanban} title="No projects yet">
            <p>A project holds the sessions in which agents work. Owners and admins of a workspace start them.</p>
          </EmptyState>
        ) : (
          <Table projects={projects.data} />
        )}
      </div>
    </section>
  )
}

function Table({ projects }: { projects: readonly ProjectSummary[] }) {
  return (
    <table className="projects">
      <thead>
        <tr>
          <th scope="col">Project</th>
          <th scope="col" className="number">
            Artifacts waiting
          </th>
          <th scope="col" className="number">
            Checkpoints waiting
          </th>
          {sessionStatuses.map((status) => (
            <th key={status} scope="col" className="number status">
              {status}
            </th>
          ))}
          <th scope="col" className="number">
            Last activity
          </th>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <tr key={project.id} data-testid="project-row" data-project-id={project.id} onClick={() => navigate({ screen: 'sessions', project_id: project.id })}>
            <th scope="row">
              <button type="button" className="project-name" dir="auto">
                {project.name}
              </button>
              {project.description !== null && (
                <p className="soft cut" dir="auto" title={project.description}>
                  {project.description}
                </p>
              )}
            </th>
            <Waiting n={project.pending_artifacts} testId="pending-artifacts" />
            <Waiting n={project.pending_checkpoints} testId="pending-checkpoints" />
            {sessionStatuses.map((status) => (
              <td key={status} className="number status" data-none={project.sessions_by_status[status] === 0 || undefined} data-testid={`sessions-${status}`}>
                {project.sessions_by_status[status]}
              </td>
            ))}
            <td className="number soft">{project.last_activity_at !== null && <RelativeTime at={project.last_activity_at} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Waiting({ n, testId }: { n: number; testId: string }) {
  return (
    <td className="number waiting" data-none={n === 0 || undefined} data-testid={testId}>
      {n}
    </td>
  )
}
