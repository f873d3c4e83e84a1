import type { Command } from '../../../../contract/commands.ts'
import type { ApplicationRow, ProjectRow, SessionRow } from '../../../../contract/entities.ts'
import type { OutboxField } from '../../../../contract/outbox.ts'
import type { Database } from '../../driver.ts'

const project = (db: Database, id: string) => db.get<Pick<ProjectRow, 'name' | 'description'>>('select name, description from projects where id = ?', [id])
const session = (db: Database, id: string) => db.get<Pick<SessionRow, 'task_intent' | 'status'>>('select task_intent, status from work_sessions where id = ?', [id])
const application = (db: Database, id: string) =>
  db.get<Pick<ApplicationRow, 'status' | 'artifact_id'> & { title: string | null }>(
    'select p.status, p.artifact_id, a.title from work_applications p left join work_artifacts a on a.id = p.artifact_id where p.id = ?',
    [id],
  )

/** What a command that is about no item is about. */
export function titleOf(db: Database, command: Command): string | null {
  switch (command.kind) {
    case 'create_project':
      return command.payload.name
    case 'update_project':
    case 'delete_project':
      return project(db, command.target_id)?.name ?? db.value<string>("select json_extract(base, '$.row.name') from overlaid where id = ?", [command.target_id]) ?? null
    case 'create_session':
      return command.payload.task_intent
    case 'retry_application':
      return application(db, command.target_id)?.title ?? null
    default:
      return session(db, command.target_id)?.task_intent ?? null
  }
}

/** What a command sets, beside what stands on the server: rows of conflicts and refusals show no effect of theirs. */
export function fieldsOf(db: Database, command: Command): OutboxField[] {
  switch (command.kind) {
    case 'create_project':
      return changed({ name: command.payload.name, description: command.payload.description }, project(db, command.target_id))
    case 'update_project':
      return changed(command.payload, project(db, command.target_id))
    case 'create_session':
      return changed({ task_intent: command.payload.task_intent }, session(db, command.target_id))
    case 'start_session':
      return changed({ status: 'running' }, session(db, command.target_id))
    case 'pause_session':
      return changed({ status: 'paused' }, session(db, command.target_id))
    case 'cancel_session':
      return changed({ status: 'cancelled' }, session(db, command.target_id))
    case 'retry_application':
      return changed({ status: 'pending' }, application(db, command.target_id))
    default:
      return []
  }
}

function changed(mine: Record<string, string | null | undefined>, theirs: Record<string, string | null> | undefined): OutboxField[] {
  return Object.entries(mine).flatMap(([name, value]) => (value === undefined ? [] : [{ name, mine: value, theirs: theirs?.[name] ?? null }]))
}
