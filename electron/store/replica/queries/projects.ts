import { sessionStatuses, type ProjectRow, type SessionStatus } from '../../../../contract/entities.ts'
import type { ProjectSummary } from '../../../../contract/projects.ts'
import type { QueryContext } from './context.ts'
import { fromStored, selectList } from '../tables.ts'

/** all of a workspace, one project, or everything */
export interface ProjectScope {
  workspace_id: string | null
  id: string | null
}

const shownDays = 14
const dayMs = 86_400_000

const projects = `
  select ${selectList('projects', 'p')}, b.name as basket_name,
    case when exists (select 1 from pins where kind = 'project' and id = p.id) then 'itself' end as kept_by
  from projects p left join baskets b on b.id = p.basket_id
  where (?1 is null or p.workspace_id = ?1) and (?2 is null or p.id = ?2)
  order by p.name collate nocase, p.id`
const sessionTotals = `
  select s.project_id, s.status, count(*) as sessions, sum(coalesce(n.pending_artifacts, 0)) as pending_artifacts,
    sum(coalesce(n.pending_checkpoints, 0)) as pending_checkpoints, sum(coalesce(n.approved, 0)) as approved,
    sum(coalesce(n.rejected, 0)) as rejected,
    max(max(coalesce(s.ended_at, s.started_at, s.created_at), coalesce(n.last_at, ''))) as last_activity_at
  from work_sessions s left join session_counts n on n.work_session_id = s.id
  where (?1 is null or s.workspace_id = ?1) and (?2 is null or s.project_id = ?2)
  group by s.project_id, s.status`
const decidedDays = `
  select s.project_id, substr(a.reviewed_at, 1, 10) as day, a.status, count(*) as decided
  from work_artifacts a indexed by work_artifacts_reviewed join work_sessions s on s.id = a.work_session_id
  where a.reviewed_at >= ?3 and (?1 is null or s.workspace_id = ?1) and (?2 is null or s.project_id = ?2)
  group by 1, 2, 3`

interface Totals {
  project_id: string
  status: SessionStatus
  sessions: number
  pending_artifacts: number
  pending_checkpoints: number
  approved: number
  rejected: number
  last_activity_at: string
}

interface Day {
  project_id: string
  day: string
  status: string
  decided: number
}

/** By name, with what their sessions add up to. */
export function projectSummaries({ db, localChange, now }: QueryContext, { workspace_id, id }: ProjectScope): ProjectSummary[] {
  const scope = [workspace_id, id]
  const days = Array.from({ length: shownDays }, (_, back) => dayOf(now - (shownDays - 1 - back) * dayMs))
  const totals = grouped(db.all<Totals>(sessionTotals, scope))
  const decided = grouped(db.all<Day>(decidedDays, [...scope, days[0] ?? '']))
  return db.all<ProjectRow & Pick<ProjectSummary, 'basket_name' | 'kept_by'>>(projects, scope).map((row) => {
    const mine = totals.get(row.id) ?? []
    const sum = (name: 'pending_artifacts' | 'pending_checkpoints' | 'approved' | 'rejected') => mine.reduce((all, each) => all + each[name], 0)
    const counted = Object.fromEntries(mine.map(({ status, sessions }) => [status, sessions]))
    const on = (day: string, status: string) => (decided.get(row.id) ?? []).find((each) => each.day === day && each.status === status)?.decided ?? 0
    return {
      ...fromStored<typeof row>('projects', row),
      sessions_by_status: Object.fromEntries(sessionStatuses.map((status) => [status, counted[status] ?? 0])) as Record<SessionStatus, number>,
      pending_artifacts: sum('pending_artifacts'),
      pending_checkpoints: sum('pending_checkpoints'),
      approved: sum('approved'),
      rejected: sum('rejected'),
      days: days.map((day) => ({ approved: on(day, 'approved'), rejected: on(day, 'rejected') })),
      last_activity_at: mine.map(({ last_activity_at }) => last_activity_at).sort().at(-1) ?? null,
      local: localChange(row.id),
    }
  })
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function grouped<Row extends { project_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.project_id, [...(groups.get(row.project_id) ?? []), row])
  return groups
}
