import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Command, Review } from '../../../contract/commands.ts'
import type { ArtifactRow, CheckpointRow, MembershipRow, ProjectRow, SessionRow, WorkspaceRow } from '../../../contract/entities.ts'
import type { FeedChange, PullPage } from '../../../contract/feed.ts'
import type { AccountStoreOptions } from '../../../electron/store/account-store.ts'
import type { AnswerBody, AppliedPage, OpenReport, Store, StoreLocation } from '../../../electron/store/api.ts'
import { createStoreInProcess } from '../../../electron/store/in-process.ts'

export const body = (value: unknown): AnswerBody => new TextEncoder().encode(JSON.stringify(value))
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

export const workspaceId = '00000000-0000-4000-8000-000000000001'
export const userId = '00000000-0000-4000-8000-0000000000a1'
export const colleagueId = '00000000-0000-4000-8000-0000000000a2'
export const projectId = '00000000-0000-4000-8000-0000000000b1'
export const sessionId = '00000000-0000-4000-8000-0000000000c1'
export const member = { id: workspaceId, name: 'Market', role: 'reviewer' } as const

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString().replace('.000Z', '.000001+00:00')

export const newLocation = (folder: string | null): StoreLocation => ({
  folder,
  userId,
  keys: { replica: randomBytes(32), outbox: randomBytes(32), hmac: randomBytes(32) },
})

export const workspace = (row: Partial<WorkspaceRow> = {}): WorkspaceRow => ({
  id: workspaceId,
  name: 'Market',
  review_within_hours: null,
  created_at: at(0),
  row_version: 1,
  ...row,
})

export const membership = (row: Partial<MembershipRow> = {}): MembershipRow => ({
  id: randomUUID(),
  workspace_id: workspaceId,
  user_id: userId,
  role: 'reviewer',
  display_name: 'R. Viewer',
  email: 'reviewer@example.com',
  created_at: at(0),
  row_version: 1,
  ...row,
})

export const project = (row: Partial<ProjectRow> = {}): ProjectRow => ({
  id: projectId,
  workspace_id: workspaceId,
  basket_id: randomUUID(),
  name: 'Pricing',
  description: null,
  created_by_user_id: userId,
  created_at: at(1),
  updated_at: at(1),
  row_version: 1,
  ...row,
})

export const session = (row: Partial<SessionRow> = {}): SessionRow => ({
  id: sessionId,
  project_id: projectId,
  basket_id: randomUUID(),
  workspace_id: workspaceId,
  initiated_by_user_id: userId,
  task_type: 'research',
  task_intent: 'Compare prices',
  task_parameters: { focus: 'prices', sources: ['web'], depth: 'quick' },
  status: 'running',
  executed_by_agent_id: null,
  created_at: at(2),
  started_at: at(3),
  ended_at: null,
  metadata: {},
  row_version: 1,
  ...row,
})

export const artifact = (row: Partial<ArtifactRow> = {}, second = 10): ArtifactRow => ({
  id: randomUUID(),
  work_session_id: sessionId,
  workspace_id: workspaceId,
  artifact_type: 'web_findings',
  title: 'Findings',
  revision: 1,
  revision_of: null,
  content_sha256: sha256('{}'),
  content_bytes: 2,
  agent_confidence: 0.82,
  agent_reasoning: 'three sources agree',
  status: 'pending',
  reviewed_by_user_id: null,
  reviewed_at: null,
  review_feedback: null,
  created_at: at(second),
  row_version: 1,
  ...row,
})

export const checkpoint = (row: Partial<CheckpointRow> = {}, second = 10): CheckpointRow => ({
  id: randomUUID(),
  work_session_id: sessionId,
  workspace_id: workspaceId,
  checkpoint_type: 'agent_offered',
  stage: 1,
  stages: 1,
  status: 'pending',
  reason: 'May I contact vendors?',
  user_decision: null,
  resolution_note: null,
  resolved_by_user_id: null,
  resolved_at: null,
  metadata: {},
  created_at: at(second),
  row_version: 1,
  ...row,
})

export const change = (table: FeedChange['table'], row: object): FeedChange => ({ table, row }) as FeedChange
export const deletionOf = (table: FeedChange['table'], id: string, row_version: number): FeedChange => ({ table, deleted: true, id, row_version })

/** What artifacts and checkpoints belong to, as a pull brings it. */
export const parents = (): FeedChange[] => [
  change('workspaces', workspace()),
  change('workspace_memberships', membership()),
  change('projects', project()),
  change('work_sessions', session()),
]

export const page = (changes: FeedChange[], rest: Partial<PullPage> = {}): AnswerBody =>
  body({
    epoch: 'epoch-1',
    membership_id: '00000000-0000-4000-8000-0000000000d1',
    reset: false,
    changes,
    cursor: { at: changes.length },
    more: false,
    schema_version: '1',
    ...rest,
  } satisfies PullPage)

export const approve = (target: ArtifactRow, rest: { command_id?: string; feedback?: string | null; decision?: Review['decision'] } = {}): Command => ({
  command_id: rest.command_id ?? randomUUID(),
  workspace_id: target.workspace_id,
  target_id: target.id,
  issued_at: '2026-01-05T09:00:00Z',
  kind: 'review_artifact',
  expected: { status: 'pending', revision: target.revision, content_sha256: target.content_sha256 },
  payload: { decision: rest.decision ?? 'approve', feedback: rest.feedback ?? null, request_changes: false },
})

export const resolve = (target: CheckpointRow): Command => ({
  command_id: randomUUID(),
  workspace_id: target.workspace_id,
  target_id: target.id,
  issued_at: '2026-01-05T09:00:00Z',
  kind: 'resolve_checkpoint',
  expected: { status: 'pending' },
  payload: { decision: 'continue', note: null },
})

/** What the server answers to a decision that it applied. */
export const applied = (command: Command, row: ArtifactRow) => ({
  command_id: command.command_id,
  outcome: 'applied' as const,
  changes: [change('work_artifacts', row)],
})

export async function apply(store: Store, answer: AnswerBody, workspace = workspaceId): Promise<AppliedPage> {
  const { staged } = await store.stagePage(answer)
  return await store.applyPage(workspace, staged)
}

/** One after the other. */
export async function addAll(store: Store, commands: readonly Command[], holdMs: number): Promise<void> {
  for (const command of commands) await store.addCommand(command, holdMs)
}

/** A store in this thread with one workspace, whose monotonic clock the test turns. */
export async function openStore(
  location: StoreLocation = newLocation(null),
  options: AccountStoreOptions = {},
): Promise<{ store: Store; report: OpenReport; clock: { ms: number } }> {
  const clock = { ms: 1_000 }
  const store = createStoreInProcess({ monotonic: () => clock.ms, ...options })
  const report = await store.open(location)
  await store.setWorkspaces([member])
  return { store, report, clock }
}

/** Ids in the queue's order. */
export async function queueIds(store: Store): Promise<string[]> {
  const { keys } = await store.query('queue.index', { workspace_id: null })
  return (await store.query('queue.items', { keys: [...keys] })).map(({ id }) => id)
}
