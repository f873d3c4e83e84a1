import type { CommandKind } from '../../../contract/commands.ts'
import { errorCode } from '../../../contract/errors.ts'
import type { OutboxEntry, TheirState } from '../../../contract/outbox.ts'
import { explain } from '../../ui/explain.ts'

export const decisionWords: Record<NonNullable<OutboxEntry['decision']>, string> = {
  approve: 'approved',
  reject: 'rejected',
  continue: 'continue',
  modify: 'modify',
  reopen: 'reopen',
}

/** What was asked for, after `you:`. */
const kindWords: Record<CommandKind, string> = {
  review_artifact: 'decided',
  resolve_checkpoint: 'decided',
  reopen: 'reopen',
  claim: 'claim it',
  release: 'give the claim back',
  comment: 'comment',
  create_project: 'new project',
  update_project: 'edit the project',
  delete_project: 'delete the project',
  create_session: 'new session',
  start_session: 'start the session',
  pause_session: 'pause the session',
  cancel_session: 'cancel the session',
  retry_application: 'apply it again',
}

export const asked = ({ decision, kind }: Pick<OutboxEntry, 'decision' | 'kind'>): string => (decision === null ? kindWords[kind] : decisionWords[decision])

/** What one would call it when it is not here any more. */
export function missingWords({ kind, item }: Pick<OutboxEntry, 'kind' | 'item'>): string {
  if (item !== null) return 'An item that is not here any more'
  if (kind === 'create_project' || kind === 'update_project' || kind === 'delete_project') return 'A project that is not here any more'
  return kind === 'retry_application' ? 'An application that is not here any more' : 'A session that is not here any more'
}

export const fieldWords: Record<string, string> = { name: 'Name', description: 'Description', task_intent: 'Task', status: 'Status' }

/** Why the server did not take it. The known codes have words of ours (`explain` is exhaustive), a newer server's brings its own. */
export function reason({ error, decision }: Pick<OutboxEntry, 'error' | 'decision'>): { title: string; advice: string | null } {
  if (error === null) return { title: 'The server did not take it', advice: null }
  const known = errorCode.safeParse(error.code)
  if (!known.success) return { title: error.message, advice: null }
  // The words of `explain` for these are about items of the queue.
  if (decision === null && (known.data === 'superseded' || known.data === 'content_changed' || known.data === 'invalid_command')) {
    return { title: error.message, advice: ('hint' in error ? error.hint : null) ?? null }
  }
  return explain({ code: known.data, retry: false })
}

/** What the server has, in a few words: `rejected`, `waits for a decision`. */
export function theirWords(theirs: TheirState | null): string {
  if (theirs === null) return 'not on this computer any more'
  if (theirs.decision !== null) return decisionWords[theirs.decision]
  switch (theirs.status) {
    case 'pending':
      return 'waits for a decision'
    case 'superseded':
      return 'closed, its session went another way'
    default:
      return theirs.status
  }
}

/** Whose it is: `Jonas Berg`, `you, on another device`. */
export function theirName(theirs: TheirState | null): string | null {
  if (theirs?.decision == null) return null
  return theirs.by_me ? 'you, on another device' : (theirs.by ?? 'a colleague')
}
