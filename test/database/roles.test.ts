import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Caller, World, found, refusal } from './support/world.ts'

let world: World
let place: Awaited<ReturnType<World['workspace']>>
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())
beforeEach(async () => {
  place = await world.workspace()
})

const setRole = (caller: Caller, member: { user: string }, role: string) =>
  world.query(caller, 'update workspace_memberships set role = $3 where workspace_id = $1 and user_id = $2 returning role', [place.id, member.user, role])
const remove = (caller: Caller, member: { user: string }) =>
  world.query(caller, 'delete from workspace_memberships where workspace_id = $1 and user_id = $2 returning id', [place.id, member.user])
const invite = (caller: Caller, email: string, role: string) =>
  world.insertRow('invitations', { workspace_id: place.id, email, role }, caller)
const emailOf = async (person: { user: string }) =>
  found(await world.admin<{ email: string }>('select email from auth.users where id = $1', [person.user])).email

describe('roles', () => {
  test('nobody promotes themselves', async () => {
    expect(await setRole(place.viewer, place.viewer, 'owner')).toEqual([])
    expect(await setRole(place.reviewer, place.reviewer, 'admin')).toEqual([])
    expect(await refusal(setRole(place.admin, place.admin, 'owner'))).toBe('not_allowed')
    const stranger = await world.user('Stranger')
    const join = { workspace_id: place.id, user_id: stranger.user, role: 'viewer' }
    for (const caller of [stranger, place.owner]) expect(await refusal(world.insertRow('workspace_memberships', join, caller))).toBe('42501')
  })

  test('an admin rules over reviewers and viewers only', async () => {
    expect(await setRole(place.admin, place.viewer, 'reviewer')).toEqual([{ role: 'reviewer' }])
    expect(await refusal(setRole(place.admin, place.viewer, 'admin'))).toBe('not_allowed')
    expect(await refusal(setRole(place.admin, place.owner, 'viewer'))).toBe('not_allowed')
    expect(await refusal(remove(place.admin, place.owner))).toBe('not_allowed')
    expect(await remove(place.admin, place.viewer)).toHaveLength(1)
    const toAnother = (caller: Caller) => refusal(world.query(caller, 'update workspace_memberships set user_id = $1 where workspace_id = $2', [place.viewer.user, place.id]))
    expect([await toAnother(place.admin), await toAnother('service_role')]).toEqual(['42501', 'not_allowed'])
  })

  test('an owner gives every role', async () => {
    expect(await setRole(place.owner, place.admin, 'owner')).toEqual([{ role: 'owner' }])
    expect(await setRole(place.owner, place.viewer, 'admin')).toEqual([{ role: 'admin' }])
    expect(await refusal(setRole(place.owner, place.viewer, 'emperor'))).toBe('23514')
  })

  test('anybody may leave, but the last owner stays', async () => {
    expect(await remove(place.viewer, place.viewer)).toHaveLength(1)
    expect(await refusal(remove(place.owner, place.owner))).toBe('last_owner')
    expect(await refusal(setRole(place.owner, place.owner, 'viewer'))).toBe('last_owner')
    expect(await refusal(setRole('service_role', place.owner, 'viewer'))).toBe('last_owner')
    await setRole(place.owner, place.admin, 'owner')
    expect(await remove(place.owner, place.owner)).toHaveLength(1)
  })

  test('two owners who leave at once: one stays', async () => {
    for (let round = 0; round < 20; round += 1) {
      const here = await world.workspace()
      const second = await world.member(here.id, 'owner')
      const leave = (person: { user: string }) =>
        refusal(world.query(person, 'delete from workspace_memberships where workspace_id = $1 and user_id = $2', [here.id, person.user]))
      expect((await Promise.all([leave(here.owner), leave(second)])).sort()).toEqual(['last_owner', 'none'])
    }
  })

  test('a deleted account takes the last ownership along', async () => {
    await world.admin('delete from auth.users where id = $1', [place.owner.user])
    expect(await world.admin('select id from workspace_memberships where user_id = $1', [place.owner.user])).toEqual([])
  })

  test('removal holds from the next statement on, inside an open transaction too', async () => {
    await world.as(place.viewer, async (client) => {
      expect((await client.query('select id from projects')).rows).toHaveLength(1)
      await remove(place.owner, place.viewer)
      expect((await client.query('select id from projects')).rows).toHaveLength(0)
    })
  })

  test('changes of role stand in the trail', async () => {
    await setRole(place.owner, place.viewer, 'admin')
    await remove(place.owner, place.viewer)
    const events = await world.admin<{ kind: string }>(
      `select kind, before ->> 'role' as before, after ->> 'role' as after, actor_user_id = $2 as by_owner from review_events
       where workspace_id = $1 and coalesce(before, after) ->> 'user_id' = $3 order by seq`,
      [place.id, place.owner.user, place.viewer.user],
    )
    expect(events).toEqual([
      { kind: 'joined', before: null, after: 'viewer', by_owner: null },
      { kind: 'role_changed', before: 'viewer', after: 'admin', by_owner: true },
      { kind: 'left', before: 'admin', after: null, by_owner: true },
    ])
  })
})

