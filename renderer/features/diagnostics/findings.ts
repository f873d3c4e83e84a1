import type { LocalDiagnostics, ServerHealth } from '../../../contract/diagnostics.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { count, plural } from '../../ui/time.ts'

export type HealthPart = 'backend' | 'database' | 'queue' | 'oldest' | 'feed'

/** How one part stands: in a word, and, unless it is well, what that means and what to do next. */
export interface Finding {
  part: HealthPart
  state: string
  tone: Tone
  text: string
  next: string | null
}

/** From here on something that waits is said to be late, and the queue to be long. */
export const limits = { oldestHours: 24, queue: 1_000, clockSeconds: 120, slowMs: 2_000, staleMinutes: 5 } as const

/** What the first version's /health and /health/db told, and what lay between them: every part, the worst of its states first. */
export function findings(server: ServerHealth | undefined, local: LocalDiagnostics | undefined, newestMigration: string | null, now: number): Finding[] {
  if (server === undefined) return []
  return [backend(server), database(server, newestMigration, now), queue(server, local), oldest(server, now), feed(server, local, now)]
}

const well = (part: HealthPart, state: string, text: string): Finding => ({ part, state, tone: 'good', text, next: null })
const unknown = (part: HealthPart): Finding => ({
  part,
  state: 'not known',
  tone: 'plain',
  text: 'The server did not answer, so this could not be asked.',
  next: 'See what is said about the backend; what is kept on this computer stays usable.',
})

function backend(server: ServerHealth): Finding {
  if (server.ok) {
    if (server.round_trip_ms <= limits.slowMs) return well('backend', 'answers', `In ${count(server.round_trip_ms)} ms.`)
    return { part: 'backend', state: 'slow', tone: 'wait', text: `It took ${count(server.round_trip_ms)} ms to answer.`, next: 'Look at the load of the database and at your network; deciding goes on without waiting for either.' }
  }
  const { code, message } = server.error
  const say = (state: string, tone: Tone, text: string, next: string): Finding => ({ part: 'backend', state, tone, text, next })
  switch (code) {
    case 'network':
    case 'unreachable':
      return say('not reachable', 'wait', 'Nothing answers at the address of the server.', 'Check this computer’s network. If others reach the server, look whether a proxy or firewall stands between. Decisions are kept and sent later.')
    case 'rate_limited':
      return say('too many requests', 'wait', 'The server asks to be left alone for a moment.', 'Wait; it is tried again by itself. If it stays so, raise the project’s rate limits.')
    case 'sign_in_needed':
      return say('wants a sign-in', 'wait', 'The server no longer accepts this session.', 'Sign in again; what you decided is kept and sent then.')
    case 'schema_mismatch':
      return say('does not fit', 'bad', 'The server does not know what this app asks for: one of the two is older.', 'Update the app, or have the migrations of supabase/migrations applied.')
    case 'server':
      return say('has a problem', 'bad', 'The server answered with an error of its own.', 'Look at the project’s status and logs. A paused project has to be resumed; a full disk or too many connections show there too.')
    default:
      return say('refuses', 'bad', message, 'Look at the log of the app and of the server; the diagnostics file holds what is needed to ask for help.')
  }
}

function database(server: ServerHealth, newestMigration: string | null, now: number): Finding {
  if (!server.ok) return unknown('database')
  const { schema_version, database_time } = server.database
  const say = (state: string, tone: Tone, text: string, next: string): Finding => ({ part: 'database', state, tone, text, next })
  if (schema_version === null) return say('not set up', 'bad', 'No migration was recorded in this database.', 'Apply supabase/migrations (npx supabase db push).')
  if (newestMigration !== null && schema_version < newestMigration) {
    return say('older than the app', 'wait', `Its newest migration is ${schema_version}; this app knows ${newestMigration}.`, 'Apply the missing migrations (npx supabase db push). Until then what they bring is not offered.')
  }
  const offSeconds = Math.round((Date.parse(database_time) - now) / 1_000)
  if (Math.abs(offSeconds) > limits.clockSeconds) {
    return say('clocks differ', 'wait', `Its clock and this computer’s are ${count(Math.abs(offSeconds))} s apart.`, 'Set this computer’s clock by the network: sessions expire by it, and times are shown by it. Decisions carry the server’s time in any case.')
  }
  return well('database', 'in order', `Newest migration ${schema_version}.`)
}

