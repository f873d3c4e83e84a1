import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT, importJWK } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { submitAnswer, type Command } from '../../../contract/commands.ts'
import { artifactContents, pullPage, type PullPage } from '../../../contract/feed.ts'
import { memoryVault } from '../../../electron/auth/vault.ts'
import { openSession, type Session } from '../../../electron/auth/session.ts'
import { signInWithPassword } from '../../../electron/auth/sign-in.ts'
import type { BackendError } from '../../../electron/backend/api.ts'
import { createBackend, type AccountBackend } from '../../../electron/backend/backend.ts'
import { createLog } from '../../../electron/shell/log.ts'
import type { Clock } from '../../../electron/sync/api.ts'
import { Subscription } from '../../../electron/sync/subscription.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'

let stack: TestStack
const sessions: Session[] = []
const ends: (() => void)[] = []

beforeAll(async () => {
  stack = await startTestStack({ demo: true })
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
afterAll(async () => {
  for (const session of sessions) session.stop()
  await stack.stop()
})

const log = createLog([])
const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  setTimeout(callback, ms) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/** The same token for so many seconds, signed as the stack's Auth signs. */
async function expiringIn(seconds: number, token: string): Promise<string> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
  const { signing_key } = JSON.parse(readFileSync(join(stack.dataDir, 'keys.json'), 'utf8')) as { signing_key: Parameters<typeof importJWK>[0] }
  return await new SignJWT({ ...claims, exp: Math.floor(Date.now() / 1000) + seconds }).setProtectedHeader({ alg: 'ES256' }).sign(await importJWK(signing_key, 'ES256'))
}

async function backendOf(index: number): Promise<{ backend: AccountBackend; session: Session }> {
  const account = stack.accounts[index]
  if (!account) throw new Error('no such demo account')
  const connection = { url: stack.url, publishable_key: stack.publishable_key }
  const session = await openSession({ connection, vault: memoryVault(), fetch, log })
  await session.adopt(await signInWithPassword({ connection, storage: memoryVault() }, account.email, account.password, fetch))
  sessions.push(session)
  const backend = createBackend({ connection, tokens: session, fetch, log })
  session.onRenewed(() => backend.renewed())
  return { backend, session }
}

const parse = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body))
const pull = async (backend: AccountBackend, workspaceId: string, cursor: PullPage['cursor'] | null, limit: number) =>
  pullPage.parse(parse(await backend.pull(workspaceId, cursor, limit)))
const failure = (call: Promise<unknown>) => call.then(() => 'none', (error: BackendError) => error.failure)

const firstWorkspace = async (backend: AccountBackend) => {
  const [workspace] = await backend.workspaces()
  if (!workspace) throw new Error('no workspace')
  return workspace
}

const pendingArtifact = async (workspaceId: string) => {
  const { rows } = await stack.admin.query<{ id: string; revision: number; content_sha256: string }>(
    `select id, revision, content_sha256 from public.work_artifacts a where workspace_id = $1 and status = 'pending'
        and not exists (select 1 from public.work_artifacts l where l.revision_of = a.id) order by created_at, id limit 1`,
    [workspaceId],
  )
  const [row] = rows
  if (!row) throw new Error('nothing is pending')
  return row
}

describe('calls', () => {
  it('the workspaces are those of the signed-in user, with the role', async () => {
    const { backend } = await backendOf(0)
    expect(await backend.workspaces()).toEqual([expect.objectContaining({ role: stack.accounts[0]?.role })])
    const other = await firstWorkspace((await backendOf(3)).backend)
    expect((await backend.workspaces()).map(({ id }) => id)).not.toContain(other.id)
  })

  it('a pull walks the whole workspace in pages and then has nothing more', async () => {
    const { backend } = await backendOf(0)
    const { id } = await firstWorkspace(backend)
    let page = await pull(backend, id, null, 500)
    expect(page.reset).toBe(true)
    const seen = new Set<string>()
    for (;;) {
      for (const change of page.changes) if (!('deleted' in change)) seen.add(`${change.table} ${change.row.id}`)
      if (!page.more) break
      page = await pull(backend, id, page.cursor, 500)
    }
    const { rows } = await stack.admin.query<{ n: number }>('select count(*)::int as n from public.work_artifacts where workspace_id = $1', [id])
    expect([...seen].filter((key) => key.startsWith('work_artifacts ')).length).toBe(rows[0]?.n)
    expect(await pull(backend, id, page.cursor, 500)).toMatchObject({ changes: [], more: false, reset: false })
  })

  it('contents come as the text that was hashed', async () => {
    const { backend } = await backendOf(0)
    const { id } = await pendingArtifact((await firstWorkspace(backend)).id)
    const [content] = artifactContents.parse(parse(await backend.contents([id])))
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content?.content))
    expect(Buffer.from(digest).toString('hex')).toBe(content?.content_sha256)
  })

  it('a decision arrives under the user’s name; sent again it is a duplicate', async () => {
    const { backend } = await backendOf(0)
    const { id: workspace_id } = await firstWorkspace(backend)
    const { id, revision, content_sha256 } = await pendingArtifact(workspace_id)
    const command: Command = {
      command_id: randomUUID(),
      workspace_id,
      target_id: id,
      issued_at: new Date().toISOString(),
      kind: 'review_artifact',
      expected: { status: 'pending', revision, content_sha256 },
      payload: { decision: 'approve', feedback: null, request_changes: false },
    }
    expect(submitAnswer.parse(parse(await backend.submit([command])))).toMatchObject([{ command_id: command.command_id, outcome: 'applied' }])
    expect(submitAnswer.parse(parse(await backend.submit([command])))).toMatchObject([{ outcome: 'duplicate', first: { outcome: 'applied' } }])
    const { rows } = await stack.admin.query('select u.email from public.work_artifacts a join auth.users u on u.id = a.reviewed_by_user_id where a.id = $1', [id])
    expect(rows).toEqual([{ email: stack.accounts[0]?.email }])
  })
})

