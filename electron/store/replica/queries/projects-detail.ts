import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { ProjectDetail } from '../../../../contract/projects.ts'
import type { QueryContext } from './context.ts'
import { namesOf } from './names.ts'
import { outboxEntries } from './outbox-list.ts'
import { projectSummaries } from './projects.ts'
import { roleIn } from './role.ts'

const sessionsOf = '(select id from work_sessions where project_id = ?1)'
const contentOf = `
  select (select count(*) from work_sessions where project_id = ?1) as sessions,
    (select count(*) from work_artifacts where work_session_id in ${sessionsOf}) as artifacts,
    (select count(*) from work_checkpoints where work_session_id in ${sessionsOf}) as checkpoints,
    (select count(*) from work_applications where work_session_id in ${sessionsOf}) as applications,
    (select count(*) from comments where work_session_id in ${sessionsOf}
      or artifact_id in (select id from work_artifacts where work_session_id in ${sessionsOf})
      or checkpoint_id in (select id from work_checkpoints where work_session_id in ${sessionsOf})) as comments`
const targetsOf = `
  select id from work_sessions where project_id = ?1
  union all select id from work_artifacts where work_session_id in ${sessionsOf}
  union all select id from work_checkpoints where work_session_id in ${sessionsOf}`

/** One project, with what depends on it and what came back about it. */
export function projectsDetail(context: QueryContext, { id }: IpcInput<'projects.detail'>): IpcOutput<'projects.detail'> {
  const { db, userId } = context
  const [project] = projectSummaries(context, { workspace_id: null, id })
  if (project === undefined) return null
  const content = db.get<Omit<ProjectDetail['content'], 'unsent'>>(contentOf, [id]) as Omit<ProjectDetail['content'], 'unsent'>
  return {
    project,
    content: { ...content, unsent: unsentIn(context, id) },
    server_version: context.serverVersion(id),
    returned: outboxEntries(context, (command) => command.target_id === id).filter(({ state }) => state === 'conflict' || state === 'refused'),
    role: roleIn(db, project.workspace_id, userId),
    names: namesOf(db, project.workspace_id, [project.created_by_user_id, userId]),
  }
}

/** Whatever waits here for the project or something in it would come to nothing. */
function unsentIn({ db, openCommands }: QueryContext, id: string): number {
  const waiting = openCommands().filter(({ state }) => state !== 'conflict' && state !== 'refused')
  if (waiting.length === 0) return 0
  const targets = new Set([id, ...db.column<string>(targetsOf, [id])])
  return waiting.filter(({ command }) => targets.has(command.target_id)).length
}
