import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { serverAccount } from '../../supabase/local/postgres/account.ts'
import { startStack } from '../../supabase/local/stack.ts'
import { type Cursor, type PullPage, pullPage } from '../../contract/feed.ts'
import { World, become, found, reviewArtifact } from './support/world.ts'

// A restored backup is another history: a reader that has seen more than it must start over, not go on.

const tables = ['auth.users', 'workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints', 'review_events', 'private.review_heads', 'private.feed_state']

test('a dump, restored into another cluster: readers start over and get every row', async () => {
  const [from, to] = [await World.start(), await World.start()]
  try {
    const place = await from.workspace()
    const session = await from.session(place)
    for (let each = 0; each < 5; each += 1) await from.artifact(session)
    // the old cluster's transaction numbers are far beyond the new one's
    for (let each = 0; each < 50; each += 1) await from.admin('select pg_current_xact_id()')
    const last = await from.artifact(session)
    const { cursor } = await from.pull(place.viewer, place.id, null)

    // what pg_dump and pg_restore do: rows as they are, triggers not yet there
    const client = await to.pool.connect()
    await client.query('begin')
    await client.query(`set local session_replication_role = 'replica'`)
    await client.query('delete from private.feed_state')
    for (const table of tables) {
      const rows = await from.admin<Record<string, unknown>>(
        `select to_jsonb(r) as row, ((select jsonb_object_agg(attname, true) from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '')) as columns from ${table} r`,
        [table.includes('.') ? table : `public.${table}`],
      )
      for (const { row, columns } of rows as { row: object; columns: object }[]) {
        const list = Object.keys(columns).join(', ')
        await client.query(`insert into ${table} (${list}) select ${list} from jsonb_populate_record(null::${table}, $1)`, [JSON.stringify(row)])
      }
    }
    await client.query('commit')
    client.release()

    const page = await to.pull(place.viewer, place.id, cursor)
    expect(page.reset).toBe(true)
    const ids = page.changes.flatMap((change) => (change.table === 'work_artifacts' && 'row' in change ? [change.row.id] : []))
    expect(ids).toHaveLength(6)
    expect(ids).toContain(last.id)
    // what changes from now on comes; a restored row may come again when the numbers reach its old one, never less
    await to.admin(`update projects set name = 'After' where id = $1`, [place.project_id])
    const next = await to.pull(place.viewer, place.id, page.cursor)
    expect(next.reset).toBe(false)
    expect(next.changes).toContainEqual(expect.objectContaining({ table: 'projects', row: expect.objectContaining({ name: 'After' }) as unknown }))
  } finally {
    await from.stop()
    await to.stop()
  }
})

/** A stack on a folder that stays, with one reader's pull. */
async function onFolder<T>(dataDir: string, work: (admin: pg.Client, pull: (user: string, workspace: string, cursor: Cursor | null) => Promise<PullPage>) => Promise<T>): Promise<T> {
  const stack = await startStack({ dataDir, settings: { fsync: 'off', shared_buffers: '64MB' } })
  const admin = new pg.Client({ connectionString: stack.admin_url })
  await admin.connect()
  try {
    return await work(admin, async (user, workspace, cursor) => {
      await admin.query('begin')
      await become(admin, { user })
      const { rows } = await admin.query<{ page: unknown }>('select sync_pull($1, $2) as page', [workspace, cursor && JSON.stringify(cursor)])
      await admin.query('rollback')
      return pullPage.parse(found(rows).page)
    })
  } finally {
    await admin.end()
    await stack.stop()
  }
}

function copyCluster(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true })
  const cluster = path.join(to, 'postgres')
  chmodSync(cluster, 0o700)
  const account = serverAccount()
  if (!account) return
  chownSync(cluster, account.uid, account.gid)
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) chownSync(path.join(entry.parentPath, entry.name), account.uid, account.gid)
}

test('the cluster’s files, put back: a reader that has seen more starts over, at once and after the numbers have caught up', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'countersign-restore-'))
  chmodSync(folder, 0o755)
  const [live, backup] = [path.join(folder, 'live'), path.join(folder, 'backup')]
  const [user, workspace] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  try {
    const early = await onFolder(live, async (admin, pull) => {
      await admin.query(`insert into auth.users (id, email) values ($1, 'a@example.com')`, [user])
      await admin.query(`insert into workspaces (id, name) values ($1, 'W')`, [workspace])
      await admin.query(`insert into workspace_memberships (workspace_id, user_id, role) values ($1, $2, 'owner')`, [workspace, user])
      await admin.query(`insert into baskets (workspace_id, name) values ($1, 'B')`, [workspace])
      await admin.query(`insert into projects (workspace_id, basket_id, name) select workspace_id, id, 'P' from baskets`)
      await admin.query(`insert into work_sessions (project_id, task_type, task_intent, task_parameters) select id, 'research', 'x', '{"focus": "x", "depth": "deep"}' from projects`)
      await admin.query(`insert into work_artifacts (work_session_id, artifact_type, content) select id, 'x', '{}' from work_sessions`)
      return pull(user, workspace, null)
    })
    copyCluster(live, backup)
    const seen = await onFolder(live, async (admin, pull) => {
      // an ordinary restart is no new history
      expect(await pull(user, workspace, early.cursor)).toMatchObject({ reset: false, changes: [] })
      const artifact = found((await admin.query<{ id: string; workspace_id: string; revision: number; content_sha256: string }>('select * from work_artifacts')).rows)
      await admin.query('begin')
      await become(admin, { user })
      await admin.query('select submit_commands($1)', [JSON.stringify([reviewArtifact(artifact)])])
      await admin.query('commit')
      return pull(user, workspace, early.cursor)
    })
    expect(seen.changes.length).toBeGreaterThan(0)
    copyCluster(backup, live)
    await onFolder(live, async (admin, pull) => {
      expect((await pull(user, workspace, seen.cursor)).reset).toBe(true)
      for (let each = 0; each < 50; each += 1) await admin.query('select pg_current_xact_id()')
      expect((await pull(user, workspace, seen.cursor)).reset).toBe(true)
      expect((await pull(user, workspace, early.cursor)).reset).toBe(false)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
