import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import { counts } from '../selection.ts'
import type { QueryContext } from './context.ts'

export const queueCounts = (context: QueryContext, input: IpcInput<'queue.counts'>): IpcOutput<'queue.counts'> =>
  counts(context.sources(), input.workspace_id, input.views)
