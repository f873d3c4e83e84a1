import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command, CommandKind, CommandOf } from '../../../contract/commands.ts'
import type { Store } from '../../../electron/store/api.ts'
import { apply, artifact, body, change, deletionOf, member, newLocation, openStore, page, project, projectId, queueIds, session, sessionId, userId, workspace, workspaceId } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let store: Store
const location = newLocation(null)
beforeEach(async () => {
  ;({ store } = await openStore(location))
  await apply(store, page([change('workspaces', workspace()), change('projects', project()), change('work_sessions', session())]))
})
afterEach(() => store.close())

function command<K extends CommandKind>(kind: K, target_id: string, payload: CommandOf<K>['payload'], expected: object = {}): Command {
  return { command_id: randomUUID(), workspace_id: workspaceId, target_id, issued_at: '2026-11-25T10:00:00.000Z', kind, expected, payload } as Command
}
const add = async (...commands: Command[]) => {
  for (const each of commands) await store.addCommand(each, 0)
}
const sessionPayload = (project_id: string) => ({ project_id, task_type: 'research' as const, task_intent: 'Look', task_parameters: { focus: 'x', sources: ['web'], depth: 'quick' }, agent_id: null })
const projects = async () => (await store.query('projects.list', { workspace_id: null })).map(({ name, local }) => [name, local?.kind ?? null])
const sessions = async () => (await store.query('sessions.list', allSessions)).sessions.map(({ task_intent, status, project_name, local }) => [task_intent, status, project_name, local?.state ?? null])
const allSessions = { workspace_id: null, project_id: null, statuses: [], after: null, limit: 50 }
const kinds = async () => (await store.takeBatch(500)).commands.map(({ kind }) => kind)
const answer = (each: Command, outcome: string, rest: object) => body([{ command_id: each.command_id, outcome, ...rest }])
const applied = (each: Command, ...changes: object[]) => store.settle([each.command_id], answer(each, 'applied', { changes }))
const refused = { error: { code: 'not_allowed', message: 'No.' } }

describe('the order in which commands go', () => {
  const create = command('create_project', randomUUID(), { name: 'New', description: null, basket_id: null })
  const inIt = command('create_session', randomUUID(), sessionPayload(create.target_id))
  const start = command('start_session', inIt.target_id, {}, { status: 'pending' })

  test('a session waits for its project, its start for the session', async () => {
    await add(create, inIt, start)
    expect(await kinds()).toEqual(['create_project'])
    expect(await kinds()).toEqual([])
    await applied(create, change('projects', project({ id: create.target_id, name: 'New' })))
    expect(await kinds()).toEqual(['create_session'])
    await applied(inIt, change('work_sessions', session({ id: inIt.target_id, status: 'pending' })))
    expect(await kinds()).toEqual(['start_session'])
  })

  test('what builds on something refused waits until that is settled, also by a new try', async () => {
    await add(create, inIt)
    await kinds()
    await store.settle([create.command_id], answer(create, 'rejected', refused))
    expect(await kinds()).toEqual([])
    const again = { ...command('create_project', create.target_id, { name: 'Newer', description: null, basket_id: null }) }
    await add(again)
    await store.dismissCommand(create.command_id)
    expect(await kinds()).toEqual(['create_project'])
    await applied(again, change('projects', project({ id: create.target_id, name: 'Newer' })))
    expect(await kinds()).toEqual(['create_session'])
  })

  test('sessions of one project go together, and before its deletion', async () => {
    const [one, two] = [command('create_session', randomUUID(), sessionPayload(projectId)), command('create_session', randomUUID(), sessionPayload(projectId))]
    await add(one, two, command('delete_project', projectId, {}))
    expect(await kinds()).toEqual(['create_session', 'create_session'])
  })

  test('what others build on is not taken back before them', async () => {
    await add(create, inIt)
    await expect(store.undoCommand(create.command_id)).rejects.toMatchObject({ code: 'others_depend' })
    expect(await store.undoCommand(inIt.command_id)).not.toBeNull()
    expect(await store.undoCommand(create.command_id)).not.toBeNull()
    expect(await projects()).toEqual([['Pricing', null]])
  })
})

