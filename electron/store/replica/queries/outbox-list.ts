import { isDecision, type Command } from '../../../../contract/commands.ts'
import type { IpcOutput } from '../../../../contract/ipc.ts'
import type { OutboxEntry, OutboxField } from '../../../../contract/outbox.ts'
import type { Database } from '../../driver.ts'
import { decisionOf, itemOf } from '../../outbox/meaning.ts'
import type { QueryContext } from './context.ts'
import { fieldsOf, titleOf } from './outbox-fields.ts'
import { readItems } from './items.ts'
import { theirsOf } from './theirs.ts'

/** In the order of deciding; titles where the target is (still) here. What came back stands beside what the server has. */
export const outboxList = (context: QueryContext): IpcOutput<'outbox.list'> => outboxEntries(context, () => true)

/** Those of some commands: what a project's or session's own screen tells about them. */
export function outboxEntries({ db, userId, openCommands }: QueryContext, wanted: (command: Command) => boolean): OutboxEntry[] {
  const entries = openCommands().filter(({ command }) => wanted(command))
  const items = entries.flatMap(({ command }) => itemOf(command)?.id ?? [])
  const titles = new Map(readItems(db, 'id', items).map(({ id, title }) => [id, title]))
  return entries.map(({ command, state, attempts, error }) => {
    const returned = state === 'conflict' || state === 'refused'
    const item = itemOf(command)
    const decided = isDecision(command) ? decisionOf(command) : null
    return {
      command_id: command.command_id,
      kind: command.kind,
      target_id: command.target_id,
      command,
      item,
      title: item === null ? titleOf(db, command) : (titles.get(item.id) ?? null),
      state,
      decision: decided?.decision ?? null,
      note: decided === null ? wordsOf(command) : decided.note,
      fields: fields(db, command, returned),
      issued_at: command.issued_at,
      attempts,
      error,
      ...(returned && decided !== null && item !== null ? theirsOf(db, userId, item) : { theirs: null, again: null }),
    }
  })
}

const wordsOf = (command: Command): string | null => (command.kind === 'comment' ? command.payload.body : null)
const fields = (db: Database, command: Command, returned: boolean): OutboxField[] => fieldsOf(db, command).map((field) => (returned ? field : { ...field, theirs: null }))
