import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { projectSummaries } from './projects.ts'

export const projectsList = (context: QueryContext, { workspace_id }: IpcInput<'projects.list'>): IpcOutput<'projects.list'> =>
  projectSummaries(context, { workspace_id, id: null })
