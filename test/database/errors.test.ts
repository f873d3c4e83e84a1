import { afterAll, beforeAll, expect, test } from 'vitest'
import { World } from './support/world.ts'

// The shape in which a client of the API meets a refusal: PostgREST's body, our stable code in `details`.
let world: World
let token: string
beforeAll(async () => {
  world = await World.start()
  const user = await world.stack.createUser()
  const response = await call('/auth/v1/token?grant_type=password', { email: user.email, password: user.password })
  token = String(response.body.access_token)
})
afterAll(() => world.stop())

async function call(path: string, body: unknown, method = 'POST'): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${world.stack.url}${path}`, {
    method,
    headers: {
      apikey: world.stack.publishable_key,
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('not_member, from a function', async () => {
  const place = await world.workspace()
  expect(await call('/rest/v1/rpc/sync_pull', { workspace: place.id })).toEqual({
    status: 403,
    body: { code: 'PT403', details: 'not_member', message: 'You are not a member of this workspace.', hint: 'Ask an owner for an invitation.' },
  })
})

test('already_decided, from a plain table write', async () => {
  const workspace = (await call('/rest/v1/rpc/get_or_create_workspace', {})).body
  const basket_id = await world.insert('baskets', { workspace_id: workspace.id, name: 'B' })
  const project_id = await world.insert('projects', { workspace_id: workspace.id, basket_id, name: 'P' })
  const artifact = await world.artifact(await world.session({ project_id }))
  const path = `/rest/v1/work_artifacts?id=eq.${artifact.id}&select=status`
  const send = async (status: string) => {
    const response = await fetch(`${world.stack.url}${path}`, {
      method: 'PATCH',
      headers: { apikey: world.stack.publishable_key, authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'return=representation' },
      body: JSON.stringify({ status }),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  expect(await send('approved')).toEqual({ status: 200, body: [{ status: 'approved' }] })
  expect(await send('rejected')).toMatchObject({ status: 409, body: { code: 'PT409', details: 'already_decided', message: expect.stringMatching(/^This artifact was already approved by .+ at .+Z\.$/) as string } })
})

test('a body that does not fit, from submit_commands', async () => {
  expect(await call('/rest/v1/rpc/submit_commands', { commands: 'x' })).toMatchObject({ status: 400, body: { code: 'PT400', details: 'invalid_command' } })
})
