import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

export function queueIndex({ queue }: QueryContext, input: IpcInput<'queue.index'>): IpcOutput<'queue.index'> {
  const keys = queue.keys(input.workspace_id)
  return { keys, total: keys.length }
}
