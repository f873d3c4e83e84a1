import { reopeningOf, type Command, type Review } from '../../../contract/commands.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { Verdict } from './verdicts.ts'

interface Stamp {
  /** the command's id, made where the key is pressed */
  id: string
  now: Date
}

/** Freezes what is on screen into the command: id, revision, content hash and status as the reviewer saw them. */
export function buildCommand(detail: ItemDetail, verdict: Verdict, text: string, stamp: Stamp): Command {
  const words = text.trim() === '' ? null : text.trim()
  const envelope = {
    command_id: stamp.id,
    workspace_id: detail.item.workspace_id,
    target_id: detail.item.id,
    issued_at: stamp.now.toISOString(),
  }
  if (detail.kind === 'artifact') {
    const { status, revision, content_sha256 } = detail.artifact
    return {
      ...envelope,
      kind: 'review_artifact',
      expected: { status, revision, content_sha256 },
      payload: reviewOf(verdict, words),
    }
  }
  return {
    ...envelope,
    kind: 'resolve_checkpoint',
    expected: { status: detail.checkpoint.status },
    payload: { decision: verdict === 'modify' ? 'modify' : verdict === 'reject' ? 'reject' : 'continue', note: words },
  }
}

/** An artifact's review in a command's words. */
export const reviewOf = (verdict: Verdict, feedback: string | null): Review =>
  verdict === 'approve' ? { decision: 'approve', feedback, request_changes: false } : { decision: 'reject', feedback, request_changes: verdict === 'changes' }

/** Asks the server to reopen what was decided and sent; null where that is not possible: a checkpoint's answer is acted on. */
export const buildReopening = (sent: Command, { id, now }: Stamp): Command | null =>
  sent.kind === 'review_artifact' ? reopeningOf(sent, id, now.toISOString()) : null
