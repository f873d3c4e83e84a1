import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { Command } from '../../contract/commands.ts'
import { openAccounts } from '../../electron/auth/accounts.ts'
import { fetchKey } from '../../electron/auth/key-stores.ts'
import { deriveKeys } from '../../electron/auth/keys.ts'
import { Database } from '../../electron/store/driver.ts'
import { Sealer } from '../../electron/store/outbox/seal.ts'
import type { Scene } from './stage.ts'

/** One decision as the reviewer's side told of it. */
export interface Told {
  /** null: decided in the app's window, where only its words are known */
  command: Command | null
  note: string | null
  /** the promise of having saved it was kept: the person may have read "Saved" */
  saved: boolean
  undo: 'none' | 'asked' | 'done'
}

export type FindingKind = 'lost' | 'duplicated' | 'corrupt'

export interface Finding {
  kind: FindingKind
  /** of the command, or what else it is about: found again it is the same finding */
  about: string
  text: string
}

interface LocalRow {
  state: string
  command: Command
}
type LocalState = { rows: Map<string, LocalRow>; problems: string[] }

interface EventRow {
  command_id: string
  actor_user_id: string
  target_id: string
  kind: string
  note: string | null
  user_decision: string | null
}

/**
 * Decision by decision: everything that was called saved is on the server exactly once, or waits in the outbox, or
 * stands in the tray with its words. `settled`: all was sent, so nothing may wait any more.
 */
export async function compare(
  admin: pg.Pool,
  url: string,
  profile: string,
  scene: Scene,
  told: ReadonlyMap<string, Told>,
  settled: boolean,
  /** every decision was told before it was made; not so where a window is watched */
  announced: boolean,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const local = await readOutbox(url, profile, scene.reviewer.id)
  for (const problem of local.problems) findings.push({ kind: 'corrupt', about: problem, text: problem })
  const events = await eventsOf(admin, scene)
  for (const [id, decision] of told) {
    const there = events.filter(({ command_id, target_id }) => command_id === id && target_id === (decision.command?.target_id ?? target_id))
    const problem = judge(decision, local.rows.get(id), there, scene.reviewer.id, settled)
    if (problem === null) continue
    const where = `${local.rows.get(id)?.state ?? 'not'} in the outbox, ${there.length} on the server`
    findings.push({ kind: problem[0], about: id, text: `${decision.command?.kind ?? 'a decision in the window'} ${id}${decision.saved ? ', called saved' : ''}: ${where}: ${problem[1]}` })
  }
  if (!announced) return [...findings, ...twice(events)]
  for (const { command_id, target_id } of events) {
    if (!told.has(command_id)) findings.push({ kind: 'duplicated', about: command_id, text: `an event on ${target_id} under an id that nobody gave: ${command_id}` })
  }
  for (const id of local.rows.keys()) {
    if (!told.has(id)) findings.push({ kind: 'corrupt', about: id, text: `a command that nobody gave is in the outbox: ${id}` })
  }
  return findings
}

/** In the window nothing is decided again: an item with two decisions of the reviewer was decided twice by one key. */
function twice(events: readonly EventRow[]): Finding[] {
  const seen = new Set<string>()
  return events.flatMap(({ target_id: about }): Finding[] => {
    if (!seen.has(about)) {
      seen.add(about)
      return []
    }
    return [{ kind: 'duplicated', about, text: `${about} was decided twice` }]
  })
}

function judge({ command, note, saved, undo }: Told, here: LocalRow | undefined, there: readonly EventRow[], userId: string, settled: boolean): [FindingKind, string] | null {
  const [event] = there
  if (there.length > 1) return ['duplicated', 'it took effect twice']
  if (event !== undefined && (here?.state === 'conflict' || here?.state === 'refused')) return ['duplicated', 'done and refused at the same time']
  if (undo === 'done' && (here !== undefined || event !== undefined)) return ['duplicated', 'it had been taken back']
  if (here?.state === 'acknowledged' && event === undefined) return ['lost', 'called done here, and the server knows nothing of it']
  if (saved && undo === 'none' && here === undefined && event === undefined) return ['lost', 'nowhere']
  if (settled && (here?.state === 'unsent' || here?.state === 'sending')) return ['lost', 'it still waits although all was sent']
  if (here !== undefined && command !== null && !isDeepStrictEqual(here.command, command)) return ['lost', 'other words in the outbox']
  if (event !== undefined && !(command === null ? event.note === note && event.actor_user_id === userId : agrees(command, event, userId))) return ['lost', 'other words, or another name, on the server']
  return null
}

