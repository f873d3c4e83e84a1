import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openConnection } from '../../../electron/auth/connection.ts'
import { Keeper } from '../../../electron/auth/keeper.ts'
import type { SupabaseSession } from '../../../electron/auth/supabase.ts'
import { createLog } from '../../../electron/shell/log.ts'
import { temporaryFolder } from '../store/folder.ts'

const server = { url: 'https://project.example.com', publishable_key: 'sb_publishable_for_a_test' }
const session = { access_token: 'a.b.c', refresh_token: 'r', expires_in: 3_600, token_type: 'bearer', user: { id: '00000000-0000-4000-8000-0000000000a1', email: 'ana@example.com' } } as SupabaseSession

async function signedIn() {
  const profile = temporaryFolder()
  const fetch = () => Promise.resolve(Response.json({}))
  const nothing = () => Promise.resolve()
  const none = () => Promise.resolve(0)
  const keeper = new Keeper({
    profile,
    connection: await openConnection(profile, {}, fetch),
    fetch,
    keychain: { isAvailable: () => false, encrypt: () => new Uint8Array(), decrypt: () => '' },
    log: createLog([]),
    host: { open: nothing, resume: () => undefined, unsent: none, waiting: none, close: nothing, destroy: nothing },
  })
  const { id } = await keeper.enter(session, { kind: 'key_file' }, server)
  return { keeper, profile, folder: join(profile, 'accounts', id) }
}

test('signing out takes what a write that was cut off left behind: it may be the key. What was set aside stays', async () => {
  const { keeper, profile, folder } = await signedIn()
  for (const name of ['.0a1b2c3d4e5f.tmp', 'outbox-set-aside-1.db', 'key.set-aside-1']) writeFileSync(join(folder, name), 'x')
  await keeper.signOut(false, false)
  expect(keeper.status()).toEqual({ state: 'not_connected' })
  expect(readdirSync(folder).toSorted()).toEqual(['key.set-aside-1', 'outbox-set-aside-1.db'])
  expect(readdirSync(profile)).toEqual(['accounts'])
})
