import type { CheckpointDecision, SessionStatus, TaskType } from '../../../../contract/entities.ts'
import { agents } from './agents.ts'
import { writer } from './compose.ts'
import { approvals, changeRequests, rejections } from './feedback.ts'
import { activation } from './kits/activation.ts'
import { churn } from './kits/churn.ts'
import { compliance } from './kits/compliance.ts'
import { helpdesk } from './kits/helpdesk.ts'
import { interviews } from './kits/interviews.ts'
import { launch } from './kits/launch.ts'
import { markets } from './kits/markets.ts'
import { pricing } from './kits/pricing.ts'
import { random, type Random } from './random.ts'
import { type Special, specials } from './specials.ts'
import type { ArtifactType, Content, Kit, SessionSpec } from './types.ts'

export const kits: Kit[] = [pricing, launch, churn, helpdesk, interviews, markets, activation, compliance]

/** Who decided it in the demo's past. */
export type Reviewer = 'owner' | 'reviewer'
export interface Decision {
  status: 'approved' | 'rejected'
  feedback: string | null
  changes_requested: boolean
  by: Reviewer
}
/** `key` is unique and stable; `age` is minutes before now. */
export interface LibraryArtifact {
  key: string
  session: string
  type: ArtifactType
  content: Content | unknown[]
  confidence: number | null
  reasoning: string | null
  age: number
  decision: Decision | null
  revision_of: string | null
}
interface LibraryCheckpoint {
  key: string
  session: string
  type: 'agent_offered' | 'user_requested'
  reason: string
  stage: number
  stages: number
  age: number
  resolution: { decision: CheckpointDecision; note: string | null; by: Reviewer } | null
}
interface LibrarySession {
  key: string
  project: string
  agent: string
  task_type: TaskType
  intent: string
  parameters: Record<string, unknown>
  status: SessionStatus
  initiated_by: Reviewer
  age: number
  ended_age: number | null
}
export interface Library {
  agents: typeof agents
  projects: { key: string; name: string; description: string; basket: string; age: number }[]
  sessions: LibrarySession[]
  artifacts: LibraryArtifact[]
  checkpoints: LibraryCheckpoint[]
}

const hour = 60
const day = 24 * hour

/** The whole demo content, the same in every call. */
export function buildLibrary(): Library {
  const library: Library = { agents, projects: [], sessions: [], artifacts: [], checkpoints: [] }
  for (const kit of kits) addKit(library, kit)
  addSpecials(library)
  addRevisions(library)
  library.artifacts.sort((a, b) => b.age - a.age || (a.key < b.key ? -1 : 1))
  return library
}

function addKit(library: Library, kit: Kit): void {
  const rng = random(`kit ${kit.key}`)
  const hand = writer(kit, rng)
  library.projects.push({ key: kit.key, name: kit.project.name, description: kit.project.description, basket: kit.project.basket, age: 40 * day + rng.integer(0, 20 * day) })
  kit.sessions.forEach((spec, index) => {
    const key = `${kit.key}/${index + 1}`
    const first = kit === pricing && index === 0
    // Half of what is completed has been reviewed long ago, the other half waits.
    const past = spec.status === 'completed' && index % 2 === 1
    const age = first ? 10 * day : sessionAge(spec.status, past, rng)
    const ages = spread(age, spec.artifacts.length, past ? 9 * day : 20, rng)
    library.sessions.push({
      key,
      project: kit.key,
      agent: spec.agent,
      task_type: spec.task_type,
      intent: spec.intent,
      parameters: spec.parameters,
      // a session waits while one of its checkpoints does
      status: spec.status === 'running' && spec.checkpoints?.some(({ decision: taken }) => !taken) ? 'paused' : spec.status,
      initiated_by: rng.chance(0.6) ? 'owner' : 'reviewer',
      age,
      ended_age: spec.status === 'completed' || spec.status === 'failed' ? Math.max(5, (ages.at(-1) ?? age) - 12) : null,
    })
    spec.artifacts.forEach((artifact, position) => {
      library.artifacts.push({
        key: `${key}/${position + 1}`,
        session: key,
        type: artifact.type,
        content: hand.write(artifact, spec),
        confidence: first && position === 1 ? 0.82 : confidence(rng),
        reasoning: rng.chance(0.12) ? null : hand.reasoning(),
        age: ages[position] as number,
        decision: past || (first && position === 0) || rng.chance(0.08) ? decision(rng) : null,
        revision_of: null,
      })
    })
    addCheckpoints(library, spec, key, age, rng)
  })
}