function queue(server: ServerHealth, local: LocalDiagnostics | undefined): Finding {
  if (!server.ok) return unknown('queue')
  const { pending_artifacts, pending_checkpoints } = server.database
  const waiting = pending_artifacts + pending_checkpoints
  const text = `${plural(pending_artifacts, 'artifact')} and ${plural(pending_checkpoints, 'checkpoint')} wait.`
  const back = (local?.outbox.conflicts ?? 0) + (local?.outbox.refused ?? 0)
  if (back > 0) return { part: 'queue', state: 'decisions came back', tone: 'wait', text: `${text} ${plural(back, 'decision')} of yours could not be taken.`, next: 'Open the outbox (G O): each stands there with its reason and your words.' }
  if (waiting > limits.queue) return { part: 'queue', state: 'long', tone: 'wait', text, next: 'Decide in bulk, invite reviewers, or start fewer sessions until it is shorter; Insights shows who decides how much.' }
  return well('queue', waiting === 0 ? 'empty' : 'in order', waiting === 0 ? 'Nothing waits.' : text)
}

function oldest(server: ServerHealth, now: number): Finding {
  if (!server.ok) return unknown('oldest')
  const { oldest_pending_at } = server.database
  if (oldest_pending_at === null) return well('oldest', 'none', 'Nothing waits.')
  const hours = (now - Date.parse(oldest_pending_at)) / 3_600_000
  if (hours <= limits.oldestHours) return well('oldest', 'in order', `The oldest has waited for ${hours < 1 ? 'less than an hour' : plural(Math.floor(hours), 'hour')}.`)
  return {
    part: 'oldest',
    state: 'overdue',
    tone: 'wait',
    text: `The oldest has waited for ${hours < 48 ? plural(Math.floor(hours), 'hour') : plural(Math.floor(hours / 24), 'day')}.`,
    next: 'The queue begins with it. A session that waits at a checkpoint stands still until it is answered.',
  }
}

function feed(server: ServerHealth, local: LocalDiagnostics | undefined, now: number): Finding {
  const say = (state: string, tone: Tone, text: string, next: string): Finding => ({ part: 'feed', state, tone, text, next })
  if (local === undefined) return unknown('feed')
  const { sync } = local
  const since = sync.last_pull_at === null ? null : (now - Date.parse(sync.last_pull_at)) / 60_000
  const age = since === null ? 'Nothing has been fetched yet.' : `Last fetched ${since < 1 ? 'less than a minute' : plural(Math.floor(since), 'minute')} ago.`
  switch (sync.state) {
    case 'offline':
      return say('offline', 'wait', age, 'It goes on by itself when the network is back.')
    case 'sign_in_needed':
      return say('wants a sign-in', 'wait', age, 'Sign in again.')
    case 'failed':
      return say('stopped', 'bad', `${age} ${sync.error?.message ?? ''}`.trim(), 'Update the app or the server, then choose “Send and fetch now”.')
    case 'waiting':
      return say('tried again soon', 'wait', `${age} ${sync.error?.message ?? ''}`.trim(), 'Nothing to do; it is tried again with growing pauses.')
    case 'stopped':
      return say('not running', 'wait', age, 'Choose “Send and fetch now”; if it does not start, restart the app.')
    case 'starting':
    case 'pulling':
      return { part: 'feed', state: 'fetching', tone: 'accent', text: sync.progress === null ? age : `${count(sync.progress.rows)} rows so far.`, next: null }
    case 'live':
  }
  if (server.ok && server.behind !== null && server.behind.rows > 0) {
    return say('behind', 'wait', `${count(server.behind.rows)}${server.behind.more ? ' or more' : ''} changes on the server are not here yet. ${age}`, sync.realtime ? 'They come with the next pull, in a moment.' : 'Realtime does not reach this app, so it asks in turns. Allow WebSockets to the server, or choose “Send and fetch now”.')
  }
  if (!sync.realtime && since !== null && since > limits.staleMinutes) return say('late', 'wait', age, 'Choose “Send and fetch now”. Realtime does not reach this app: allow WebSockets to the server.')
  return well('feed', sync.realtime ? 'at once' : 'in turns', `${age} ${sync.realtime ? 'Changes arrive at once.' : 'Realtime is not connected, so it asks in turns.'}`)
}
