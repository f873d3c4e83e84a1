import type pg from 'pg'
import { v7 } from 'uuid'
import type { Review } from '../../contract/commands.ts'
import type { Random } from '../support/random.ts'
import { startTestStack, type TestStack, type TestUser } from '../support/stack.ts'

/** The server side: one embedded stack, a workspace per profile, a colleague who decides the same items, an agent. */
export interface Stage {
  stack: TestStack
  colleague: TestUser
  token: string
  stop(): Promise<void>
}

export interface Scene {
  workspace: string
  reviewer: TestUser
  sessions: string[]
}

export async function openStage(): Promise<Stage> {
  const stack = await startTestStack()
  const colleague = await stack.createUser()
  return { stack, colleague, token: await tokenOf(stack, colleague), stop: stack.stop }
}

/** A workspace with work that waits, and a reviewer who has never signed in. */
export async function setScene({ stack, colleague }: Stage): Promise<Scene> {
  const reviewer = await stack.createUser()
  const workspace = await idOf(stack.admin, `insert into public.workspaces (name) values ('Crash') returning id`)
  for (const { id } of [reviewer, colleague]) {
    await stack.admin.query(`insert into public.workspace_memberships (workspace_id, user_id, role) values ($1, $2, 'reviewer')`, [workspace, id])
  }
  const basket = await idOf(stack.admin, `insert into public.baskets (workspace_id, name) values ($1, 'Basket') returning id`, [workspace])
  const project = await idOf(stack.admin, `insert into public.projects (workspace_id, basket_id, name) values ($1, $2, 'Project') returning id`, [workspace, basket])
  const sessions: string[] = []
  for (let index = 0; index < 5; index++) {
    sessions.push(
      await idOf(
        stack.admin,
        `insert into public.work_sessions (project_id, task_type, task_intent, task_parameters, status)
         values ($1, 'research', 'Find out', '{"focus": "rivers", "depth": "quick"}', 'running') returning id`,
        [project],
      ),
    )
  }
  const scene = { workspace, reviewer, sessions }
  for (const session of sessions) await produce(stack.admin, session, 6)
  return scene
}

/** What an agent leaves behind: artifacts and one checkpoint. */
async function produce(admin: pg.Pool, session: string, artifacts: number): Promise<void> {
  await admin.query(
    `insert into public.work_artifacts (work_session_id, artifact_type, content, agent_confidence)
     select $1, 'analysis', jsonb_build_object('title', 'Rivers ' || n, 'body', repeat('They flow. ', 40) || gen_random_uuid()), 0.8
     from generate_series(1, $2::int) n`,
    [session, artifacts],
  )
  await admin.query(`insert into public.work_checkpoints (work_session_id, checkpoint_type, reason) values ($1, 'agent_offered', 'Go on?')`, [session])
}

/** One step of those who are there besides the reviewer: new work, or a decision on what waits. */
export async function compete(stage: Stage, scene: Scene, random: Random): Promise<void> {
  const { stack } = stage
  if (random.chance(0.25)) return await produceMore(stack.admin, random.pick(scene.sessions))
  const { rows } = await stack.admin.query<{ id: string }>(
    `select id from public.work_artifacts a where workspace_id = $1 and status = 'pending'
       and not exists (select from public.work_artifacts later where later.revision_of = a.id) order by created_at, id limit 12`,
    [scene.workspace],
  )
  if (rows.length === 0) return await produceMore(stack.admin, random.pick(scene.sessions))
  await colleagueDecides(stage, scene, random.pick(rows).id, { decision: random.chance(0.5) ? 'approve' : 'reject', feedback: 'the colleague’s', request_changes: false })
}

/** The colleague's own way to the server, beside the app. */
export async function colleagueDecides(
  stage: Stage,
  scene: Scene,
  artifact: string,
  payload: Review,
): Promise<void> {
  const { rows } = await stage.stack.admin.query<{ revision: number; content_sha256: string }>('select revision, content_sha256 from public.work_artifacts where id = $1', [artifact])
  const command = { command_id: v7(), workspace_id: scene.workspace, target_id: artifact, issued_at: new Date().toISOString(), kind: 'review_artifact' }
  await call(stage, 'submit_commands', { commands: [{ ...command, expected: { status: 'pending', ...rows[0] }, payload }] })
}

/** Sessions end when a checkpoint is rejected; then nothing more comes from them. */
async function produceMore(admin: pg.Pool, session: string): Promise<void> {
  const { rows } = await admin.query<{ status: string }>('select status from public.work_sessions where id = $1', [session])
  if (rows[0]?.status === 'running') await produce(admin, session, 2)
}

async function call(stage: Stage, name: string, args: unknown, again = true): Promise<void> {
  const { stack } = stage
  const response = await fetch(`${stack.url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  const text = await response.text()
  if (response.ok) return
  if (response.status !== 401 || !again) throw new Error(`${name} of the colleague: ${response.status} ${text}`)
  stage.token = await tokenOf(stack, stage.colleague)
  await call(stage, name, args, false)
}

async function tokenOf(stack: TestStack, { email, password }: TestUser): Promise<string> {
  const response = await fetch(`${stack.url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`the colleague cannot sign in: ${response.status}`)
  return ((await response.json()) as { access_token: string }).access_token
}

async function idOf(admin: pg.Pool, sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(sql, values)
  return rows[0]?.id ?? ''
}

/** What is wrong with the audit trail of the scene's workspace. */
export async function chainProblems({ stack }: Stage, { workspace }: Scene): Promise<string[]> {
  const { rows } = await stack.admin.query<{ problem: string }>(`select p::text as problem from private.review_chain_problems($1) p`, [workspace])
  return rows.map(({ problem }) => `the audit trail: ${problem}`)
}
