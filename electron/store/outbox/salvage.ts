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

/**
 * Takes over what can still be read of a damaged outbox: rows whose seal agrees, one by one, each as far as it goes.
 * With a wrong key nothing can be read, and the new outbox begins empty.
 */
export function salvage(openOld: () => Database, openNew: () => Database, sealer: Sealer): void {
  const old = attempt(openOld)
  if (old === undefined) return
  const fresh = openNew()
  migrate(fresh, outboxMigrations)
  for (const seq of rowNumbers(old)) copy(old, fresh, sealer, 'commands', 'seq = ?', [seq])
  for (const table of ['drafts', 'snoozes', 'kept', 'pins', 'looks', 'saved_views'] as const) copy(old, fresh, sealer, table, 'true', [])
  old.close()
  fresh.close()
}

/** The numbers around a page that cannot be read are tried too: only what lies in it is lost. */
function rowNumbers(old: Database): number[] {
  const last = attempt(() => old.value<number>("select seq from sqlite_sequence where name = 'commands'")) ?? 0
  return Array.from({ length: last }, (_, index) => index + 1)
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
