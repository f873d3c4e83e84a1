import type { ArtifactRow, CheckpointRow, SessionRow } from '../../../contract/entities.ts'
import type { QueueFacets } from '../../../contract/queue.ts'
import type { ItemDetail, QueueItem, Revision } from '../../../contract/items.ts'
import type { ProjectSummary } from '../../../contract/projects.ts'
import type { SessionSummary } from '../../../contract/sessions.ts'

/** A small made-up workspace, the same at every start. */
export const me = '00000000-0000-4000-8000-000000000001'
const colleague = '00000000-0000-4000-8000-000000000002'
export const workspaceId = '00000000-0000-4000-9000-000000000001'
export const otherWorkspaceId = '00000000-0000-4000-9000-000000000002'
const hash = 'a'.repeat(64)
const start = Date.now()

export const uuidOf = (kind: number, n: number): string => `00000000-0000-4000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`

const projectNames = ['Spring launch', 'Competitor pricing', 'Support deflection', 'Market entry: Nordics', 'Quarterly report', 'Onboarding e-mails', 'مراجعة المحتوى العربي']
const agents = ['Atlas', 'Scribe', 'Ledger']
const titles = [
  'Competitor pricing, fourth quarter',
  'Launch post, draft 3',
  'What churned customers said in their last ticket',
  'Subscription terms of six vendors compared, with the clauses on price changes that each of them reserves the right to apply without notice',
  'Weekly traffic by channel',
  'ملخص أبحاث السوق',
  'Plan: interview twelve finance leads',
  'Release notes for 4.2',
]
const types = ['web_findings', 'content_draft', 'analysis', 'research_plan']
const questions = [
  'May I contact the vendors directly and ask for their volume discounts? Their public pages stop at 50 seats.',
  'The style guide and the brief disagree about the tone: technical or friendly? I stopped before the second draft.',
  'I found the figures behind a paywall. Shall I go on with public sources only?',
]

const markdown = (title: string, n: number) => `## Summary

Three of the six vendors raised their list price between September and November; two did so **without announcing it**. The median increase is 8 %, and every vendor above the median also shortened its contract terms.

| Vendor | Plan | List price | Change | Since |
|---|---|---:|---:|---|
| Northwind | Team | 24.00 | +9 % | 2 Sep |
| Halden | Business | 31.50 | +12 % | 14 Oct |
| Brightwater | Pro | 19.00 | 0 % | – |
| Kestrel | Scale | 42.00 | +8 % | 1 Nov |

### How it was gathered

1. The public price pages, as archived on the first of each month.
2. Release notes and help-centre articles that mention a price.
3. Two reseller lists, used only to confirm a number that was already found elsewhere.

> Prices are per seat and month, billed yearly, without tax.

\`\`\`sql
select vendor, plan, price, price - lag(price) over (partition by vendor, plan order by seen_at) as change
  from price_points
 where seen_at >= date '2026-09-01';
\`\`\`

The [Halden help centre](https://help.example.com/billing/plans) still shows the old price on two pages. ${title}, part ${n}.

### What follows from it

Annual contracts signed before October keep their price until renewal. A customer who renews in the first quarter meets the new list price at once, which makes the comparison page out of date from January on.`

export interface World {
  items: Map<number, ItemDetail>
  keys: number[]
  sessions: SessionSummary[]
  projects: ProjectSummary[]
  names: Record<string, string>
}

export function createWorld(n: number): World {
  const names = { [me]: 'Maren Vik', [colleague]: 'jonas@example.com' }
  const sessions = Array.from({ length: 60 }, (_, i) => session(i))
  const items = new Map<number, ItemDetail>()
  const keys: number[] = []
  for (let i = 0; i < n; i++) {
    const key = i + 1
    const parent = sessions[i % sessions.length] as SessionSummary
    items.set(key, i % 7 === 4 ? checkpoint(key, parent, n, names) : artifact(key, parent, n, names))
    keys.push(key)
  }
  const projects = projectNames.map((name, i): ProjectSummary => {
    const mine = sessions.filter(({ project_id }) => project_id === uuidOf(1, i))
    const by = (status: string) => mine.filter((each) => each.status === status).length
    return {
      id: uuidOf(1, i), workspace_id: workspaceId, basket_id: uuidOf(9, i), name,
      description: i % 3 === 2 ? null : 'What we know, what we say about it, and who has checked it before it goes out.',
      created_by_user_id: me, created_at: iso(90 - i), updated_at: iso(i), row_version: 1, basket_name: name,
      sessions_by_status: { pending: by('pending'), running: by('running'), paused: by('paused'), completed: by('completed'), failed: by('failed') },
      pending_artifacts: i * 17, pending_checkpoints: i % 4, approved: i * 31, rejected: i * 6, last_activity_at: iso(i / 24), kept_by: i === 1 ? 'itself' : null, local: null,
      days: Array.from({ length: 14 }, (_, day) => ({ approved: (day * (i + 3)) % 9, rejected: (day * i) % 4 })),
    }
  })
  return { items, keys, sessions, projects, names }
}

