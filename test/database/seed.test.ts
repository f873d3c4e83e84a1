import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { World } from './support/world.ts'

const seed = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'supabase', 'seed.sql')
let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())

test('seed.sql gives its account a queue, and the account can sign in', async () => {
  await world.admin(readFileSync(seed, 'utf8'))
  const response = await fetch(`${world.stack.url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: world.stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'reviewer@example.com', password: 'countersign' }),
  })
  const { user } = (await response.json()) as { user?: { id: string } }
  expect(response.status).toBe(200)
  expect(await world.rpc({ user: String(user?.id) }, 'health_check')).toMatchObject({ pending_artifacts: 2, pending_checkpoints: 1 })
  const [workspace] = (await world.rpc({ user: String(user?.id) }, 'my_workspaces')) as { id: string }[]
  const page = await world.pull({ user: String(user?.id) }, String(workspace?.id), null)
  expect(page.changes.map((change) => change.table)).toContain('work_artifacts')
})
