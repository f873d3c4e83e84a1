import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

// Both halves come sorted from their covering index and are merged; one text of keys crosses into JavaScript, because
// 100,000 rows as objects take four times as long.
const waiting = (table: string, workspace: string) =>
  `select key, created_at, id from ${table} indexed by ${table}_waiting where waits = 1 and marked = 0${workspace}`
const keys = (workspace: string) => `
  select group_concat(key) from (
    ${waiting('work_artifacts', workspace)} union all ${waiting('work_checkpoints', workspace)} order by created_at, id)`
const allKeys = keys('')
const keysOfWorkspace = keys(' and workspace_id = ?1')

export function queueIndex({ db }: QueryContext, input: IpcInput<'queue.index'>): IpcOutput<'queue.index'> {
  const text =
    input.workspace_id === null
      ? db.value<string | null>(allKeys)
      : db.value<string | null>(keysOfWorkspace, [input.workspace_id])
  const list = parseKeys(text ?? '')
  return { keys: list, total: list.length }
}

/** `12,7,103` as numbers. */
function parseKeys(text: string): Int32Array<ArrayBuffer> {
  if (text === '') return new Int32Array(0)
  let total = 1
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 44) total += 1
  const list = new Int32Array(total)
  let at = 0
  let key = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0) {
      key = key * 10 + digit
    } else {
      list[at++] = key
      key = 0
    }
  }
  list[at] = key
  return list
}
