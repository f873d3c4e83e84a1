import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { deletion, replicatedTableNames, replicatedTables, pullPage, type FeedChange, type ReplicatedTable } from '../../../contract/feed.ts'
import { fitted } from '../bodies.ts'
import type { Database } from '../driver.ts'
import type { RowWriter } from './rows.ts'
import { workspaceColumn } from './tables.ts'
import { WaitingPass } from './waiting.ts'

/** A page whose changes are validated one by one while they are applied, so that the work can be done in slices. */
const pageEnvelope = pullPage.extend({ changes: z.array(z.unknown()) })
export type PageEnvelope = z.infer<typeof pageEnvelope>
const anyChange = z.object({ table: z.enum(replicatedTableNames), deleted: z.literal(true).optional(), row: z.unknown().optional() })

export const pageOf = (value: unknown): PageEnvelope => fitted(pageEnvelope, value, 'page')

/** The tagged schemas directly: trying a union for each of 100,000 rows costs more than storing them. */
function changeOf(value: unknown): FeedChange {
  const change = fitted(anyChange, value, 'change')
  if (change.deleted === true) return fitted(deletion, value, `deletion of ${change.table}`)
  return { table: change.table, row: fitted(replicatedTables[change.table], change.row, change.table) } as FeedChange
}

export interface Applied {
  tables: Set<ReplicatedTable>
  /** ids of all targets that came, applied or older than what is here */
  seen: Set<string>
  rows: number
  /** keys of the items that wait now, or wait no more, by what came of others */
  waits: number[]
}

/** Applies changes of one workspace inside the caller's transaction; yields between rows. */
export function* applyChanges(
  db: Database,
  writer: RowWriter,
  workspaceId: string,
  generation: number,
  changes: readonly unknown[],
): Generator<void, Applied> {
  const applied: Applied = { tables: new Set(), seen: new Set(), rows: 0, waits: [] }
  const pass = new WaitingPass()
  for (const value of changes) {
    const change = changeOf(value)
    if ('deleted' in change) {
      noteDeletion(db, pass, change.table, change.id)
      if (writer.delete(change.table, change.id, change.row_version, workspaceId, generation)) applied.tables.add(change.table)
      applied.seen.add(change.id)
    } else {
      const { table, row } = change
      if ((row as unknown as Record<string, unknown>)[workspaceColumn(table)] !== workspaceId) {
        throw new AppError('schema_mismatch', 'The server sent rows of another workspace; they were not stored.', { details: table })
      }
      if (writer.upsert(table, row, generation)) {
        applied.tables.add(table)
        if (table === 'work_artifacts') pass.artifact(row.id, row.revision_of)
        if (table === 'work_checkpoints') pass.checkpoint(row.work_session_id)
      }
      applied.seen.add(row.id)
    }
    applied.rows += 1
    yield
  }
  applied.waits = pass.run(db)
  return applied
}

/** What a deleted item leaves waiting or not: its earlier revision, its session's next stage. */
function noteDeletion(db: Database, pass: WaitingPass, table: ReplicatedTable, id: string): void {
  if (table === 'work_artifacts') {
    pass.artifact(id, db.value<string | null>('select revision_of from work_artifacts where id = ?', [id]) ?? null)
  }
  if (table === 'work_checkpoints') {
    const session = db.value<string>('select work_session_id from work_checkpoints where id = ?', [id])
    if (session !== undefined) pass.checkpoint(session)
  }
}
