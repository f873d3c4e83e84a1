import { beforeEach, expect, test } from 'vitest'
import { newLocation, openStore } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'
import { killedAt } from './killed.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const idsIn = (lines: string[], word: string) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

test.each([
  ['outbox.before_insert', 3],
  ['outbox.after_insert', 3],
  ['sending', 2],
  ['outbox.migrate', 0],
] as const)('killed at %s: everything that was called saved is there, and nothing twice', async (point, round) => {
  const location = newLocation(folder)
  const lines = await killedAt(location, point, round)
  const saved = idsIn(lines, 'saved')
  const adding = idsIn(lines, 'adding')
  const { store, report } = await openStore(location)
  expect(report).toMatchObject({ outboxSetAside: null, rowsSetAside: 0 })
  const entries = await store.query('outbox.list', undefined)
  const kept = entries.map(({ command_id }) => command_id)
  expect(kept).toEqual(adding.slice(0, kept.length))
  expect(kept).toEqual(expect.arrayContaining(saved))
  // Not acknowledged yet, but in the file: it may be there, and is only after the insert.
  expect(kept.length).toBe(point === 'outbox.after_insert' ? saved.length + 1 : saved.length)
  expect(entries.every(({ state }) => state === 'unsent')).toBe(true)
  expect((await store.takeBatch(100)).commands.length).toBe(kept.length)
  await store.close()
})
