import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

const counts = (where: string) => `
  select count(*), count(c.key) from work_artifacts a left join contents c on c.key = a.key where ${where}`
const ofSession = counts('a.work_session_id = ?')
const ofProject = counts('a.work_session_id in (select id from work_sessions where project_id = ?)')
const projectOf = `select 1 from work_sessions s join pins p on p.kind = 'project' and p.id = s.project_id where s.id = ?`

/** Whether it is kept offline, and how much of it is here. */
export function offlineStateOf({ db }: QueryContext, { kind, id }: IpcInput<'offline.state'>): IpcOutput<'offline.state'> {
  const [contents, here] = db.row(kind === 'session' ? ofSession : ofProject, [id]) as [number, number]
  const kept = db.value('select 1 from pins where kind = ? and id = ?', [kind, id]) === 1
  return { kept, by_project: kind === 'session' && db.value(projectOf, [id]) === 1, contents, here }
}
