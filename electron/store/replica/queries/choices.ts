import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

/** By name; with the project that has it, one that is only written here included. */
export function basketsList({ db }: QueryContext, { workspace_id }: IpcInput<'baskets.list'>): IpcOutput<'baskets.list'> {
  return db.all(
    `select b.id, b.workspace_id, b.name, p.id as project_id, p.name as project_name
     from baskets b left join projects p on p.basket_id = b.id
     where ?1 is null or b.workspace_id = ?1 order by b.name collate nocase, b.id`,
    [workspace_id],
  )
}

export function agentsList({ db }: QueryContext, { workspace_id }: IpcInput<'agents.list'>): IpcOutput<'agents.list'> {
  return db.all('select id, workspace_id, name, description from agents where ?1 is null or workspace_id = ?1 order by name collate nocase, id', [workspace_id])
}

export const keptList = ({ kept }: QueryContext, { kind }: IpcInput<'kept.list'>): IpcOutput<'kept.list'> => kept(kind)
