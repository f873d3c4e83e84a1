import type { Database, Value } from '../driver.ts'
import { migrate } from '../migrate.ts'
import { outboxMigrations } from './schema.ts'
import type { Sealer } from './seal.ts'

/** What each seal is over, in its order. */
const columns = {
  commands: ['seq', 'command_id', 'workspace_id', 'target_id', 'state', 'landed', 'attempts', 'command', 'error', 'added_at', 'settled_at'],
  drafts: ['kind', 'item_id', 'text', 'updated_at'],
  snoozes: ['kind', 'item_id', 'until'],
  kept: ['kind', 'id', 'entry'],
  pins: ['kind', 'id'],
  looks: ['artifact_id', 'content_sha256', 'at'],
  saved_views: ['id', 'view'],
} as const
type Table = keyof typeof columns
/** Columns besides, which no seal covers. */
const unsealed: Partial<Record<Table, readonly string[]>> = { saved_views: ['position'] }

/** So far beyond the rows that are found by other ways the counter is believed: it may be damaged itself. */
const believedBeyond = 100_000

/**
 * Takes over what can still be read of a damaged outbox: rows whose seal agrees, one by one, each as far as it goes. With a
 * wrong key nothing can be read, and the new outbox begins empty. `fresh` has no tables yet, and has them with all that goes
 * into them, by one transaction: a file that was cut off on the way shows it.
 */
export function salvage(openOld: () => Database, fresh: Database, sealer: Sealer, onPoint: (name: string) => void): void {
  const old = attempt(openOld)
  try {
    fresh.transaction(() => {
      migrate(fresh, outboxMigrations)
      if (old !== undefined) takeOver(old, fresh, sealer, onPoint)
    })
  } finally {
    old?.close()
  }
}

function takeOver(old: Database, fresh: Database, sealer: Sealer, onPoint: (name: string) => void): void {
  for (let seq = 1, last = lastNumber(old); seq <= last; seq++) {
    copy(old, fresh, sealer, 'commands', 'seq = ?', [seq])
    onPoint('outbox.salvaging')
  }
  for (const table of ['drafts', 'snoozes', 'kept', 'pins', 'looks', 'saved_views'] as const) copy(old, fresh, sealer, table, 'true', [])
}

/**
 * The numbers around a page that cannot be read are tried too: only what lies in it is lost. Any one page may be that one,
 * so the last number is asked of the counter, of the table and of its indexes.
 */
function lastNumber(old: Database): number {
  const ask = (sql: string): number => Number(attempt(() => old.value<number>(sql)) ?? 0) || 0
  const found = Math.max(
    ask('select max(seq) from commands'),
    ask('select max(seq) from commands indexed by sqlite_autoindex_commands_1'),
    ask("select max(seq) from commands indexed by commands_open where state <> 'acknowledged' or landed = 0"),
  )
  return Math.max(found, Math.min(ask("select seq from sqlite_sequence where name = 'commands'"), found + believedBeyond))
}

function copy(old: Database, fresh: Database, sealer: Sealer, table: Table, where: string, params: Value[]): void {
  const names = [...columns[table], ...(unsealed[table] ?? []), 'seal']
  const rows = attempt(() => old.all<Record<string, Value>>(`select ${names.join(', ')} from ${table} where ${where}`, params)) ?? []
  for (const row of rows) {
    const values = names.map((name) => row[name] ?? null)
    if (!sealer.agrees(table, values.slice(0, columns[table].length), row.seal)) continue
    fresh.run(`insert or ignore into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`, values)
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
