import { z } from 'zod'
import {
  agentRow,
  applicationRow,
  artifactRow,
  basketRow,
  checkpointRow,
  claimRow,
  commentRow,
  iterationRow,
  membershipRow,
  mutationRow,
  projectRow,
  reviewEventRow,
  sessionRow,
  uuid,
  workspaceRow,
} from './entities.ts'

/** The replicated tables with their row schemas, in the order in which a screen needs them. */
export const replicatedTables = {
  workspaces: workspaceRow,
  workspace_memberships: membershipRow,
  baskets: basketRow,
  agents: agentRow,
  projects: projectRow,
  work_sessions: sessionRow,
  work_artifacts: artifactRow,
  work_checkpoints: checkpointRow,
  review_events: reviewEventRow,
  work_iterations: iterationRow,
  work_applications: applicationRow,
  context_mutations: mutationRow,
  claims: claimRow,
  comments: commentRow,
} as const
export type ReplicatedTable = keyof typeof replicatedTables
export const replicatedTableNames = Object.keys(replicatedTables) as ReplicatedTable[]

/** What `sync_pull` brings only to a reader that names them in `tables`; asking for others than before starts over. */
export const askedForTables = ['work_iterations', 'work_applications', 'context_mutations', 'claims', 'comments'] as const satisfies ReplicatedTable[]

const upsert = <T extends ReplicatedTable>(table: T) =>
  z.object({ table: z.literal(table), row: replicatedTables[table] })

/** A tombstone: the row is gone, with the version that its deletion had. */
export const deletion = z.object({
  table: z.enum(replicatedTableNames),
  deleted: z.literal(true),
  id: uuid,
  row_version: z.number().int().positive(),
})

/** One row of the change feed: the row as it is now, or its deletion. */
export const feedChange = z.union([
  deletion,
  z.discriminatedUnion('table', [
    upsert('workspaces'),
    upsert('workspace_memberships'),
    upsert('baskets'),
    upsert('agents'),
    upsert('projects'),
    upsert('work_sessions'),
    upsert('work_artifacts'),
    upsert('work_checkpoints'),
    upsert('review_events'),
    upsert('work_iterations'),
    upsert('work_applications'),
    upsert('context_mutations'),
    upsert('claims'),
    upsert('comments'),
  ]),
])
export type FeedChange = z.infer<typeof feedChange>

/** Opaque to the client: kept and handed back as it came. */
export const cursor = z.record(z.string(), z.unknown())
export type Cursor = z.infer<typeof cursor>

/**
 * What `sync_pull(workspace, cursor, row_limit, tables)` returns. `reset`: the cursor was of another epoch or membership, or
 * too old, so this page begins from nothing: what the run does not bring is gone. `more`: call again with `cursor`.
 */
export const pullPage = z.object({
  epoch: z.string(),
  membership_id: uuid,
  reset: z.boolean(),
  changes: z.array(feedChange),
  cursor,
  more: z.boolean(),
  /** newest migration that the database has, so that an app that is too old can say so */
  schema_version: z.string(),
})
export type PullPage = z.infer<typeof pullPage>

/** What `artifact_contents(ids)` returns per readable artifact: jsonb as PostgreSQL prints it, hashed over these bytes. */
const artifactContent = z.object({ id: uuid, content: z.string(), content_sha256: z.string() })
export type ArtifactContent = z.infer<typeof artifactContent>
export const artifactContents = z.array(artifactContent)
