import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { v7 } from 'uuid'
import { type Command, type CommandOf, type CommandResult, submitAnswer } from '../../../contract/commands.ts'
import type { MemberRole } from '../../../contract/entities.ts'
import { type Cursor, type PullPage, pullPage } from '../../../contract/feed.ts'
import { type TestStack, startTestStack } from '../../support/stack.ts'

/** Who speaks to the database: a user by id, or one of the API's roles without a user. */
export type Caller = { user: string } | 'service_role' | 'anon'

export interface Row {
  id: string
  [column: string]: unknown
}

/** A PostgreSQL error as PostgREST would pass it on. */
export interface DatabaseError extends Error {
  code: string
  detail?: string
  hint?: string
}

const claimsOf = (caller: Caller) =>
  typeof caller === 'string' ? { role: caller } : { role: 'authenticated', sub: caller.user }

/** One database with helpers that read as sentences; a stack of its own per test file. */
export class World {
  readonly stack: TestStack
  readonly pool: pg.Pool

  private constructor(stack: TestStack) {
    this.stack = stack
    this.pool = new pg.Pool({ connectionString: stack.admin_url, max: 20, allowExitOnIdle: true })
    this.pool.on('error', () => undefined)
  }

  static async start(): Promise<World> {
    return World.on(await startTestStack())
  }

  static on(stack: TestStack): World {
    return new World(stack)
  }

  async stop(): Promise<void> {
    await this.pool.end()
    await this.stack.stop()
  }

  /** As the superuser, past every policy (but not past triggers). */
  async admin<R extends pg.QueryResultRow = Row>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(sql, values)).rows
  }

  /** A transaction as PostgREST opens it; commits when the work returns, rolls back when it throws. */
  async as<T>(caller: Caller, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    try {
      await client.query('begin')
      await become(client, caller)
      const result = await work(client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  async query<R extends pg.QueryResultRow = Row>(caller: Caller, sql: string, values: unknown[] = []): Promise<R[]> {
    return this.as(caller, async (client) => (await client.query<R>(sql, values)).rows)
  }

  async rpc(caller: Caller, name: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const names = Object.keys(args)
    const list = names.map((each, index) => `"${each}" => $${index + 1}`).join(', ')
    const rows = await this.query<{ answer: unknown }>(caller, `select public.${name}(${list}) as answer`, Object.values(args))
    return rows[0]?.answer
  }

  async submit(caller: Caller, commands: readonly unknown[]): Promise<CommandResult[]> {
    return submitAnswer.parse(await this.rpc(caller, 'submit_commands', { commands: JSON.stringify(commands) }))
  }

  async pull(caller: Caller, workspace: string, cursor: Cursor | null, limit = 1_000): Promise<PullPage> {
    const answer = await this.rpc(caller, 'sync_pull', { workspace, cursor: cursor && JSON.stringify(cursor), row_limit: limit })
    return pullPage.parse(answer)
  }

  // What the tests are about

  async user(name: string): Promise<{ user: string }> {
    const id = randomUUID()
    await this.admin('insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)', [
      id,
      `${name.toLowerCase()}-${id.slice(0, 8)}@example.com`,
      { name },
    ])
    return { user: id }
  }

  /** A workspace with one member per role, a basket, a project and an agent. */
  async workspace(name = 'Acme') {
    const id = await this.insert('workspaces', { name })
    const basket_id = await this.insert('baskets', { workspace_id: id, name: 'Basket' })
    const project_id = await this.insert('projects', { workspace_id: id, basket_id, name: 'Project' })
    const agent_id = await this.insert('agents', { workspace_id: id, name: 'Scout' })
    const member = async (role: MemberRole) => this.member(id, role)
    return {
      id,
      basket_id,
      project_id,
      agent_id,
      owner: await member('owner'),
      admin: await member('admin'),
      reviewer: await member('reviewer'),
      viewer: await member('viewer'),
    }
  }

  async member(workspace: string, role: MemberRole): Promise<{ user: string }> {
    const person = await this.user(role)
    await this.admin('insert into workspace_memberships (workspace_id, user_id, role) values ($1, $2, $3)', [workspace, person.user, role])
    return person
  }

  async insert(table: string, row: Record<string, unknown>, caller?: Caller): Promise<string> {
    return (await this.insertRow(table, row, caller)).id
  }

  async insertRow(table: string, row: Record<string, unknown>, caller?: Caller): Promise<Row> {
    const columns = Object.keys(row)
    const sql = `insert into public.${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')}) returning *`
    const rows = caller ? await this.query(caller, sql, Object.values(row)) : await this.admin(sql, Object.values(row))
    return found(rows)
  }

  async session(place: { project_id: string }, row: Record<string, unknown> = {}): Promise<string> {
    return this.insert('work_sessions', {
      project_id: place.project_id,
      task_type: 'research',
      task_intent: 'Find out',
      task_parameters: { focus: 'rivers', depth: 'quick' },
      status: 'running',
      ...row,
    })
  }

  async artifact(session: string, row: Record<string, unknown> = {}): Promise<Row> {
    return this.insertRow('work_artifacts', {
      work_session_id: session,
      artifact_type: 'analysis',
      content: { title: 'Rivers', body: 'They flow.' },
      agent_confidence: 0.8,
      ...row,
    })
  }

  async checkpoint(session: string, row: Record<string, unknown> = {}): Promise<Row> {
    return this.insertRow('work_checkpoints', {
      work_session_id: session,
      checkpoint_type: 'agent_offered',
      reason: 'Go on?',
      ...row,
    })
  }

  async row(table: string, id: string): Promise<Row> {
    return found(await this.admin(`select * from public.${table} where id = $1`, [id]))
  }
}

export async function become(client: pg.ClientBase, caller: Caller): Promise<void> {
  const claims = claimsOf(caller)
  await client.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
    claims.role,
    JSON.stringify(claims),
  ])
}

