import type { Command } from '../../../../contract/commands.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { DecidedEntry } from '../../../../contract/outbox.ts'
import type { ItemRef, QueueItem } from '../../../../contract/items.ts'
import { itemOf } from '../../outbox/meaning.ts'
import type { QueryContext } from './context.ts'
import { readItems } from './items.ts'
import { roleIn } from './role.ts'

/** How long the reviewer who decided may reopen what was sent; admins and owners always may. As the database has it. */
const reopenMs = 10 * 60_000

export function outboxHistory(context: QueryContext, { limit }: IpcInput<'outbox.history'>): IpcOutput<'outbox.history'> {
  const decisions = context.latestDecisions(limit)
  const items = new Map(readItems(context.db, 'id', decisions.map(({ command }) => command.target_id)).map((item) => [item.id, item]))
  const seen = new Set<string>()
  return decisions.flatMap(({ command, state, attempts }): DecidedEntry[] => {
    const item = itemOf(command)
    if (item === null) return []
    const row = items.get(command.target_id)
    // Only the latest decision on an item can be taken back.
    const later = seen.has(item.id)
    seen.add(item.id)
    const known = { command, item, title: row?.title ?? null, project_name: row?.project_name ?? null }
    if (state === 'sent') return [{ ...known, ...afterSending(context, command, item, row, later) }]
    return [{ ...known, state, undo: beforeSending(state, attempts) }]
  })
}

const reviewerOf = ({ db }: QueryContext, { id }: ItemRef) => db.value<string | null>('select reviewed_by_user_id from work_artifacts where id = ?', [id])

const no = (why: string): DecidedEntry['undo'] => ({ kind: 'no', why })

function beforeSending(state: Exclude<DecidedEntry['state'], 'sent' | 'reopened'>, attempts: number): DecidedEntry['undo'] {
  if (state === 'conflict' || state === 'refused') return no('It came back; the outbox has it.')
  return state === 'sending' || attempts > 0 ? no('It is on its way. A moment later it can be reopened.') : { kind: 'remove' }
}

function afterSending(context: QueryContext, command: Command, item: ItemRef, row: QueueItem | undefined, later: boolean): Pick<DecidedEntry, 'state' | 'undo'> {
  const sent = (undo: DecidedEntry['undo']) => ({ state: 'sent' as const, undo })
  if (row === undefined) return sent(no('The item is not here any more.'))
  if (later) return sent(no('It was decided again since.'))
  if (command.kind !== 'review_artifact') return sent(no('The agent has this answer and acts on it.'))
  const decided = command.payload.decision === 'approve' ? 'approved' : 'rejected'
  if (row.status === 'pending') return { state: 'reopened', undo: no('It is in the queue again.') }
  if (row.status !== decided) return sent(no('It was decided differently since.'))
  if (reviewerOf(context, item) !== context.userId) return sent(no('It was decided again since.'))
  if (context.localDecision(item.id)?.decision === 'reopen') return sent(no('The server is asked to reopen it.'))
  if (context.db.value('select 1 from work_artifacts where revision_of = ?', [item.id]) !== undefined) return sent(no('The agent has made a newer revision of it.'))
  const role = roleIn(context.db, row.workspace_id, context.userId)
  const mayAlways = role === 'admin' || role === 'owner'
  const tooLate = context.now - Date.parse(command.issued_at) > reopenMs
  return sent(tooLate && !mayAlways ? no('It was sent more than ten minutes ago; an admin can reopen it.') : { kind: 'reopen' })
}