function addCheckpoints(library: Library, spec: SessionSpec, session: string, sessionAgeMinutes: number, rng: Random): void {
  spec.checkpoints?.forEach((checkpoint, index) => {
    library.checkpoints.push({
      key: `${session}/checkpoint-${index + 1}`,
      session,
      type: checkpoint.type,
      reason: checkpoint.reason,
      stage: checkpoint.stage ?? 1,
      stages: checkpoint.stages ?? 1,
      // later stages are younger
      age: Math.max(8, Math.round((sessionAgeMinutes * (0.9 - 0.25 * ((checkpoint.stage ?? 1) - 1))) / rng.integer(1, 3))),
      resolution: checkpoint.decision ? { decision: checkpoint.decision, note: checkpoint.note ?? null, by: rng.chance(0.5) ? 'owner' : 'reviewer' } : null,
    })
  })
}

function addSpecials(library: Library): void {
  const rng = random('specials')
  specials(rng).forEach((special, index) => {
    const session = sessionFor(library, special)
    library.artifacts.push({
      key: `special/${index + 1}`,
      session: session.key,
      type: special.type,
      content: special.content,
      confidence: special.confidence === undefined ? confidence(rng) : special.confidence,
      reasoning: special.reasoning === undefined ? 'Written from the same sources as the other artifacts of this session.' : special.reasoning,
      // in the middle of the queue, never its first screen
      age: Math.min(session.age - 30, rng.integer(hour, 4 * day)),
      decision: null,
      revision_of: null,
    })
  })
}

const taskOf: Record<ArtifactType, TaskType> = { research_plan: 'research', web_findings: 'research', analysis: 'analysis', content_draft: 'content_creation' }

function sessionFor(library: Library, special: Special): LibrarySession {
  const started = library.sessions.filter((session) => session.project === special.kit && (session.status === 'running' || session.status === 'paused'))
  const session = started.find(({ task_type }) => task_type === taskOf[special.type]) ?? started[0]
  if (!session) throw new Error(`no session of ${special.kit} can hold a special artifact`)
  return session
}

/** Rejections that asked for changes, answered by the agent with revision 2, which waits. */
function addRevisions(library: Library): void {
  const rng = random('revisions')
  const candidates = library.artifacts.filter(
    ({ content, decision: taken, age, key }) => !taken && age > 2 * day && !key.startsWith('special/') && 'format' in content && content.format === 'markdown',
  )
  const step = Math.floor(candidates.length / (changeRequests.length + 1))
  changeRequests.forEach(({ feedback, changed }, index) => {
    const original = candidates[(index + 1) * step] as LibraryArtifact
    const content = original.content as { title: string; format: 'markdown'; body: string }
    original.decision = { status: 'rejected', feedback, changes_requested: true, by: rng.chance(0.5) ? 'owner' : 'reviewer' }
    library.artifacts.push({
      ...original,
      key: `${original.key}/revision-2`,
      content: { ...content, body: `> **Changed since revision 1.** ${changed}\n\n${content.body}` },
      confidence: original.confidence === null ? null : Math.min(0.99, Math.round((original.confidence + 0.06) * 100) / 100),
      reasoning: `Answer to “${feedback}”. ${changed}`,
      age: Math.max(15, Math.round(original.age / rng.integer(3, 9))),
      decision: null,
      revision_of: original.key,
    })
  })
}

function sessionAge(status: SessionStatus, past: boolean, rng: Random): number {
  switch (status) {
    case 'pending':
      return rng.integer(20, 10 * hour)
    case 'running':
      return rng.integer(10 * hour, 8 * day)
    case 'paused':
      return rng.integer(day, 7 * day)
    case 'completed':
      return past ? rng.integer(14 * day, 26 * day) : rng.integer(3 * day, 8 * day)
    case 'failed':
      return rng.integer(4 * day, 9 * day)
  }
}

/** Ages of `count` artifacts, oldest first, between a session's start and `youngest`. */
function spread(start: number, count: number, youngest: number, rng: Random): number[] {
  const span = start - youngest
  return Array.from({ length: count }, (_, index) => Math.round(start - (span * (index + 0.2 + 0.7 * rng.next())) / count))
}

function confidence(rng: Random): number | null {
  if (rng.chance(0.05)) return null
  if (rng.chance(0.12)) return rng.integer(18, 54) / 100
  return rng.integer(58, 97) / 100
}

function decision(rng: Random): Decision {
  const by: Reviewer = rng.chance(0.55) ? 'owner' : 'reviewer'
  if (rng.chance(0.78)) return { status: 'approved', feedback: rng.pick(approvals), changes_requested: false, by }
  return { status: 'rejected', feedback: rng.pick(rejections), changes_requested: false, by }
}
