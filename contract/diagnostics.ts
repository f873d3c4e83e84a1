import { z } from 'zod'
import { memberRole, uuid } from './entities.ts'
import { appErrorSchema } from './errors.ts'
import { replicatedTableNames } from './feed.ts'
import { keyStoreKind, outboxStatus, syncStatus } from './status.ts'
import { setAside } from './outbox.ts'

/** What `health_check()` of the database answers: for what this person may read. */
export const databaseHealth = z.object({
  ok: z.literal(true),
  database_time: z.string(),
  /** its newest migration */
  schema_version: z.string().nullable(),
  pending_artifacts: z.number().int(),
  pending_checkpoints: z.number().int(),
  oldest_pending_at: z.string().nullable(),
})

/** Changes that the server has and the replica does not; `more`: that many at least. */
export const feedLag = z.object({ rows: z.number().int(), more: z.boolean() })

/** One question to the server and back; `round_trip_ms` includes the database's own time. `behind` null: it could not be asked. */
export const serverHealth = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), round_trip_ms: z.number(), database: databaseHealth, behind: feedLag.nullable() }),
  z.object({ ok: z.literal(false), error: appErrorSchema }),
])
export type ServerHealth = z.infer<typeof serverHealth>

/** What is kept on this computer, in numbers: no names, no texts. */
const storeInspection = z.object({
  rows: z.record(z.enum(replicatedTableNames), z.number().int()),
  contents: z.object({
    count: z.number().int(),
    bytes: z.number().int(),
    limit_bytes: z.number().int(),
    /** the highest key, where a sample may begin */
    last_key: z.number().int(),
  }),
  drafts: z.number().int(),
  workspaces: z.array(
    z.object({
      id: uuid,
      role: memberRole,
      /** of the server's data as last heard; another one means that a backup was restored */
      epoch: z.string().nullable(),
      /** how far the pull is, as the server gave it; null: not begun */
      cursor: z.string().nullable(),
    }),
  ),
})
export type StoreInspection = z.infer<typeof storeInspection>

export const localDiagnostics = storeInspection.extend({
  key_store: keyStoreKind,
  storage: outboxStatus.shape.storage,
  /** at this opening the replica could not be used and was built again */
  replica_rebuilt: z.boolean(),
  set_aside: setAside,
  outbox: outboxStatus,
  sync: syncStatus,
})
export type LocalDiagnostics = z.infer<typeof localDiagnostics>

/** Contents whose hash was computed again; a broken one was removed and is fetched again. */
export const contentCheck = z.object({ checked: z.number().int(), broken: z.number().int(), total: z.number().int() })
export type ContentCheck = z.infer<typeof contentCheck>
