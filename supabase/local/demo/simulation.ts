import type { SupabaseClient } from '@supabase/supabase-js'
import { type Writer, writer } from './library/compose.ts'
import { kits } from './library/library.ts'
import { fill, random, type Random } from './library/random.ts'
import type { ArtifactType, Content, Form, Kit, SessionSpec } from './library/types.ts'

export interface Simulation {
  /** Does the next thing and says what, in one line. Throws what the server refuses. */
  step: () => Promise<string>
}

interface Place {
  id: string
  workspace_id: string
  basket_id: string
  name: string
}
interface OpenSession {
  id: string
  kit: Kit
  spec: SessionSpec
  project: string
  planned: number
  written: number
  asked: boolean
}

const typesOf: Record<SessionSpec['task_type'], ArtifactType[]> = {
  research: ['research_plan', 'web_findings', 'web_findings', 'analysis'],
  analysis: ['analysis', 'analysis', 'web_findings'],
  content_creation: ['content_draft'],
}

/**
 * An agent that works in the given projects as a backend would: starts sessions, writes artifacts, asks at checkpoints,
 * waits for the answer, follows instructions, answers requests for changes with a new revision, and ends sessions.
 */
export function simulate(client: SupabaseClient, places: Place[], agents: { id: string; name: string }[], seed: string): Simulation {
  const rng = random(seed)
  const writers = new Map<string, Writer>(kits.map((kit) => [kit.key, writer(kit, rng)]))
  const open: OpenSession[] = []
  const started: string[] = []

  const step = async (): Promise<string> => {
    const revision = await answerChangeRequest(client, started, rng)
    if (revision) return revision
    const followed = await followInstruction(client, open)
    if (followed) return followed
    const ready = await running(client, open)
    const full = ready.find((session) => session.written >= session.planned)
    if (full) return complete(client, open, full)
    if (ready.length === 0 || (open.length < 3 && rng.chance(0.25))) return start()
    const session = rng.pick(ready)
    if (!session.asked && session.written >= 2 && rng.chance(0.4)) return ask(client, session, rng)
    return write(session)
  }

  const start = async (): Promise<string> => {
    const place = rng.pick(places)
    const kit = kits.find(({ project }) => project.name === place.name) ?? rng.pick(kits)
    const spec = rng.pick(kit.sessions)
    const agent = agents.length > 0 ? rng.pick(agents) : undefined
    const row = {
      project_id: place.id,
      basket_id: place.basket_id,
      workspace_id: place.workspace_id,
      task_type: spec.task_type,
      task_intent: `${spec.intent} (${clock()})`,
      task_parameters: spec.parameters,
      status: 'running',
      executed_by_agent_id: agent?.id ?? null,
    }
    const { id } = await only<{ id: string }>(client.from('work_sessions').insert(row).select('id').single())
    open.push({ id, kit, spec, project: place.name, planned: rng.integer(3, 6), written: 0, asked: false })
    started.push(id)
    return `session    ${agent ? `${agent.name} begins` : 'begun'}: ${row.task_intent} [${place.name}]`
  }

  const write = async (session: OpenSession): Promise<string> => {
    const type = rng.pick(typesOf[session.spec.task_type])
    const form: Form = rng.chance(0.75) ? 'markdown' : rng.pick(['table', 'text', 'code', 'json'])
    const { heading } = rng.pick(session.kit.pool.claims)
    const hand = writers.get(session.kit.key) as Writer
    const title = `${heading} – ${rng.pick(['new numbers', 'another look', 'what changed', 'a second source', 'first draft', 'in short'])}, ${clock()}`
    const content = hand.write({ type, title, form }, session.spec)
    await done(client.from('work_artifacts').insert({
      work_session_id: session.id,
      artifact_type: type,
      content,
      agent_confidence: rng.integer(31, 98) / 100,
      agent_reasoning: rng.chance(0.9) ? hand.reasoning() : null,
    }))
    session.written += 1
    return `artifact   ${type}: ${title} [${session.project}]`
  }

  return { step }
}

/** Of this simulation's sessions those that may go on; what people ended is dropped. */
async function running(client: SupabaseClient, open: OpenSession[]): Promise<OpenSession[]> {
  if (open.length === 0) return []
  const rows = await only<{ id: string; status: string }[]>(client.from('work_sessions').select('id, status').in('id', open.map(({ id }) => id)))
  const status = new Map(rows.map((row) => [row.id, row.status]))
  for (const session of [...open]) {
    if (!['running', 'paused'].includes(status.get(session.id) ?? 'gone')) open.splice(open.indexOf(session), 1)
  }
  return open.filter(({ id }) => status.get(id) === 'running')
}