describe('what was done here', () => {
  test('shows at once, marked, and stays through the answer and a later pull', async () => {
    const create = command('create_project', randomUUID(), { name: 'New', description: 'why', basket_id: null })
    const inIt = command('create_session', randomUUID(), sessionPayload(create.target_id))
    const start = command('start_session', inIt.target_id, {})
    await add(create, inIt, start)
    expect(await projects()).toEqual([['New', 'create_project'], ['Pricing', null]])
    expect(await sessions()).toEqual([['Look', 'running', 'New', 'unsent'], ['Compare prices', 'running', 'Pricing', null]])
    await kinds()
    await applied(create, change('projects', project({ id: create.target_id, name: 'New' })))
    expect(await projects()).toEqual([['New', null], ['Pricing', null]])
    await kinds()
    await applied(inIt, change('work_sessions', session({ id: inIt.target_id, project_id: create.target_id, task_intent: 'Look', status: 'pending' })))
    // the start is still here: the server's pending row lies beneath
    expect((await sessions()).find(([intent]) => intent === 'Look')).toEqual(['Look', 'running', 'New', 'unsent'])
    await kinds()
    await applied(start, change('work_sessions', session({ id: inIt.target_id, project_id: create.target_id, task_intent: 'Look', status: 'running', row_version: 2 })))
    expect((await sessions()).find(([intent]) => intent === 'Look')).toEqual(['Look', 'running', 'New', null])
    // a late page with the older row brings nothing back
    await apply(store, page([change('work_sessions', session({ id: inIt.target_id, project_id: create.target_id, task_intent: 'Look', status: 'pending' }))]))
    expect((await sessions()).find(([intent]) => intent === 'Look')?.[1]).toBe('running')
  })

  test('an edit lies over what comes meanwhile, field by field, and goes with its conflict', async () => {
    const edit = command('update_project', projectId, { name: 'Mine' }, { name: 'Pricing' })
    await add(edit)
    await apply(store, page([change('projects', project({ name: 'Theirs', description: 'new words', row_version: 2 }))]))
    expect((await store.query('projects.list', { workspace_id: null }))[0]).toMatchObject({ name: 'Mine', description: 'new words' })
    await kinds()
    const theirs = change('projects', project({ name: 'Theirs', description: 'new words', row_version: 2 }))
    await store.settle([edit.command_id], answer(edit, 'conflict', { error: { code: 'content_changed', message: 'Changed.' }, changes: [theirs] }))
    expect(await projects()).toEqual([['Theirs', 'update_project']])
    expect(await store.query('outbox.list', undefined)).toMatchObject([{ kind: 'update_project', state: 'conflict', title: 'Theirs', fields: [{ name: 'name', mine: 'Mine', theirs: 'Theirs' }] }])
  })

  test('a deletion takes sessions and items out of sight, those that come meanwhile too, and undo brings them back', async () => {
    const first = artifact()
    await apply(store, page([change('work_artifacts', first)]))
    const remove = command('delete_project', projectId, {})
    await add(remove)
    const second = artifact({}, 11)
    await apply(store, page([change('work_artifacts', second)]))
    expect([await projects(), await sessions(), await queueIds(store), await store.query('sessions.detail', { id: sessionId })]).toEqual([[], [], [], null])
    expect(await store.undoCommand(remove.command_id)).not.toBeNull()
    expect([await projects(), (await sessions()).length, await queueIds(store)]).toEqual([[['Pricing', null]], 1, [first.id, second.id]])
  })

  test('a deletion elsewhere wins over an edit here; a created row survives a pull that begins from nothing', async () => {
    await add(command('update_project', projectId, { name: 'Mine' }, { name: 'Pricing' }), command('create_project', randomUUID(), { name: 'New', description: null, basket_id: null }))
    await apply(store, page([deletionOf('projects', projectId, 2)]))
    expect(await projects()).toEqual([['New', 'create_project']])
    await apply(store, page([change('workspaces', workspace())], { reset: true }))
    expect(await projects()).toEqual([['New', 'create_project']])
    expect(await sessions()).toEqual([])
  })

  test('goes with its workspace and comes back with it', async () => {
    await add(command('create_project', randomUUID(), { name: 'New', description: null, basket_id: null }))
    await store.setWorkspaces([])
    expect(await projects()).toEqual([])
    await store.setWorkspaces([member])
    expect(await projects()).toEqual([['New', 'create_project']])
  })

  test('is made anew from the outbox when the account is opened, over the server’s rows', async () => {
    const folder = temporaryFolder()
    const place = newLocation(folder)
    const first = (await openStore(place)).store
    await apply(first, page([change('workspaces', workspace()), change('projects', project())]))
    const edit = command('update_project', projectId, { name: 'Mine' }, { name: 'Pricing' })
    await first.addCommand(edit, 0)
    await first.close()
    const second = (await openStore(place)).store
    expect((await second.query('projects.list', { workspace_id: null })).map(({ name }) => name)).toEqual(['Mine'])
    expect(await second.undoCommand(edit.command_id)).not.toBeNull()
    expect((await second.query('projects.list', { workspace_id: null })).map(({ name }) => name)).toEqual(['Pricing'])
    await second.close()
  })
})

test('a comment or claim does not take its item out of the queue, nor its draft', async () => {
  const row = artifact()
  await apply(store, page([change('work_artifacts', row)]))
  await store.putDraft({ kind: 'artifact', id: row.id }, 'half a thought')
  await add(command('claim', row.id, { on: 'artifact' }), command('comment', row.id, { on: 'artifact', body: 'Hm.' }))
  expect(await queueIds(store)).toEqual([row.id])
  expect(await store.query('items.detail', { kind: 'artifact', id: row.id })).toMatchObject({ draft: 'half a thought', local: null })
  expect(await store.query('outbox.list', undefined)).toMatchObject([{ kind: 'claim', decision: null }, { kind: 'comment', note: 'Hm.', title: 'Findings' }])
  expect(await kinds()).toEqual(['claim'])
})

test('the tables that are asked for by name are kept', async () => {
  const common = { workspace_id: workspaceId, created_at: '2026-01-05T08:00:00.000001+00:00', row_version: 1 }
  const mutation = { ...common, id: randomUUID(), work_session_id: sessionId, application_id: null, kind: 'create', target: 'basket', before: null, after: ['a', { b: 1 }] }
  const comment = { ...common, id: randomUUID(), artifact_id: null, checkpoint_id: null, work_session_id: sessionId, author_user_id: userId, body: 'Words', edited_at: null }
  const { tables } = await apply(store, page([change('context_mutations', mutation), change('comments', comment)]))
  expect(tables.toSorted()).toEqual(['comments', 'context_mutations'])
  expect(await store.countRows()).toMatchObject({ context_mutations: 1, comments: 1 })
  await apply(store, page([deletionOf('comments', comment.id, 2)]))
  expect(await store.countRows()).toMatchObject({ comments: 0 })
})