/** What the reviewer caused; effects of a decision on other items (a later stage that is closed) are not decisions. */
async function eventsOf(admin: pg.Pool, { workspace, reviewer }: Scene): Promise<EventRow[]> {
  const { rows } = await admin.query<EventRow>(
    `select e.command_id, e.actor_user_id, e.target_id, e.kind, e.note, e.after ->> 'user_decision' as user_decision
     from public.review_events e
     where e.workspace_id = $1 and e.actor_user_id = $2
       and (e.target_table = 'work_artifacts' or e.target_table = 'work_checkpoints' and e.kind = 'resolved')`,
    [workspace, reviewer.id],
  )
  return rows
}

function agrees(command: Command, event: EventRow, userId: string): boolean {
  if (event.actor_user_id !== userId) return false
  switch (command.kind) {
    case 'review_artifact':
      return event.kind === `${command.payload.decision === 'approve' ? 'approved' : 'rejected'}` && event.note === command.payload.feedback
    case 'resolve_checkpoint':
      return event.kind === 'resolved' && event.user_decision === command.payload.decision && event.note === command.payload.note
    case 'reopen':
      return event.kind === 'reopened' && event.note === command.payload.note
    default:
      // the crash run decides only
      return false
  }
}

/** Reads a copy, by hand and not by the store's own code: opening the files here would repair them. */
async function readOutbox(url: string, profile: string, userId: string): Promise<LocalState> {
  const empty: LocalState = { rows: new Map(), problems: [] }
  const accounts = openAccounts(profile)
  const id = accounts.id(url, userId)
  const account = await accounts.read(id)
  if (account === null) return empty
  const folder = accounts.folder(id)
  const setAside = readdirSync(folder).filter((name) => name.includes('set-aside'))
  const problems = setAside.map((name) => `set aside: ${name}`)
  if (!existsSync(join(folder, 'outbox.db'))) return { ...empty, problems }
  const { outbox, hmac } = deriveKeys(await fetchKey(account.key, folder, noKeychain))
  const copy = mkdtempSync(join(tmpdir(), 'countersign-crash-read-'))
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(join(folder, `outbox.db${suffix}`))) copyFileSync(join(folder, `outbox.db${suffix}`), join(copy, `outbox.db${suffix}`))
    }
    return readCopy(join(copy, 'outbox.db'), outbox, new Sealer(hmac, userId), problems)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const sealed = ['seq', 'command_id', 'workspace_id', 'target_id', 'state', 'landed', 'attempts', 'command', 'error', 'added_at', 'settled_at'] as const
type SealedRow = Record<(typeof sealed)[number], string | number | null> & { seal: string }

function readCopy(path: string, key: Uint8Array, sealer: Sealer, problems: string[]): LocalState {
  const rows = new Map<string, LocalRow>()
  try {
    const db = new Database(path, key)
    const check = db.value<string>('pragma quick_check')
    if (check !== 'ok') problems.push(`quick_check: ${String(check)}`)
    // Killed before the first migration was committed: nothing is in it yet.
    if (db.value<number>('pragma user_version') !== 0) {
      for (const row of db.all<SealedRow>('select * from commands')) {
        if (!sealer.agrees('commands', sealed.map((name) => row[name]), row.seal)) problems.push(`wrong seal: ${String(row.command_id)}`)
        rows.set(String(row.command_id), { state: String(row.state), command: JSON.parse(String(row.command)) as Command })
      }
      const apart = db.value<number>('select count(*) from set_aside') ?? 0
      if (apart > 0) problems.push(`${apart} rows were set aside`)
    }
    db.close()
  } catch (error) {
    problems.push(`the outbox cannot be read: ${String(error)}`)
  }
  return { rows, problems }
}

const noKeychain = { isAvailable: () => false, encrypt: () => new Uint8Array(), decrypt: () => '' }
