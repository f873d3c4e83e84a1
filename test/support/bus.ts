import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A D-Bus session of one test's own. Needs Debian's package `dbus`. */
export interface Bus {
  address: string
  stop(): Promise<void>
}

export async function startBus(): Promise<Bus> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', '--nopidfile'], { stdio: ['ignore', 'pipe', 'ignore'] })
  return { address: await firstLine(daemon), stop: () => endChild(daemon) }
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it was ready`)))
    child.stdout?.on('data', (data) => {
      text += String(data)
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end).trim())
    })
  })
}
