import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import type { StoreLocation } from '../../../electron/store/api.ts'
import { newLocation, openStore } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

/** Runs the child to the point, kills it there with SIGKILL, and returns what it had said. */
async function killedAt(location: StoreLocation, stopAt: string, round: number): Promise<string[]> {
  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex')
  const keys = { replica: hex(location.keys.replica), outbox: hex(location.keys.outbox), hmac: hex(location.keys.hmac) }
  const orders = JSON.stringify({ location: { ...location, keys }, stopAt, round })
  const child = spawn(process.execPath, [fileURLToPath(new URL('crash-child.ts', import.meta.url)), orders], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line === `at ${stopAt}`) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  expect(signal, lines.join('\n')).toBe('SIGKILL')
  return lines
}

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
