import type { OpenCommand } from './open-commands.ts'
import { creates, needs } from './meaning.ts'

/**
 * What may be sent next, in order: of each target only the first that is not settled, and nothing before what it builds
 * on; a session waits for its project, whichever was written first. `now`: ms of the clock that holds and rests end by;
 * `nextInMs`: until the next of them ends, null without one.
 */
export function nextBatch(open: readonly OpenCommand[], now: number, limit: number): { batch: OpenCommand[]; nextInMs: number | null } {
  const batch: OpenCommand[] = []
  /** not on the server yet: under way, or refused and still in the tray */
  const missing = new Set(open.filter(({ command, state }) => creates(command) && state !== 'acknowledged').map(({ command }) => command.target_id))
  /** targets of what is unsent and stands before */
  const written = new Set<string>()
  /** what these build on */
  const needed = new Set<string>()
  let next = Infinity
  for (const record of open) {
    const { command } = record
    if (record.state !== 'unsent' && record.state !== 'sending') continue
    const blocked =
      written.has(command.target_id) ||
      needs(command).some((id) => missing.has(id) || written.has(id)) ||
      (!creates(command) && (missing.has(command.target_id) || needed.has(command.target_id)))
    written.add(command.target_id)
    for (const id of needs(command)) needed.add(id)
    if (blocked || record.state === 'sending') continue
    const until = Math.max(record.heldUntil, record.restsUntil)
    if (until > now) next = Math.min(next, until - now)
    else if (batch.length < limit) batch.push(record)
  }
  return { batch, nextInMs: next === Infinity ? null : Math.ceil(next) }
}