describe('the time to review', () => {
  const set = (caller: Caller, hours: number | null) => world.query(caller, 'update workspaces set review_within_hours = $2 where id = $1 returning name', [place.id, hours])

  test('is set by owners and admins, and reaches everybody through the feed', async () => {
    const { cursor } = await world.pull(place.viewer, place.id, null)
    for (const [caller, hours] of [[place.admin, 8], [place.owner, null], ['service_role', 24]] as const) expect(await set(caller, hours)).toHaveLength(1)
    for (const caller of [place.reviewer, place.viewer]) expect(await set(caller, 1)).toEqual([])
    const { changes } = await world.pull(place.viewer, place.id, cursor)
    expect(changes).toEqual([{ table: 'workspaces', row: expect.objectContaining({ id: place.id, review_within_hours: 24 }) }])
  })

  test('is whole hours within a year', async () => {
    for (const hours of [0, -1, 8761]) expect(await refusal(set(place.owner, hours))).toBe('23514')
    expect(await refusal(set(place.owner, 8760))).toBe('none')
  })

  test('does not come with the right to rename', async () => {
    const rename = (caller: Caller) => refusal(world.query(caller, `update workspaces set name = 'Other', review_within_hours = 5 where id = $1`, [place.id]))
    expect([await rename(place.admin), await rename(place.owner)]).toEqual(['not_allowed', 'none'])
  })
})

describe('invitations', () => {
  test('are given by those who may, and bring in whoever signs in with the address', async () => {
    const guest = await world.user('Guest')
    await world.admin('update auth.users set email_confirmed_at = now() where id = $1', [guest.user])
    const email = await emailOf(guest)
    expect(await invite(place.admin, email.toUpperCase(), 'reviewer')).toMatchObject({ email, invited_by_user_id: place.admin.user })
    expect(await world.rpc(guest, 'accept_invitations')).toEqual([{ id: place.id, name: 'Acme', role: 'reviewer' }])
    expect(await world.rpc(guest, 'accept_invitations')).toEqual([])
    expect(await world.rpc(guest, 'get_or_create_workspace')).toEqual({ id: place.id, name: 'Acme', role: 'reviewer' })
  })

  test('need the role, and never lift anybody above the inviter', async () => {
    expect(await refusal(invite(place.reviewer, 'x@example.com', 'viewer'))).toBe('42501')
    expect(await refusal(invite(place.admin, 'x@example.com', 'owner'))).toBe('not_allowed')
    expect(await refusal(invite(place.owner, 'x@example.com', 'owner'))).toBe('none')
    expect(await refusal(invite(place.owner, 'X@example.com', 'viewer'))).toBe('already_invited')
    expect(await refusal(invite(place.owner, (await emailOf(place.viewer)).toUpperCase(), 'admin'))).toBe('already_member')
    await world.admin(`update invitations set expires_at = now() where email = 'x@example.com'`)
    expect(await refusal(invite(place.admin, 'x@example.com', 'viewer'))).toBe('none')
    expect(await refusal(invite(place.owner, 'not an address', 'viewer'))).toBe('23514')
    expect(await world.query(place.reviewer, 'select id from invitations')).toEqual([])
  })

  test('are not for an unconfirmed address, not after their time, and change no role', async () => {
    const guest = await world.user('Guest')
    const email = await emailOf(guest)
    await invite(place.owner, email, 'admin')
    expect(await world.rpc(guest, 'accept_invitations')).toEqual([])
    await world.admin(`update auth.users set email_confirmed_at = now() where id = $1`, [guest.user])
    await world.admin(`update invitations set expires_at = now() where email = $1`, [email])
    expect(await world.rpc(guest, 'accept_invitations')).toEqual([])
    const viewerEmail = await emailOf(place.viewer)
    await world.admin('update auth.users set email_confirmed_at = now() where id = $1', [place.viewer.user])
    await invite('service_role', viewerEmail, 'owner')
    expect(await world.rpc(place.viewer, 'accept_invitations')).toEqual([])
    expect(await world.query(place.viewer, 'select role from workspace_memberships where user_id = auth.uid()')).toEqual([{ role: 'viewer' }])
  })
})

test('one sees where one is signed in, and nobody else’s', async () => {
  const open = (person: { user: string }) =>
    world.admin(`insert into auth.sessions (id, user_id, user_agent) values (gen_random_uuid(), $1, 'Countersign/1') returning id`, [person.user])
  const [mine] = await open(place.viewer)
  await open(place.owner)
  expect(await world.rpc(place.viewer, 'my_sessions')).toEqual([
    { id: mine?.id, created_at: expect.any(String), used_at: expect.any(String), user_agent: 'Countersign/1', second_factor: false, current: false },
  ])
})
