import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MemberRole } from '../../../contract/entities.ts'
import { startMain, type RunningMain } from '../../support/main.ts'
import { startTestStack, type TestStack, type TestUser } from '../../support/stack.ts'

/** Two apps side by side: what one changes about people, the other one has. */
let stack: TestStack
const running: RunningMain[] = []
const profiles: string[] = []

beforeAll(async () => {
  stack = await startTestStack()
})
afterAll(() => stack.stop())
afterEach(async () => {
  for (const main of running.splice(0)) await main.quit()
  for (const folder of profiles.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function appOf(user: TestUser): Promise<RunningMain> {
  const profile = await mkdtemp(join(tmpdir(), 'countersign-people-'))
  profiles.push(profile)
  const main = await startMain({ ...stack, profile })
  running.push(main)
  await main.auth.signInWithPassword({ email: user.email, password: user.password, key_store: { kind: 'key_file' } })
  await main.until(() => main.desk.syncStatus().state === 'live')
  return main
}

/** An owner with a workspace of their own, its app open. */
async function owner(name = 'Harbour') {
  const user = await stack.createUser()
  const app = await appOf(user)
  const { id } = await app.desk.people['workspaces.create']({ name })
  await app.until(async () => (await people(app, id)) !== null)
  return { user, app, id }
}

const people = (app: RunningMain, workspace_id: string) => app.desk.query('people.members', { workspace_id })
const rolesOf = async (app: RunningMain, id: string) => Object.fromEntries((await people(app, id))?.members.map(({ email, role }) => [email, role]) ?? [])
const membershipOf = async (app: RunningMain, id: string, user: TestUser) =>
  (await people(app, id))?.members.find(({ user_id }) => user_id === user.id)?.membership_id ?? ''
const until = (app: RunningMain, holds: () => Promise<boolean>) => {
  app.desk.wake('manual')
  return app.until(holds)
}

/** Invites and signs the person in: both apps know of it afterwards. */
async function join2(host: Awaited<ReturnType<typeof owner>>, role: MemberRole) {
  const user = await stack.createUser()
  await host.app.desk.people['people.invite']({ workspace_id: host.id, email: user.email, role })
  const app = await appOf(user)
  await app.until(async () => (await people(app, host.id))?.role === role)
  await until(host.app, async () => (await rolesOf(host.app, host.id))[user.email] === role)
  return { user, app }
}

describe('an invitation', () => {
  it('is accepted by signing in with its address, and both see each other', async () => {
    const host = await owner()
    const guest = await join2(host, 'reviewer')
    expect(await rolesOf(guest.app, host.id)).toEqual({ [host.user.email]: 'owner', [guest.user.email]: 'reviewer' })
    expect(await host.app.desk.people['people.invitations']({ workspace_id: host.id })).toEqual([])
    expect((await guest.app.desk.query('workspaces.list', undefined)).map(({ name, role }) => [name, role])).toEqual([['Harbour', 'reviewer']])
  })

  it('reaches somebody who is signed in already, when they ask', async () => {
    const host = await owner()
    const user = await stack.createUser()
    const app = await appOf(user)
    await host.app.desk.people['people.invite']({ workspace_id: host.id, email: user.email.toUpperCase(), role: 'viewer' })
    // Once only: asking has the list of workspaces read again as well, which accepts whatever is there by itself.
    expect(await app.desk.people['people.accept_invitations'](undefined)).toEqual([{ id: host.id, name: 'Harbour', role: 'viewer' }])
    expect(await app.desk.people['people.accept_invitations'](undefined)).toEqual([])
    await app.until(async () => (await people(app, host.id))?.role === 'viewer')
  })

  it('is listed, revoked, and refused with its reason: a member, an open invitation, a role too high, a viewer', async () => {
    const host = await owner()
    const invite = (app: RunningMain, email: string, role: MemberRole) => app.desk.people['people.invite']({ workspace_id: host.id, email, role })
    const made = await invite(host.app, 'new@example.com', 'admin')
    expect(made).toMatchObject({ email: 'new@example.com', role: 'admin', invited_by_user_id: host.user.id })
    expect(await host.app.desk.people['people.invitations']({ workspace_id: host.id })).toEqual([made])
    await expect(invite(host.app, 'new@example.com', 'viewer')).rejects.toMatchObject({ code: 'already_invited' })
    await expect(invite(host.app, host.user.email, 'viewer')).rejects.toMatchObject({ code: 'already_member' })
    await host.app.desk.people['people.revoke']({ invitation_id: made.id })
    await expect(host.app.desk.people['people.revoke']({ invitation_id: made.id })).rejects.toMatchObject({ code: 'not_allowed' })
    const admin = await join2(host, 'admin')
    await expect(invite(admin.app, 'boss@example.com', 'owner')).rejects.toMatchObject({ code: 'not_allowed', message: expect.stringContaining('Only an owner') as string })
    const viewer = await join2(host, 'viewer')
    await expect(invite(viewer.app, 'x@example.com', 'viewer')).rejects.toMatchObject({ code: 'not_allowed' })
    expect(await viewer.app.desk.people['people.invitations']({ workspace_id: host.id })).toEqual([])
  })
})

describe('a role', () => {
  it('that is changed takes effect in the other app', async () => {
    const host = await owner()
    const guest = await join2(host, 'viewer')
    await host.app.desk.people['people.set_role']({ membership_id: await membershipOf(host.app, host.id, guest.user), role: 'admin' })
    await until(guest.app, async () => (await people(guest.app, host.id))?.role === 'admin')
    await guest.app.desk.people['people.invite']({ workspace_id: host.id, email: 'third@example.com', role: 'viewer' })
  })

  it('is not changed by those who may not', async () => {
    const host = await owner()
    const viewer = await join2(host, 'viewer')
    const admin = await join2(host, 'admin')
    const ownerMembership = await membershipOf(host.app, host.id, host.user)
    await expect(viewer.app.desk.people['people.set_role']({ membership_id: ownerMembership, role: 'viewer' })).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(admin.app.desk.people['people.set_role']({ membership_id: ownerMembership, role: 'viewer' })).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(host.app.desk.people['people.set_role']({ membership_id: ownerMembership, role: 'viewer' })).rejects.toMatchObject({ code: 'last_owner' })
  })
})

describe('a workspace', () => {
  it('has a time to review that an admin sets and everybody sees', async () => {
    const host = await owner()
    const [admin, viewer] = [await join2(host, 'admin'), await join2(host, 'viewer')]
    const set = (app: RunningMain, hours: number | null) => app.desk.people['workspaces.set_review_within']({ workspace_id: host.id, hours })
    const seen = async () => (await viewer.app.desk.query('workspaces.list', undefined)).map(({ review_within_hours }) => review_within_hours)
    expect(await seen()).toEqual([48])
    await set(admin.app, 8)
    await until(viewer.app, async () => (await seen())[0] === 8)
    await expect(set(viewer.app, 1)).rejects.toMatchObject({ code: 'not_allowed' })
    await set(host.app, null)
    await until(viewer.app, async () => (await seen())[0] === 48)
    await expect(admin.app.desk.people['workspaces.rename']({ workspace_id: host.id, name: 'Mine' })).rejects.toMatchObject({ code: 'not_allowed', message: expect.stringContaining('Only an owner') as string })
  })

  it('is left: it leaves the replica; the last owner stays, with the reason', async () => {
    const host = await owner()
    const guest = await join2(host, 'reviewer')
    await guest.app.desk.people['workspaces.leave']({ workspace_id: host.id })
    await guest.app.until(async () => (await people(guest.app, host.id)) === null)
    await until(host.app, async () => Object.keys(await rolesOf(host.app, host.id)).length === 1)
    await expect(host.app.desk.people['workspaces.leave']({ workspace_id: host.id })).rejects.toMatchObject({ code: 'last_owner', details: expect.stringContaining('Make somebody else an owner') as string })
  })

  it('is gone for whoever was removed', async () => {
    const host = await owner()
    const guest = await join2(host, 'reviewer')
    await host.app.desk.people['people.remove']({ membership_id: await membershipOf(host.app, host.id, guest.user) })
    await until(guest.app, async () => (await people(guest.app, host.id)) === null)
    expect(await guest.app.desk.query('workspaces.list', undefined)).toEqual([])
  })

  it('is renamed and deleted by an owner only', async () => {
    const host = await owner()
    const guest = await join2(host, 'admin')
    await expect(guest.app.desk.people['workspaces.rename']({ workspace_id: host.id, name: 'Mine' })).rejects.toMatchObject({ code: 'not_allowed' })
    await host.app.desk.people['workspaces.rename']({ workspace_id: host.id, name: 'Quay' })
    await until(guest.app, async () => (await people(guest.app, host.id))?.name === 'Quay')
    await expect(guest.app.desk.people['workspaces.delete']({ workspace_id: host.id })).rejects.toMatchObject({ code: 'not_allowed' })
    await host.app.desk.people['workspaces.delete']({ workspace_id: host.id })
    await host.app.until(async () => (await people(host.app, host.id)) === null)
    await until(guest.app, async () => (await people(guest.app, host.id)) === null)
  })
})

describe('offline', () => {
  it('members are readable; a change says that it needs the server and changes nothing', async () => {
    const host = await owner()
    await host.app.goOffline()
    expect((await people(host.app, host.id))?.members).toHaveLength(1)
    await expect(host.app.desk.people['people.invite']({ workspace_id: host.id, email: 'x@example.com', role: 'viewer' })).rejects.toMatchObject({
      code: 'server_needed',
      retry: true,
      message: expect.stringContaining('Nothing was changed') as string,
    })
    host.app.goOnline()
    await host.app.until(() => host.app.desk.syncStatus().state === 'live')
    expect(await host.app.desk.people['people.invitations']({ workspace_id: host.id })).toEqual([])
  })
})
