import type { ReplicatedTable } from '../../../contract/feed.ts'
import { folded } from '../../../contract/folded.ts'
import { storedJson, type Value } from '../driver.ts'

type ColumnType = 'text' | 'integer' | 'real' | 'json'
type Columns = Readonly<Record<string, ColumnType>>

/** The replicated columns under their SQL names, besides `id` and `row_version`, which every table has. */
const tableColumns = {
  workspaces: { name: 'text', review_within_hours: 'integer', created_at: 'text' },
  workspace_memberships: {
    workspace_id: 'text',
    user_id: 'text',
    role: 'text',
    display_name: 'text',
    email: 'text',
    created_at: 'text',
  },
  baskets: { workspace_id: 'text', name: 'text', created_at: 'text' },
  agents: { workspace_id: 'text', name: 'text', description: 'text', created_at: 'text' },
  projects: {
    workspace_id: 'text',
    basket_id: 'text',
    name: 'text',
    description: 'text',
    created_by_user_id: 'text',
    created_at: 'text',
    updated_at: 'text',
  },
  work_sessions: {
    project_id: 'text',
    basket_id: 'text',
    workspace_id: 'text',
    initiated_by_user_id: 'text',
    task_type: 'text',
    task_intent: 'text',
    task_parameters: 'json',
    status: 'text',
    executed_by_agent_id: 'text',
    created_at: 'text',
    started_at: 'text',
    ended_at: 'text',
    metadata: 'json',
  },
  work_artifacts: {
    work_session_id: 'text',
    workspace_id: 'text',
    artifact_type: 'text',
    title: 'text',
    revision: 'integer',
    revision_of: 'text',
    content_sha256: 'text',
    content_bytes: 'integer',
    agent_confidence: 'real',
    agent_reasoning: 'text',
    status: 'text',
    reviewed_by_user_id: 'text',
    reviewed_at: 'text',
    review_feedback: 'text',
    created_at: 'text',
  },
  work_checkpoints: {
    work_session_id: 'text',
    workspace_id: 'text',
    checkpoint_type: 'text',
    stage: 'integer',
    stages: 'integer',
    status: 'text',
    reason: 'text',
    user_decision: 'text',
    resolution_note: 'text',
    resolved_by_user_id: 'text',
    resolved_at: 'text',
    metadata: 'json',
    created_at: 'text',
  },
  review_events: {
    workspace_id: 'text',
    target_table: 'text',
    target_id: 'text',
    seq: 'integer',
    kind: 'text',
    actor_user_id: 'text',
    command_id: 'text',
    before: 'json',
    after: 'json',
    note: 'text',
    content_sha256: 'text',
    created_at: 'text',
    previous_hash: 'text',
    hash: 'text',
  },
  work_iterations: {
    workspace_id: 'text',
    work_session_id: 'text',
    number: 'integer',
    opened_by_artifact_id: 'text',
    instruction: 'text',
    closed_by_artifact_id: 'text',
    closed_at: 'text',
    created_at: 'text',
  },
  work_applications: {
    workspace_id: 'text',
    work_session_id: 'text',
    artifact_id: 'text',
    status: 'text',
    attempts: 'integer',
    claimed_by: 'text',
    claimed_until: 'text',
    reason: 'text',
    finished_at: 'text',
    created_at: 'text',
  },
  context_mutations: {
    workspace_id: 'text',
    work_session_id: 'text',
    application_id: 'text',
    kind: 'text',
    target: 'text',
    before: 'json',
    after: 'json',
    created_at: 'text',
  },
  claims: { workspace_id: 'text', artifact_id: 'text', checkpoint_id: 'text', user_id: 'text', expires_at: 'text', created_at: 'text' },
  comments: {
    workspace_id: 'text',
    artifact_id: 'text',
    checkpoint_id: 'text',
    work_session_id: 'text',
    author_user_id: 'text',
    body: 'text',
    edited_at: 'text',
    created_at: 'text',
  },
} as const satisfies Record<ReplicatedTable, Columns>

/** What is looked for by a part of a word is also kept folded (contract/folded.ts), in a column of that name. */
export const foldedFrom = { projects: 'name', agents: 'name', work_sessions: 'task_intent', review_events: 'note' } as const
const foldedColumn = (table: ReplicatedTable): string | undefined => (foldedFrom as Partial<Record<ReplicatedTable, string>>)[table]

/** Tables whose rows are items of the queue: they share one key space and carry the queue's flags. */
export const isItemTable = (table: ReplicatedTable): boolean => table === 'work_artifacts' || table === 'work_checkpoints'

export const columnsOf = (table: ReplicatedTable): [string, ColumnType][] => [
  ['id', 'text'],
  ...Object.entries<ColumnType>(tableColumns[table]),
  ['row_version', 'integer'],
]

/** The column that says whose rows these are. */
export const workspaceColumn = (table: ReplicatedTable): string => (table === 'workspaces' ? 'id' : 'workspace_id')

/** `a.id, a.name, …`, quoted: `before` and `after` are keywords. */
export const selectList = (table: ReplicatedTable, alias: string): string =>
  columnsOf(table)
    .map(([name]) => `${alias}."${name}"`)
    .join(', ')

export function toValues(table: ReplicatedTable, row: Record<string, unknown>): Value[] {
  const values = encoders[table].map(([name, type]) => {
    const value = row[name]
    return type === 'json' && value !== null ? JSON.stringify(value) : ((value ?? null) as Value)
  })
  const source = foldedColumn(table)
  return source === undefined ? values : [...values, folded(String(row[source] ?? ''))]
}

/** A stored row as the contract has it, in place: JSON parsed, everything else as it is. */
export function fromStored<T extends object>(table: ReplicatedTable, stored: object): T {
  const row = stored as Record<string, unknown>
  for (const name of jsonColumns[table]) {
    if (typeof row[name] === 'string') row[name] = storedJson(row[name])
  }
  return row as T
}

const names = Object.keys(tableColumns) as ReplicatedTable[]
const encoders = Object.fromEntries(names.map((table) => [table, columnsOf(table)])) as Record<ReplicatedTable, [string, ColumnType][]>
const jsonColumns = Object.fromEntries(
  names.map((table) => [table, columnsOf(table).flatMap(([name, type]) => (type === 'json' ? [name] : []))]),
) as Record<ReplicatedTable, string[]>

/** Per table: find by id; insert all columns, generation and, for items, waits, marked, key; update all but id, by key. */
export const replicatedStatements = Object.fromEntries(
  names.map((table) => {
    const columns = [...columnsOf(table).map(([name]) => `"${name}"`), ...(foldedColumn(table) === undefined ? [] : ['folded'])]
    const inserted = [...columns, 'generation', ...(isItemTable(table) ? ['waits', 'marked', 'key'] : [])]
    return [
      table,
      {
        find: `select key, row_version, generation from ${table} where id = ?`,
        insert: `insert into ${table} (${inserted.join(', ')}) values (${inserted.map(() => '?').join(', ')})`,
        update: `update ${table} set ${columns.slice(1).map((name) => `${name} = ?`).join(', ')}, generation = ? where key = ?`,
      },
    ]
  }),
) as Record<ReplicatedTable, { find: string; insert: string; update: string }>
