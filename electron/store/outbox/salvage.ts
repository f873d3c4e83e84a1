import type { Database, Value } from '../driver.ts'
import { migrate } from '../migrate.ts'
import { outboxMigrations } from './schema.ts'
import type { Sealer } from './seal.ts'

const columns = {
  commands: ['seq', 'command_id', 'workspace_id', 'target_id', 'state', 'landed', 'attempts', 'command', 'error', 'added_at', 'settled_at'],
  drafts: ['kind', 'item_id', 'text', 'updated_at'],
  snoozes: ['kind', 'item_id', 'until'],
  kept: ['kind', 'id', 'entry'],
  pins: ['kind', 'id'],
} as const

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
  copy(old, fresh, sealer, 'drafts', 'true', [])
  copy(old, fresh, sealer, 'snoozes', 'true', [])
  copy(old, fresh, sealer, 'kept', 'true', [])
  copy(old, fresh, sealer, 'pins', 'true', [])
  old.close()
  fresh.close()
}

/** The numbers around a page that cannot be read are tried too: only what lies in it is lost. */
function rowNumbers(old: Database): number[] {
  const last = attempt(() => old.value<number>("select seq from sqlite_sequence where name = 'commands'")) ?? 0
  return Array.from({ length: last }, (_, index) => index + 1)
}

function copy(old: Database, fresh: Database, sealer: Sealer, table: keyof typeof columns, where: string, params: Value[]): void {
  const names = columns[table].join(', ')
  const rows = attempt(() => old.all<Record<string, Value>>(`select ${names}, seal from ${table} where ${where}`, params)) ?? []
  for (const row of rows) {
    const values = columns[table].map((name) => row[name] ?? null)
    if (!sealer.agrees(table, values, row.seal)) continue
    fresh.run(`insert or ignore into ${table} (${names}, seal) values (${values.map(() => '?').join(', ')}, ?)`, [...values, row.seal ?? null])
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
