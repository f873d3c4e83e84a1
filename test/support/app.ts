import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { electronRuntime } from '../../scripts/lib/electron.mjs'
import { killGroup } from './app-process.ts'

const repository = join(import.meta.dirname, '../..')
const holdWindow = join(import.meta.dirname, 'hold-window.cjs')

export interface Connection {
  url: string
  publishable_key: string
}

export interface LaunchOptions {
  /** the profile folder; a new one is empty */
  profile: string
  /** null: none is given, it is asked for */
  connection?: Connection | null
  env?: Record<string, string>
  args?: readonly string[]
}

export interface RunningApp {
  electron: ElectronApplication
  page: Page
  /** everything that the app wrote to stdout and stderr so far */
  output(): string
  /** ends the app as a person would quit it, who answers a last question with Quit */
  quit(): Promise<void>
  /** SIGKILL, as a flat battery would */
  kill(): Promise<void>
}

/** A profile folder of its own, and its removal. */
export async function createProfile(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-profile-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Starts the built app in real Electron on a profile and waits for its window. */
export async function launchApp({ profile, connection, env = {}, args = [] }: LaunchOptions): Promise<RunningApp> {
  const runtime = await electronRuntime()
  const electron = await _electron.launch({
    executablePath: runtime.executable,
    args: [...runtime.args, '-r', holdWindow, repository, ...args],
    env: {
      ...(process.env as Record<string, string>),
      COUNTERSIGN_PROFILE: profile,
      ...(connection ? { COUNTERSIGN_URL: connection.url, COUNTERSIGN_KEY: connection.publishable_key } : {}),
      ...env,
    },
  })
  let output = ''
  const child = electron.process()
  child.stdout?.on('data', (data) => (output += String(data)))
  child.stderr?.on('data', (data) => (output += String(data)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))

  const page = await electron.firstWindow()
  return {
    electron,
    page,
    output: () => output,
    async quit() {
      await electron.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
      })
      await electron.close()
      await ended
    },
    async kill() {
      if (child.pid !== undefined) await killGroup(child.pid)
      await ended
    },
  }
}

/** Starts the app without a debugger, as the system does; `ended` is its exit code, `says` waits for words on stderr. */
export async function startPlainly(profile: string, ...args: string[]) {
  const runtime = await electronRuntime()
  const child = spawn(runtime.executable, [...runtime.args, repository, ...args], { env: { ...process.env, COUNTERSIGN_PROFILE: profile }, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  let errors = ''
  const says = (words: string) =>
    new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (data) => {
        errors += String(data)
        if (errors.includes(words)) resolve()
      })
      void ended.then((code) => reject(new Error(`it ended with ${code} and said: ${errors}`)))
    })
  return { child, ended, says }
}

/** Starts the app once more on a profile that is in use, as with a link; answers its exit code. */
export const startAgain = async (profile: string, ...args: string[]): Promise<number | null> => (await startPlainly(profile, ...args)).ended
