import { sessionStatuses, type ProjectRow, type SessionStatus } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { fromStored, selectList } from '../tables.ts'

const projects = `
  select ${selectList('projects', 'p')}, b.name as basket_name
  from projects p left join baskets b on b.id = p.basket_id
  where ?1 is null or p.workspace_id = ?1
  order by p.name collate nocase, p.id`
const sessionTotals = `
  select s.project_id, s.status, count(*) as sessions, sum(coalesce(n.pending_artifacts, 0)) as pending_artifacts,
    sum(coalesce(n.pending_checkpoints, 0)) as pending_checkpoints,
    max(coalesce(s.ended_at, s.started_at, s.created_at)) as last_activity_at
  from work_sessions s left join session_counts n on n.work_session_id = s.id
  where ?1 is null or s.workspace_id = ?1
  group by s.project_id, s.status`

interface Totals {
  project_id: string
  status: SessionStatus
  sessions: number
  pending_artifacts: number
  pending_checkpoints: number
  last_activity_at: string
}

/** By name, with what their sessions add up to. */
export function projectsList({ db, localChange }: QueryContext, input: IpcInput<'projects.list'>): IpcOutput<'projects.list'> {
  const byProject = new Map<string, Totals[]>()
  for (const totals of db.all<Totals>(sessionTotals, [input.workspace_id])) {
    byProject.set(totals.project_id, [...(byProject.get(totals.project_id) ?? []), totals])
  }
  return db.all<ProjectRow & { basket_name: string | null }>(projects, [input.workspace_id]).map((row) => {
    const totals = byProject.get(row.id) ?? []
    const sum = (name: 'pending_artifacts' | 'pending_checkpoints') => totals.reduce((all, each) => all + each[name], 0)
    const counted = Object.fromEntries(totals.map(({ status, sessions }) => [status, sessions]))
    const times = totals.map(({ last_activity_at }) => last_activity_at).sort()
    return {
      ...fromStored<typeof row>('projects', row),
      sessions_by_status: Object.fromEntries(sessionStatuses.map((status) => [status, counted[status] ?? 0])) as Record<SessionStatus, number>,
      pending_artifacts: sum('pending_artifacts'),
      pending_checkpoints: sum('pending_checkpoints'),
      last_activity_at: times.at(-1) ?? null,
      local: localChange(row.id),
    }
  })
}
