import type { SessionSummary } from '../../../../contract/sessions.ts'
import { fromStored, selectList } from '../tables.ts'
import type { QueryContext } from './context.ts'

/** Sessions with the names of their parents and their counts; to be followed by `where` or `order by`. */
export const selectSessions = `
  select ${selectList('work_sessions', 's')}, p.name as project_name, g.name as agent_name,
    coalesce(n.artifacts, 0) as artifacts, coalesce(n.pending_artifacts, 0) as pending_artifacts,
    coalesce(n.pending_checkpoints, 0) as pending_checkpoints,
    case when exists (select 1 from pins where kind = 'project' and id = s.project_id) then 'project'
      when exists (select 1 from pins where kind = 'session' and id = s.id) then 'itself' end as kept_by
  from work_sessions s
  left join projects p on p.id = s.project_id
  left join agents g on g.id = s.executed_by_agent_id
  left join session_counts n on n.work_session_id = s.id`

export const toSummary = (context: QueryContext, row: StoredSession): SessionSummary => ({
  ...fromStored<StoredSession>('work_sessions', row),
  local: context.localChange(row.id),
})
export type StoredSession = Omit<SessionSummary, 'local'>
