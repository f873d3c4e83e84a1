import type { ClaimView } from '../../../contract/conversation.ts'
import type { ItemRef } from '../../../contract/items.ts'
import type { QueryContext } from './queries/context.ts'

const column = { artifact: 'artifact_id', checkpoint: 'checkpoint_id' } as const
/** As long as the server gives a claim. */
const lastsMs = 15 * 60_000

/** Who is on an item, as the server said and as was claimed or released here since; null: nobody, or no more. */
export function claimOn({ db, userId, effectsOn, localChange }: QueryContext, { kind, id }: ItemRef, now: number): ClaimView | null {
  const mine = effectsOn(id).findLast((command) => command.kind === 'claim' || command.kind === 'release')
  const state = mine === undefined ? null : (localChange(id)?.state ?? null)
  if (mine?.kind === 'claim') return current({ user_id: userId, me: true, expires_at: new Date(Date.parse(mine.issued_at) + lastsMs).toISOString(), state }, now)
  const row = db.get<{ user_id: string; expires_at: string }>(`select user_id, expires_at from claims where ${column[kind]} = ?`, [id])
  if (row === undefined || (mine?.kind === 'release' && row.user_id === userId)) return null
  return current({ ...row, me: row.user_id === userId, state: null }, now)
}

const current = (claim: ClaimView, now: number): ClaimView | null => (Date.parse(claim.expires_at) > now ? claim : null)
