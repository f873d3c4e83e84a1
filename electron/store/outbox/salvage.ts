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

/** What a row of these is found by. */
const keys = { drafts: ['kind', 'item_id'], snoozes: ['kind', 'item_id'], kept: ['kind', 'id'], pins: ['kind', 'id'], looks: ['artifact_id'], saved_views: ['id'] } as const
type KeyedTable = keyof typeof keys

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
    keep(fresh, sealer, 'commands', attempt(() => read(old, 'commands', 'where seq = ?', [seq])) ?? [])
    onPoint('outbox.salvaging')
  }
  for (const table of Object.keys(keys) as KeyedTable[]) keep(fresh, sealer, table, attempt(() => read(old, table)) ?? fromBothEnds(old, table))
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

type Row = Record<string, Value>

const namesOf = (table: Table): string[] => [...columns[table], ...(unsealed[table] ?? []), 'seal']

const read = (old: Database, table: Table, rest = '', params: Value[] = []): Row[] =>
  old.readable<Row>(`select ${namesOf(table).join(', ')} from ${table} ${rest}`, params)

/** A page in the middle that cannot be read keeps nobody from what lies before and behind it. */
const fromBothEnds = (old: Database, table: KeyedTable): Row[] => [...walk(old, table, '>', 'asc'), ...walk(old, table, '<', 'desc')]

function walk(old: Database, table: KeyedTable, beyond: '>' | '<', direction: 'asc' | 'desc'): Row[] {
  const names: readonly string[] = keys[table]
  const order = `order by ${names.map((name) => `${name} ${direction}`).join(', ')} limit 1`
  const where = `where (${names.join(', ')}) ${beyond} (${names.map(() => '?').join(', ')})`
  const after = (last: Value[] | null) => attempt(() => (last === null ? read(old, table, order) : read(old, table, `${where} ${order}`, last)))?.[0]
  const found = new Map<string, Row>()
  for (let next = after(null); next !== undefined; ) {
    const row: Row = next
    const last = names.map((name) => row[name] ?? null)
    const key = JSON.stringify(last)
    // One that is damaged may be found beyond itself, again and again.
    if (found.has(key)) break
    found.set(key, row)
    next = after(last)
  }
  return [...found.values()]
}

/** Those whose seal agrees, once each. */
function keep(fresh: Database, sealer: Sealer, table: Table, rows: readonly Row[]): void {
  const names = namesOf(table)
  for (const row of rows) {
    const values = names.map((name) => row[name] ?? null)
    if (!sealer.agrees(table, values.slice(0, columns[table].length), row['seal'])) continue
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
