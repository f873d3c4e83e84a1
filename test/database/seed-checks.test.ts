import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { World } from './support/world.ts'

// The three verification queries that stand at the beginning of everything.
let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())

const workTables = ['projects', 'work_sessions', 'work_artifacts', 'work_checkpoints']

describe.each(workTables)('%s', (table) => {
  test('has row level security with exactly five policies', async () => {
    const [security] = await world.admin<{ relrowsecurity: boolean }>('select relrowsecurity from pg_class where oid = $1::regclass', [`public.${table}`])
    expect(security?.relrowsecurity).toBe(true)
    const policies = await world.admin<{ cmd: string; roles: string }>(
      "select cmd, roles::text from pg_policies where schemaname = 'public' and tablename = $1 order by cmd, roles::text",
      [table],
    )
    expect(policies).toEqual([
      { cmd: 'ALL', roles: '{service_role}' },
      ...['DELETE', 'INSERT', 'SELECT', 'UPDATE'].map((cmd) => ({ cmd, roles: '{authenticated}' })),
    ])
  })

  test('grants authenticated exactly select, insert, update, delete, and anon nothing', async () => {
    const grants = async (role: string) =>
      (
        await world.admin<{ privilege_type: string }>(
          `select distinct privilege_type from information_schema.role_table_grants
           where table_schema = 'public' and table_name = $1 and grantee = $2 order by 1`,
          [table, role],
        )
      ).map((row) => row.privilege_type)
    expect(await grants('authenticated')).toEqual(['DELETE', 'INSERT', 'SELECT', 'UPDATE'])
    expect(await grants('anon')).toEqual([])
    expect(await grants('PUBLIC')).toEqual([])
    expect(await grants('service_role')).toEqual(['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'])
  })
})

test('a user sees rows of their own workspaces only', async () => {
  const ours = await world.workspace('Ours')
  const theirs = await world.workspace('Theirs')
  for (const place of [ours, theirs]) {
    const session = await world.session(place)
    await world.artifact(session)
    await world.checkpoint(session)
  }
  for (const [place, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    for (const table of workTables) {
      const seen = await world.query<{ workspace_id: string }>(place.viewer, `select workspace_id from public.${table}`)
      expect(seen.map((row) => row.workspace_id)).toEqual([place.id])
      expect(await world.query(place.owner, `select id from public.${table} where workspace_id = $1`, [other.id])).toEqual([])
    }
  }
})
