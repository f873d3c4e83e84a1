import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Orders } from './orders.ts'

interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A child that has loaded its code and waits for its orders. */
export interface Child {
  /** hands over the orders; resolves when the process is gone. `onLine` hears every line it says, in order. */
  run(orders: Orders, onLine: (word: string, value: unknown) => void): Promise<Ending>
  kill(): void
  /** what it wrote to stderr */
  complaints(): string
}

/** Stripped types and compiled code are kept between the children: a start takes a third of the time. */
const cache = join(tmpdir(), `countersign-crash-cache-${process.getuid?.() ?? 'user'}`)

export function spawnChild(): Child {
  const child = spawn(process.execPath, [fileURLToPath(new URL('child.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache, NODE_OPTIONS: '' },
  })
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += String(data)))
  // Killed before it has read its orders, it leaves a broken pipe.
  child.stdin.on('error', () => undefined)
  const gone = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    async run(orders, onLine) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [word, value] = JSON.parse(line) as [string, unknown]
        onLine(word, value)
      })
      child.stdin.end(JSON.stringify(orders))
      const [code, signal] = await gone
      return { code, signal }
    },
    kill: () => void child.kill('SIGKILL'),
    complaints: () => stderr,
  }
}