async function ask(client: SupabaseClient, session: OpenSession, rng: Random): Promise<string> {
  const reasons = session.kit.sessions.flatMap(({ checkpoints }) => checkpoints ?? []).filter(({ type }) => type === 'agent_offered').map(({ reason }) => reason)
  const reason = reasons.length > 0 ? rng.pick(reasons) : fill('Is this deep enough, or shall I spend {2-5} more hours on it?', rng)
  await done(client.from('work_checkpoints').insert({ work_session_id: session.id, checkpoint_type: 'agent_offered', reason }))
  session.asked = true
  return `checkpoint ${reason} [${session.project}]`
}

async function complete(client: SupabaseClient, open: OpenSession[], session: OpenSession): Promise<string> {
  await done(client.from('work_sessions').update({ status: 'completed' }).eq('id', session.id))
  open.splice(open.indexOf(session), 1)
  return `completed  after ${session.written} artifacts: ${session.spec.intent} [${session.project}]`
}

/** A checkpoint answered with “modify” leaves its session paused, with an instruction for the agent. */
async function followInstruction(client: SupabaseClient, open: OpenSession[]): Promise<string | undefined> {
  if (open.length === 0) return undefined
  const ids = open.map(({ id }) => id)
  const paused = await only<{ id: string; metadata: { instruction?: string } }[]>(
    client.from('work_sessions').select('id, metadata').in('id', ids).eq('status', 'paused'),
  )
  const instructed = paused.find(({ metadata }) => metadata.instruction)
  if (!instructed) return undefined
  const pending = await only<unknown[]>(client.from('work_checkpoints').select('id').eq('work_session_id', instructed.id).eq('status', 'pending'))
  if (pending.length > 0) return undefined
  const { instruction, ...metadata } = instructed.metadata
  await done(client.from('work_sessions').update({ status: 'running', metadata: { ...metadata, followed_instruction: instruction } }).eq('id', instructed.id))
  return `resumed    with the instruction “${instruction}”`
}

interface Rejected {
  id: string
  work_session_id: string
  artifact_type: string
  content: Content
  agent_confidence: number | null
  review_feedback: string
}

/** The oldest rejection that asked this agent for changes and has no answer yet gets a new revision. */
async function answerChangeRequest(client: SupabaseClient, sessions: string[], rng: Random): Promise<string | undefined> {
  if (sessions.length === 0) return undefined
  const rejected = await only<Rejected[]>(
    client
      .from('work_artifacts')
      .select('id, work_session_id, artifact_type, content, agent_confidence, review_feedback')
      .in('work_session_id', sessions.slice(-20))
      .eq('status', 'rejected')
      .eq('changes_requested', true)
      .order('created_at')
      .limit(50),
  )
  if (rejected.length === 0) return undefined
  const answered = await only<{ revision_of: string }[]>(client.from('work_artifacts').select('revision_of').in('revision_of', rejected.map(({ id }) => id)))
  const next = rejected.find(({ id }) => !answered.some(({ revision_of }) => revision_of === id))
  if (!next) return undefined
  await done(client.from('work_artifacts').insert({
    work_session_id: next.work_session_id,
    artifact_type: next.artifact_type,
    content: revised(next.content, next.review_feedback),
    agent_confidence: Math.min(0.99, (next.agent_confidence ?? 0.6) + rng.integer(2, 9) / 100),
    agent_reasoning: `I changed what was asked for: ${next.review_feedback}`,
    revision_of: next.id,
  }))
  return `revision   of “${String(next.content.title)}”, as asked: ${next.review_feedback}`
}

function revised(content: Content, feedback: string): Content {
  const note = `Changed as asked: ${feedback}`
  if (content.format === 'markdown') return { ...content, body: `> **${note.replaceAll('\n', ' ')}**\n\n${String(content.body)}` }
  if (content.format === 'text') return { ...content, body: `${note}\n\n${String(content.body)}` }
  // code and tables have no place for a remark; the artifact's reasoning says it
  const title = `${String(content.title)}, revised`
  if (content.format === 'code' || content.format === 'table') return { ...content, title }
  return { ...content, title, changed: feedback }
}

const clock = () => new Date().toTimeString().slice(0, 8)

interface Answer<T> {
  data: T | null
  error: { message: string; hint?: string | null } | null
}

async function only<T>(request: PromiseLike<Answer<unknown>>): Promise<T> {
  const { data, error } = await request
  if (error) throw new Error([error.message, error.hint].filter(Boolean).join(' '))
  return data as T
}

async function done(request: PromiseLike<Answer<unknown>>): Promise<void> {
  await only(request)
}