export function found<T>(rows: readonly T[]): T {
  const [first] = rows
  if (first === undefined) throw new Error('expected a row')
  return first
}

/** The refusal, whatever it was: our code of contract/errors.ts in `detail`, or PostgreSQL's own SQLSTATE in `code`. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const { code, detail, message } = error as DatabaseError
    return code.startsWith('PT') ? String(detail) : code === 'XX000' ? message : code
  }
  return 'none'
}

type Payload<K extends Command['kind']> = Partial<Extract<Command, { kind: K }>['payload']>

export const reviewArtifact = (artifact: Row, payload: Payload<'review_artifact'> = {}): CommandOf<'review_artifact'> => ({
  command_id: v7(),
  workspace_id: String(artifact.workspace_id),
  target_id: artifact.id,
  issued_at: new Date().toISOString(),
  kind: 'review_artifact',
  expected: { status: 'pending', revision: Number(artifact.revision), content_sha256: String(artifact.content_sha256) },
  payload:
    payload.decision === 'reject'
      ? { decision: 'reject', feedback: payload.feedback ?? null, request_changes: payload.request_changes ?? false }
      : { decision: 'approve', feedback: payload.feedback ?? null, request_changes: false },
})

export const resolveCheckpoint = (checkpoint: Row, payload: Payload<'resolve_checkpoint'> = {}): Command => ({
  command_id: v7(),
  workspace_id: String(checkpoint.workspace_id),
  target_id: checkpoint.id,
  issued_at: new Date().toISOString(),
  kind: 'resolve_checkpoint',
  expected: { status: 'pending' },
  payload: { decision: 'continue', note: null, ...payload },
})

export const reopen = (artifact: Row, status: 'approved' | 'rejected', note: string | null = null): Command => ({
  command_id: v7(),
  workspace_id: String(artifact.workspace_id),
  target_id: artifact.id,
  issued_at: new Date().toISOString(),
  kind: 'reopen',
  expected: { status },
  payload: { note },
})
