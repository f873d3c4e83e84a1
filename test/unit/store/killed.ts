import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { StoreLocation } from '../../../electron/store/api.ts'

/** Runs the child to the point, kills it there with SIGKILL, and returns what it had said. */
export async function killedAt(location: StoreLocation, stopAt: string, round: number): Promise<string[]> {
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