describe('failures', () => {
  it('somebody else’s workspace is not_member, an unknown server is network', async () => {
    const { backend } = await backendOf(0)
    const foreign = await firstWorkspace((await backendOf(3)).backend)
    expect(await failure(backend.pull(foreign.id, null, 10))).toBe('not_member')
    const tokens = { accessToken: () => Promise.resolve('x'), renew: () => Promise.resolve('x') }
    const nowhere = createBackend({ connection: { url: 'http://127.0.0.1:9', publishable_key: stack.publishable_key }, tokens, fetch, log })
    expect(await failure(nowhere.workspaces())).toBe('network')
  })

  it('a token that the server does not take is renewed once; a session that ended is unauthorized', async () => {
    const { backend, session } = await backendOf(1)
    const good = await session.accessToken()
    const connection = { url: stack.url, publishable_key: stack.publishable_key }
    const spoilt = createBackend({ connection, fetch, log, tokens: { accessToken: () => Promise.resolve(`${good}x`), renew: (_stale, signal) => session.renew(good, signal) } })
    expect(await spoilt.workspaces()).toHaveLength(1)
    await stack.admin.query('delete from auth.sessions s using auth.users u where u.id = s.user_id and u.email = $1', [stack.accounts[1]?.email])
    expect(await failure(session.renew(await session.accessToken()))).toBe(undefined)
    expect(await failure(backend.workspaces())).toBe('unauthorized')
  })

  it('an abort ends the call at once', async () => {
    const { backend } = await backendOf(0)
    expect(await failure(backend.workspaces(AbortSignal.abort()))).toBe('network')
  })
})

describe('pokes', () => {
  /** Collects until a condition holds. */
  function inbox<T>() {
    const values: T[] = []
    const waiting = new Set<() => void>()
    return {
      values,
      put(value: T) {
        values.push(value)
        for (const look of waiting) look()
      },
      until: (holds: (values: T[]) => boolean) =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (!holds(values)) return
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
          look()
        }),
    }
  }

  async function listen(backend: AccountBackend) {
    const { id } = await firstWorkspace(backend)
    const pokes = inbox<string>()
    const states = inbox<boolean>()
    const end = backend.subscribe([id], pokes.put, states.put, () => undefined)
    ends.push(end)
    return { id, pokes, states, end }
  }

  const touch = (workspaceId: string) =>
    stack.admin.query('update public.projects set description = $2 where id = (select id from public.projects where workspace_id = $1 limit 1)', [workspaceId, randomUUID()])

  it('come for a change in the workspace, and not for one in another', async () => {
    const { backend } = await backendOf(0)
    const { id, pokes, states } = await listen(backend)
    await states.until((all) => all.includes(true))
    const other = await firstWorkspace((await backendOf(3)).backend)
    await touch(other.id)
    await touch(id)
    await pokes.until((all) => all.length > 0)
    expect(new Set(pokes.values)).toEqual(new Set([id]))
  })

  it('a workspace that is not ours never comes up', async () => {
    const { backend } = await backendOf(0)
    const foreign = await firstWorkspace((await backendOf(3)).backend)
    const own = await listen(backend)
    const states = inbox<boolean>()
    const pokes = inbox<string>()
    ends.push(backend.subscribe([foreign.id], pokes.put, states.put, () => undefined))
    await own.states.until((all) => all.includes(true))
    await touch(foreign.id)
    await touch(own.id)
    await own.pokes.until((all) => all.length > 0)
    expect([states.values, pokes.values]).toEqual([[], []])
  })

  it('go on after the server has closed the channel, because the token it was joined with had expired', async () => {
    const { session } = await backendOf(0)
    const good = await session.accessToken()
    const { id } = await firstWorkspace((await backendOf(0)).backend)
    // Last, and long enough for the channel to come up first.
    let token = await expiringIn(5, good)
    const tokens = { accessToken: () => Promise.resolve(token), renew: () => Promise.resolve(good) }
    const backend = createBackend({ connection: { url: stack.url, publishable_key: stack.publishable_key }, tokens, fetch, log })
    const pokes = inbox<string>()
    const states = inbox<boolean>()
    const subscription = new Subscription({ backend, clock, random: () => 0.1 }, { onPoke: pokes.put, onState: states.put })
    ends.push(() => subscription.end())
    subscription.follow([id])
    await states.until((all) => all.at(-1) === true)
    // Signed in again, as far as the next channel is concerned.
    token = good
    await states.until((all) => all.at(-1) === false)
    await states.until((all) => all.at(-1) === true)
    await touch(id)
    await pokes.until((all) => all.length > 0)
  })

  it('go on after the server was away, and the state says so', async () => {
    const { backend } = await backendOf(0)
    const { id, pokes, states } = await listen(backend)
    await states.until((all) => all.includes(true))
    await stack.gateway.stop()
    await states.until((all) => all.at(-1) === false)
    await stack.gateway.start()
    await states.until((all) => all.at(-1) === true)
    await touch(id)
    await pokes.until((all) => all.length > 0)
  })

  it('end when they are not wanted any more, also before the socket is open', async () => {
    const { backend } = await backendOf(0)
    const first = await listen(backend)
    first.end()
    const second = await listen(backend)
    await second.states.until((all) => all.includes(true))
    await touch(second.id)
    await second.pokes.until((all) => all.length > 0)
    expect([first.states.values, first.pokes.values]).toEqual([[], []])
  })
})
