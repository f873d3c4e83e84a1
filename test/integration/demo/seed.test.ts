import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactTypes } from '../../../supabase/local/demo/library/types.ts'
import { buildLibrary } from '../../../supabase/local/demo/library/library.ts'
import { type Account, seedDemo } from '../../../supabase/local/demo/seed.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'

const tables = ['workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints', 'review_events'] as const

let stack: TestStack
let accounts: Account[]
beforeAll(async () => {
  stack = await startTestStack()
  accounts = await seedDemo(stack)
})
afterAll(() => stack?.stop())

const one = async <T>(sql: string, values: unknown[] = []): Promise<T> => Object.values((await stack.admin.query(sql, values)).rows[0] as object)[0] as T
const counts = async () => Promise.all(tables.map((table) => one<string>(`select count(*) || ' ' || coalesce(sum(row_version), 0) from public.${table}`)))

async function signIn(account: Account | undefined): Promise<SupabaseClient> {
  const client = createClient(stack.url, stack.publishable_key, { auth: { persistSession: false, autoRefreshToken: false } })
  const { error } = await client.auth.signInWithPassword({ email: account?.email ?? '', password: account?.password ?? '' })
  if (error) throw error
  return client
}

async function visible(client: SupabaseClient, table: string): Promise<number> {
  const { count, error } = await client.from(table).select('*', { count: 'exact', head: true })
  if (error) throw error
  return count ?? -1
}

