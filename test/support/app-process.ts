import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import type { Connection } from './app.ts'
import { connectCdp, type CdpPage } from './cdp.ts'

export interface StartedApp {
  page: CdpPage
  output(): string
  /** SIGKILL to all its processes; resolves when they are gone */
  kill(): Promise<void>
}

/** Starts the built app in real Electron without a test driver in it: one that may be killed at any instant. */
export async function startApp({ profile, connection }: { profile: string; connection: Connection }): Promise<StartedApp> {
  const runtime = await electronRuntime()
  const child = spawn(runtime.executable, [...runtime.args, '--remote-debugging-port=0', join(import.meta.dirname, '../..')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, COUNTERSIGN_PROFILE: profile, COUNTERSIGN_URL: connection.url, COUNTERSIGN_KEY: connection.publishable_key },
  })
  const ended = once(child, 'exit')
  const kill = async () => {
    if (child.pid !== undefined) await killGroup(child.pid)
    await ended
  }
  let output = ''
  const listening = new Promise<string>((resolve, reject) => {
    const hear = (data: unknown) => {
      output += String(data)
      const found = /DevTools listening on ws:\/\/([^/\s]+)/.exec(output)
      if (found !== null) resolve(`http://${found[1]}`)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`the app ended by itself: ${output}`)))
  })
  try {
    const http = await listening
    return { page: await firstPage(http), output: () => output, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

/** The window opens some time after the debugger. */
async function firstPage(http: string): Promise<CdpPage> {
  for (let tries = 0; ; tries++) {
    try {
      return await connectCdp(http)
    } catch (error) {
      if (tries > 200) throw error
      await pause(50)
    }
  }
}

/** Ends the app's processes, main and helpers, all at once; answers when the last one is gone. */
export async function killGroup(pid: number): Promise<void> {
  try {
    process.kill(-pid, 'SIGKILL')
    for (;;) {
      process.kill(-pid, 0)
      await pause(10)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
