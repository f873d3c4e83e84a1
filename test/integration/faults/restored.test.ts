import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStack, type Stack } from '../../../supabase/local/stack.ts'
import { openStage, setScene, type Scene, type Stage } from '../../crash/stage.ts'
import { approvals, signIn, startMain, type RunningMain } from '../../support/main.ts'

/** A backend whose files are put back to an older copy, as from a backup: same cluster, same epoch, less history. */
let stage: Stage
let scene: Scene
let base = ''
let restored: Stack | undefined
let main: RunningMain

beforeAll(async () => {
  stage = await openStage()
  scene = await setScene(stage)
  base = mkdtempSync(join(tmpdir(), 'countersign-restored-'))
  execFileSync('chmod', ['755', base])
  main = await startMain({ url: stage.stack.url, publishable_key: stage.stack.publishable_key, profile: join(base, 'profile') })
  await signIn(main, scene.reviewer)
})
afterAll(async () => {
  await main.quit()
  await (restored ?? stage).stop()
  rmSync(base, { recursive: true, force: true })
})

const eventsOf = async (admin: pg.Pool) =>
  (
    await admin.query<{ command_id: string; note: string }>(
      'select command_id, note from public.review_events where workspace_id = $1 and actor_user_id = $2 order by command_id',
      [scene.workspace, scene.reviewer.id],
    )
  ).rows

test('what it had acknowledged and lost is sent again, under the same ids, and what it kept is not done twice', async () => {
  const [kept, ...lost] = await approvals(main, 4)
  if (kept === undefined) throw new Error('nothing to decide')
  await main.desk.add(kept)
  await main.settled()

  // The copy of a backup tool: consistent once PostgreSQL has replayed its log.
  const backup = join(base, 'backup')
  await stage.stack.admin.query('checkpoint')
  execFileSync('cp', ['-a', stage.stack.dataDir, backup])

  for (const command of lost) await main.desk.add(command)
  await main.settled()
  expect(await eventsOf(stage.stack.admin)).toHaveLength(4)
  await main.goOffline()

  const { port } = stage.stack.gateway
  await stage.stop()
  rmSync(join(backup, 'stack.lock'), { force: true })
  rmSync(join(backup, 'postgres', 'postmaster.pid'), { force: true })
  restored = await startStack({ dataDir: backup, port, discard: true })
  const admin = new pg.Pool({ connectionString: restored.admin_url, max: 2, allowExitOnIdle: true })
  admin.on('error', () => undefined)
  expect(await eventsOf(admin)).toHaveLength(1)

  main.goOnline()
  await main.settled()
  const expected = [kept, ...lost].map(({ command_id, payload }) => ({ command_id, note: payload.feedback }))
  expect(await eventsOf(admin)).toEqual(expected.sort((one, other) => (one.command_id < other.command_id ? -1 : 1)))
  expect(await main.tray()).toEqual([])
  await admin.end()
})