describe('seeding the demo', () => {
  it('answers accounts of two workspaces, somebody who may review first', () => {
    expect(accounts.map(({ role }) => role)).toEqual(['owner', 'reviewer', 'viewer', 'owner'])
    expect(new Set(accounts.slice(0, 3).map(({ workspace }) => workspace)).size).toBe(1)
    expect(accounts[3]?.workspace).not.toBe(accounts[0]?.workspace)
    for (const { email } of accounts) expect(email).toMatch(/@example\.com$/)
  })

  it('brings the promised numbers', async () => {
    expect(await one<number>('select count(*)::int from projects')).toBeGreaterThanOrEqual(6)
    expect(await one<number>('select count(distinct basket_id)::int from projects')).toBe(await one('select count(*)::int from projects'))
    expect(await one<number>('select count(*)::int from work_sessions')).toBeGreaterThanOrEqual(40)
    expect(await one<string[]>('select array_agg(distinct task_type order by task_type) from work_sessions')).toEqual(['analysis', 'content_creation', 'research'])
    expect(await one<string[]>('select array_agg(distinct status order by status) from work_sessions')).toEqual(['completed', 'failed', 'paused', 'pending', 'running'])
    expect(await one<number>('select count(*)::int from work_artifacts')).toBeGreaterThanOrEqual(300)
    expect(await one<number>(`select count(*)::int from work_artifacts where status = 'pending'`)).toBeGreaterThanOrEqual(200)
    expect(await one<string[]>('select array_agg(distinct artifact_type order by artifact_type) from work_artifacts')).toEqual([...artifactTypes].sort())
    expect(await one<number>('select max(content_bytes) from work_artifacts')).toBeGreaterThan(500_000)
    expect(await one<number>(`select count(*)::int from work_artifacts where content = '{}'`)).toBe(1)
    expect(await one<number>(`select count(*)::int from work_checkpoints where status = 'pending' and reason is not null`)).toBeGreaterThanOrEqual(10)
    expect(await one<number>('select count(distinct executed_by_agent_id)::int from work_sessions')).toBeGreaterThanOrEqual(3)
  })

  it('leaves each session in the state that the library says', async () => {
    const { rows } = await stack.admin.query<{ task_intent: string; status: string }>('select task_intent, status from work_sessions')
    const expected = new Map(buildLibrary().sessions.map(({ intent, status }) => [intent, status]))
    expect(new Map(rows.map(({ task_intent, status }) => [task_intent, status]))).toEqual(expected)
  })

  it('writes history that people of the workspace made, each with its event', async () => {
    expect(await one<number>(`select count(*)::int from work_artifacts where status = 'approved'`)).toBeGreaterThanOrEqual(20)
    expect(await one<number>(`select count(*)::int from work_artifacts where status = 'rejected' and review_feedback is not null`)).toBeGreaterThanOrEqual(8)
    expect(await one<number>('select count(*)::int from work_artifacts where revision = 2')).toBeGreaterThanOrEqual(5)
    expect(await one<number>(`select count(*)::int from work_checkpoints where status = 'resolved'`)).toBeGreaterThanOrEqual(4)
    const decided = await one<number>(`select (select count(*) from work_artifacts where status <> 'pending')::int + (select count(*) from work_checkpoints where status = 'resolved')::int`)
    expect(await one<number>(`select count(*)::int from review_events where kind in ('approved', 'rejected', 'resolved') and actor_user_id is not null`)).toBe(decided)
    expect(await one<number>(`select count(distinct actor_user_id)::int from review_events where actor_user_id is not null`)).toBe(2)
  })

  it('dates everything in the last weeks, and the queue opens with the showpiece', async () => {
    expect(await one<number>(`select count(*)::int from work_artifacts where created_at not between now() - interval '30 days' and now()`)).toBe(0)
    expect(await one<number>('select count(*)::int from work_sessions where started_at < created_at or ended_at < started_at or ended_at > now()')).toBe(0)
    expect(await one<number>(`select count(*)::int from work_sessions where ended_at < now() - interval '1 day'`)).toBeGreaterThanOrEqual(5)
    expect(await one<string>(`select title from work_artifacts where status = 'pending' order by created_at, id limit 1`)).toContain('Competitor pricing, Q4')
    expect(await one<number>(`select count(*)::int from work_checkpoints where status = 'pending' and created_at < (select min(created_at) from work_artifacts where status = 'pending')`)).toBe(0)
  })

  it('changes nothing the second time', async () => {
    const before = await counts()
    expect(await seedDemo(stack, { size: 5_000 })).toEqual(accounts)
    expect(await counts()).toEqual(before)
  })

  it('shows members their workspace, and the person of the other workspace none of it', async () => {
    for (const account of accounts.slice(0, 3)) {
      const client = await signIn(account)
      expect(await visible(client, 'work_artifacts')).toBe(await one('select count(*)::int from work_artifacts'))
    }
    const other = await signIn(accounts[3])
    for (const table of ['baskets', 'agents', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints']) {
      expect(await visible(other, table), table).toBe(0)
    }
    const events = await other.from('review_events').select('id').neq('workspace_id', accounts[3]?.workspace)
    expect(events.data).toEqual([])
    expect(await visible(other, 'workspaces')).toBe(1)
  })

  it('gives members their names', async () => {
    const { rows } = await stack.admin.query<{ display_name: string }>('select display_name from workspace_memberships order by display_name')
    expect(rows.map(({ display_name }) => display_name)).toEqual(['Kit', 'Noor', 'Robin', 'Sam'])
  })
})

describe('the size', () => {
  const pendingOf = async (size: number) => {
    const sized = await startTestStack()
    try {
      await seedDemo(sized, { size })
      const { rows } = await sized.admin.query<{ pending: number; titles: number }>(
        `select count(*)::int as pending, count(distinct title)::int as titles from public.work_artifacts where status = 'pending'`,
      )
      return rows[0]
    } finally {
      await sized.stop()
    }
  }

  it('is the number of pending artifacts, below the library', async () => {
    expect((await pendingOf(25))?.pending).toBe(25)
  })

  it('and above it, each with a title of its own', async () => {
    const sized = await pendingOf(3_000)
    expect(sized?.pending).toBe(3_000)
    expect(sized?.titles).toBeGreaterThan(2_950)
  })

  it('refuses what is no size', async () => {
    await expect(seedDemo(stack, { size: -1 })).rejects.toThrow(RangeError)
  })
})
