import type { ItemDetail } from '../../../contract/items.ts'

/** What happened elsewhere to the item that is on screen. `blocks`: deciding it makes no sense any more. */
export interface Change {
  text: string
  blocks: boolean
}

const nameOf = (detail: ItemDetail, userId: string | null): string => (userId === null ? null : detail.names[userId]) ?? 'a colleague'

function outcome(detail: ItemDetail): { word: string; by: string | null; at: string | null } | null {
  if (detail.kind === 'artifact') {
    const { status, reviewed_by_user_id: by, reviewed_at: at } = detail.artifact
    return status === 'pending' ? null : { word: status, by, at }
  }
  const { status, user_decision, resolved_by_user_id: by, resolved_at: at } = detail.checkpoint
  if (status === 'pending') return null
  return { word: status === 'superseded' ? 'no longer needed, an earlier stage was rejected' : (user_decision ?? status), by, at }
}

/**
 * Compares what is mounted with what the replica has now. `inQueue`: the item is still in the queue's index;
 * `mine`: decided here, so that its going is no news.
 */
export function changeSince(mounted: ItemDetail, now: ItemDetail | null, inQueue: boolean, relativeTime: (iso: string) => string): Change | null {
  if (now === null) return { text: 'This was deleted meanwhile. Nothing waits for you here.', blocks: true }
  const done = outcome(now)
  if (done && !outcome(mounted)) {
    const who = done.by === null ? 'Decided' : `Decided by ${nameOf(now, done.by)}`
    return { text: `${who}${done.at === null ? '' : ` ${relativeTime(done.at)}`}: ${done.word}.`, blocks: true }
  }
  if (now.local && !mounted.local) return { text: 'Decided in another window of this app.', blocks: true }
  const waits = now.item.waits === undefined ? inQueue : now.item.waits === 1
  if (!waits && !done) {
    const text =
      now.kind === 'artifact'
        ? 'A newer revision arrived and takes this one’s place in the queue.'
        : 'An earlier stage of this session has to be answered first.'
    return { text, blocks: true }
  }
  if (now.role !== mounted.role) return { text: `Your role in this workspace is now ${now.role ?? 'none'}.`, blocks: now.role === null || now.role === 'viewer' }
  if (now.session && mounted.session && now.session.status !== mounted.session.status) {
    return { text: `The session is now ${now.session.status}.`, blocks: false }
  }
  return null
}
