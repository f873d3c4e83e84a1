import type { IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

const windowMs = 30 * 60_000

/** Decisions of mine: what the server recorded, and what is still on its way. */
export function queueProgress({ db, userId, now, openCommands }: QueryContext): IpcOutput<'queue.progress'> {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const since = Math.min(midnight.getTime(), now - windowMs)
  const recorded = db
    .column<string>(
      `select created_at from review_events where actor_user_id = ? and created_at >= ? and target_table in ('work_artifacts', 'work_checkpoints')
         and kind in ('approved', 'rejected', 'resolved')`,
      [userId, new Date(since).toISOString().slice(0, 19)],
    )
    .map((at) => Date.parse(at))
  const onTheirWay = openCommands()
    .filter(({ command, state }) => (command.kind === 'review_artifact' || command.kind === 'resolve_checkpoint') && state !== 'conflict' && state !== 'refused')
    .map(({ command }) => Date.parse(command.issued_at))
  const all = [...recorded, ...onTheirWay]
  const recent = all.filter((at) => at >= now - windowMs)
  const first = recent.reduce((earliest, at) => Math.min(earliest, at), now)
  return { today: all.filter((at) => at >= midnight.getTime()).length, recent: recent.length, recent_minutes: (now - first) / 60_000 }
}