export function tally(names: readonly (string | null)[]): { name: string | null; items: number }[] {
  const counts = new Map<string | null, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, items]) => ({ name, items })).sort((a, b) => b.items - a.items)
}

export function facetsOf({ items, sessions }: World): QueueFacets {
  const all = [...items.values()].map(({ item }) => item)
  const by = (idOf: (item: QueueItem) => string | null, nameOf: (item: QueueItem) => string | null) =>
    tally(all.map(idOf)).flatMap(({ name: id, items: n }) => (id === null ? [] : { id, name: nameOf(all.find((item) => idOf(item) === id) as QueueItem) ?? '', items: n }))
  return {
    projects: by((item) => item.project_id, (item) => item.project_name),
    agents: by((item) => (item.agent_name === null ? null : uuidOf(3, agents.indexOf(item.agent_name))), (item) => item.agent_name),
    sessions: by((item) => item.work_session_id, (item) => item.task_intent),
    task_types: by((item) => item.task_type, (item) => item.task_type),
    item_types: by((item) => (item.kind === 'artifact' ? item.artifact_type : 'agent_offered'), (item) => (item.kind === 'artifact' ? item.artifact_type : 'agent offered')),
    session_statuses: by((item) => sessions.find(({ id }) => id === item.work_session_id)?.status ?? null, (item) => sessions.find(({ id }) => id === item.work_session_id)?.status ?? null),
  }
}

const iso = (daysAgo: number) => new Date(start - daysAgo * 86_400_000).toISOString()

function session(i: number): SessionSummary {
  const status = (['running', 'paused', 'completed', 'failed', 'pending', 'running'] as const)[i % 6] ?? 'running'
  const type = (['research', 'content_creation', 'analysis'] as const)[i % 3] ?? 'research'
  const parameters = {
    research: { focus: 'Price changes since September that were not announced', sources: ['web', 'archive'], depth: 'deep' },
    content_creation: { platform: 'linkedin', target_audience: 'Finance leads of mid-sized companies', tone: 'professional', length: 'medium', cta: 'Book a walk-through' },
    analysis: { analysis_type: 'Cohort retention', metrics: ['week 4', 'week 12'], depth: 'quick' },
  }[type]
  return {
    id: uuidOf(2, i), project_id: uuidOf(1, i % 7), basket_id: uuidOf(9, i % 7), workspace_id: workspaceId, initiated_by_user_id: i % 2 ? me : colleague,
    task_type: type, task_intent: `Find out how the six closest competitors price their team plans, and what changed since the last report (${i + 1})`,
    task_parameters: parameters, status, executed_by_agent_id: uuidOf(3, i % 3), created_at: iso(i * 0.7), started_at: iso(i * 0.7), ended_at: null, metadata: {}, row_version: 1,
    project_name: projectNames[i % 7] ?? null, agent_name: agents[i % 3] ?? null, artifacts: (i * 5) % 9, pending_artifacts: i % 4, pending_checkpoints: i % 5 === 1 ? 1 : 0, kept_by: i === 2 ? 'itself' : i % 7 === 1 ? 'project' : null, local: null,
  }
}

const context = (key: number, parent: SessionSummary, n: number) => ({
  workspace_id: workspaceId, work_session_id: parent.id, project_id: parent.project_id, project_name: parent.project_name,
  agent_name: parent.agent_name, task_type: parent.task_type, task_intent: parent.task_intent, created_at: iso(((n - key) / n) * 6),
})

