import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Layers, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { sessionStatuses } from '../../../contract/entities.ts'
import type { ProjectDetail } from '../../../contract/projects.ts'
import { KeepOffline } from '../../app/KeepOffline.tsx'
import { asAppError } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { navigate } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { whyNotManage } from '../../app/role.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { LocalBadge } from '../../ui/LocalBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { sessionTone } from '../../ui/item/words.ts'
import { plural } from '../../ui/time.ts'
import { DeleteProject } from './DeleteProject.tsx'
import { EditProject } from './EditProject.tsx'
import { approvalRate } from './list.ts'
import { ReturnedEdits } from './ReturnedEdits.tsx'
import { Sparkline } from './Sparkline.tsx'

const back = () => navigate({ screen: 'projects' })

/** One project: what it is, how it stands, and what its owners can do with it. */
export function ProjectView({ id }: { id: string }) {
  const project = useQuery(queries.project(id))
  if (project.isError) return <ErrorState error={asAppError(project.error)} onRetry={() => void project.refetch()} />
  if (project.data === undefined) return <Loading>Reading the project.</Loading>
  if (project.data === null) {
    return (
      <EmptyState title="This project is not here" actions={<Button action="app.escape" onClick={back}>Back to the projects</Button>}>
        <p>It was deleted, or you are no longer a member of its workspace.</p>
      </EmptyState>
    )
  }
  return <Project detail={project.data} />
}

function Project({ detail }: { detail: ProjectDetail }) {
  const { project, role, names } = detail
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const hints = useHints()
  const why = whyNotManage(role)
  const may = why === null
  const newSession = () => navigate({ screen: 'sessions', compose: { project_id: project.id, workspace_id: project.workspace_id } })
  useActions({
    'app.escape': doing === 'edit' ? null : back,
    'work.new': may ? newSession : null,
    'work.edit': may ? () => setDoing('edit') : null,
    'work.delete': may ? () => setDoing('delete') : null,
  })
  const rate = approvalRate(project)
  const manage = may ? {} : { disabled: true, title: why }
  return (
    <section className="screen" aria-label="Project" data-testid="project-detail" data-project-id={project.id}>
      <header className="screen-head">
        <Button look="quiet" size="small" onClick={back} hint="Esc">
          <ArrowLeft size={14} aria-hidden /> Projects
        </Button>
        <div className="projects-tools">
          <Button size="small" hint={may ? hints('work.edit') : undefined} onClick={() => setDoing('edit')} {...manage} data-testid="edit-project">
            <Pencil size={13} aria-hidden /> Edit
          </Button>
          <Button size="small" hint={may ? hints('work.delete') : undefined} onClick={() => setDoing('delete')} {...manage} data-testid="delete-project">
            <Trash2 size={13} aria-hidden /> Delete
          </Button>
          <Button size="small" look="primary" hint={may ? hints('work.new') : undefined} onClick={newSession} {...manage} data-testid="new-session">
            <Plus size={14} aria-hidden /> New session
          </Button>
        </div>
      </header>
      <div className="screen-scroll">
        <div className="project-body">
          <ReturnedEdits detail={detail} />
          {doing === 'edit' ? (
            <EditProject project={project} onDone={() => setDoing(null)} />
          ) : (
            <>
              <h1 dir="auto">
                {project.name} <LocalBadge local={project.local} />
              </h1>
              <p className="project-facts soft">
                <span dir="auto">Basket: {project.basket_name ?? (project.local === null ? 'not known here' : 'comes with the project')}</span>
                {project.created_by_user_id !== null && <span>created by {names[project.created_by_user_id] ?? 'a former member'}</span>}
                <RelativeTime at={project.created_at} sentence />
              </p>
              {project.description !== null && project.description !== '' ? (
                <p className="project-description" dir="auto">
                  {project.description}
                </p>
              ) : (
                <p className="soft">Without a description.</p>
              )}
            </>
          )}
          <KeepOffline scope={{ kind: 'project', id: project.id }} />
          {why !== null && (
            <p className="soft project-why" data-testid="why-not">
              {why}
            </p>
          )}
          <h2>Sessions</h2>
          <div className="project-statuses">
            {sessionStatuses.map((status) => (
              <button key={status} type="button" className="project-status" data-testid={`open-${status}`} onClick={() => navigate({ screen: 'sessions', project_id: project.id, filters: { statuses: [status] } })}>
                <span className="project-number tabular">{project.sessions_by_status[status]}</span>
                <Badge tone={sessionTone[status]}>{status}</Badge>
              </button>
            ))}
          </div>
          <Button size="small" look="quiet" action="read.session" onClick={() => navigate({ screen: 'sessions', project_id: project.id })} data-testid="all-sessions">
            <Layers size={13} aria-hidden /> All sessions of this project
          </Button>
          <h2>Review</h2>
          <dl className="project-review">
            <div>
              <dt>Waiting</dt>
              <dd>
                {plural(project.pending_artifacts, 'artifact')}, {plural(project.pending_checkpoints, 'checkpoint')}
              </dd>
            </div>
            <div>
              <dt>Approved</dt>
              <dd>{rate === null ? 'nothing decided yet' : `${Math.round(rate * 100)} % of ${project.approved + project.rejected}`}</dd>
            </div>
            <div>
              <dt>Last 14 days</dt>
              <dd>
                <Sparkline days={project.days} />
              </dd>
            </div>
            <div>
              <dt>Last activity</dt>
              <dd>{project.last_activity_at === null ? 'none yet' : <RelativeTime at={project.last_activity_at} sentence />}</dd>
            </div>
          </dl>
        </div>
      </div>
      {doing === 'delete' && <DeleteProject detail={detail} onClose={() => setDoing(null)} />}
    </section>
  )
}
