import { errorCode } from '../../../contract/errors.ts'
import type { OutboxEntry, TheirState } from '../../../contract/views.ts'
import { explain } from '../../ui/explain.ts'

export const decisionWords: Record<OutboxEntry['decision'], string> = {
  approve: 'approved',
  reject: 'rejected',
  continue: 'continue',
  modify: 'modify',
  reopen: 'reopen',
}

/** Why the server did not take it. The known codes have words of ours (`explain` is exhaustive), a newer server's brings its own. */
export function reason(error: OutboxEntry['error']): { title: string; advice: string | null } {
  if (error === null) return { title: 'The server did not take it', advice: null }
  const known = errorCode.safeParse(error.code)
  return known.success ? explain({ code: known.data, retry: false }) : { title: error.message, advice: null }
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