function artifact(key: number, parent: SessionSummary, n: number, names: Record<string, string>): ItemDetail {
  const title = titles[key % titles.length] ?? 'Untitled'
  const revision = key % 9 === 2 ? 2 : 1
  const confidence = key % 11 === 0 ? null : Math.round((0.35 + ((key * 37) % 61) / 100) * 100) / 100
  const artifact_type = types[key % 4] ?? 'analysis'
  const text = JSON.stringify({ title, format: 'markdown', body: markdown(title, key), sources: [{ title: 'Halden plans and pricing', url: 'https://example.com/halden' }, { title: 'Kestrel release notes', url: 'https://example.org/kestrel/4-2' }] })
  const row: ArtifactRow = {
    id: uuidOf(4, key), work_session_id: parent.id, workspace_id: workspaceId, artifact_type, title, revision, revision_of: null, content_sha256: hash, content_bytes: text.length,
    agent_confidence: confidence, agent_reasoning: 'Four of the six price pages were archived in both months, so these changes are certain. Halden redesigned its page in October; its old price comes from a reseller list and may be off by the reseller’s own margin.',
    status: 'pending', reviewed_by_user_id: null, reviewed_at: null, review_feedback: null, created_at: iso(((n - key) / n) * 6), row_version: 1,
  }
  const item: QueueItem = { key, kind: 'artifact', id: row.id, ...context(key, parent, n), title, artifact_type, revision, content_sha256: hash, agent_confidence: confidence, status: 'pending' }
  return { kind: 'artifact', item, artifact: row, session: parent as SessionRow, content: { state: 'ready', text }, revisions: revision === 1 ? [revisionOf(row)] : [earlierOf(row), revisionOf(row)], seen: revision === 1 ? null : uuidOf(6, key), local: null, draft: '', role: 'owner', due_at: new Date(Date.parse(row.created_at) + 48 * 3_600_000).toISOString(), names }
}

const revisionOf = ({ id, revision, status, artifact_type, content_sha256, content_bytes, created_at, reviewed_by_user_id, reviewed_at, review_feedback }: ArtifactRow): Revision => ({
  id, revision, status, artifact_type, content_sha256, content_bytes, created_at, reviewed_by_user_id, reviewed_at, review_feedback,
})

const earlierOf = (row: ArtifactRow): Revision => ({
  ...revisionOf(row), id: row.id.replace('-8004-', '-8006-'), revision: 1, status: 'rejected', content_sha256: 'b'.repeat(64),
  reviewed_by_user_id: colleague, reviewed_at: iso(1.2), review_feedback: 'Say which month each price is from, and drop the reseller lists where the vendor has a page of its own.',
})

/** What the first revision of a text said. */
export const earlierText = (text: string): string =>
  text
    .replace('Three of the six vendors raised their list price between September and November; two did so **without announcing it**.', 'Some vendors raised their price lately; two did so **without announcing it**.')
    .replace('| Kestrel | Scale | 42.00 | +8 % | 1 Nov |\\n', '')
    .replace('3. Two reseller lists, used only to confirm a number that was already found elsewhere.', '3. Two reseller lists.')
    .replace('Kestrel release notes', 'Kestrel blog')

function checkpoint(key: number, parent: SessionSummary, n: number, names: Record<string, string>): ItemDetail {
  const reason = questions[key % questions.length] ?? ''
  const row: CheckpointRow = {
    id: uuidOf(5, key), work_session_id: parent.id, workspace_id: workspaceId, checkpoint_type: key % 2 ? 'agent_offered' : 'user_requested', stage: 1 + (key % 3), stages: 3, status: 'pending', reason,
    user_decision: null, resolution_note: null, resolved_by_user_id: null, resolved_at: null, metadata: {}, created_at: iso(((n - key) / n) * 6), row_version: 1,
  }
  const item: QueueItem = { key, kind: 'checkpoint', id: row.id, ...context(key, parent, n), title: reason, stage: row.stage, stages: 3, status: 'pending' }
  return { kind: 'checkpoint', item, checkpoint: row, session: parent as SessionRow, local: null, draft: '', role: 'owner', due_at: new Date(Date.parse(row.created_at) + 48 * 3_600_000).toISOString(), names }
}
