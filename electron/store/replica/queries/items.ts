import type { QueueItem } from '../../../../contract/items.ts'
import type { Database, Value } from '../../driver.ts'

// Parents arrive in any order: what is not here yet is null.
const context = `
  s.project_id, p.name as project_name, g.name as agent_name, s.task_type, s.task_intent`
const parents = (alias: string) => `
  left join work_sessions s on s.id = ${alias}.work_session_id
  left join projects p on p.id = s.project_id
  left join agents g on g.id = s.executed_by_agent_id`

const artifacts = `
  select a.key, 'artifact' as kind, a.id, a.workspace_id, a.work_session_id, ${context}, a.created_at, a.waits,
    coalesce(nullif(a.title, ''), s.task_intent, a.artifact_type) as title,
    a.artifact_type, a.revision, a.content_sha256, a.agent_confidence, a.status
  from work_artifacts a ${parents('a')}`

const checkpoints = `
  select c.key, 'checkpoint' as kind, c.id, c.workspace_id, c.work_session_id, ${context}, c.created_at, c.waits,
    coalesce(nullif(substr(c.reason, 1, 300), ''), s.task_intent, c.checkpoint_type) as title,
    c.stage, c.stages, c.status
  from work_checkpoints c ${parents('c')}`

type Column = 'key' | 'id'

/** Items as the queue lists them; the order is not defined. */
export function readItems(db: Database, by: Column, values: readonly Value[]): QueueItem[] {
  const list = [JSON.stringify(values)]
  return [
    ...db.all<QueueItem>(`${artifacts} where a.${by} in (select value from json_each(?))`, list),
    ...db.all<QueueItem>(`${checkpoints} where c.${by} in (select value from json_each(?))`, list),
  ]
}
