import { rawEvent, rawInvoke } from '../../contract/ipc-names.ts'
import type { IpcChannel, IpcOutput } from '../../contract/ipc.ts'
import { createProfile, launchApp, type RunningApp } from '../support/app.ts'
import type { Person } from '../support/drive.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'

/** Answers put in main's place, for states that the real one is hard to bring into. */
export interface Answers {
  /** never answered: the loading states */
  hang?: readonly IpcChannel[]
  /** answered with storage_full: the error states */
  fail?: readonly IpcChannel[]
  /** answered with nothing, each in its shape */
  empty?: readonly (keyof typeof nothing)[]
  /** what is true, but for these fields of it */
  but?: Partial<Record<IpcChannel, object>>
}

const nothing = {
  // Its keys are added in main: they would not get there as what they are.
  'queue.index': { total: 0, sessions: null, complete: true, next_at: null, head: [], first: null } satisfies Omit<IpcOutput<'queue.index'>, 'keys'>,
  'projects.list': [],
  'sessions.list': { sessions: [], next: null, total: 0 },
  'workspaces.list': [],
} satisfies Partial<Record<IpcChannel, unknown>>

/** The real app on a real stack with the demo's work, taken from one state to the next. */
export interface World {
  stack: TestStack
  people: { owner: Person; colleague: Person; viewer: Person }
  app: RunningApp
  /** another profile, or the same started again; what ran before is ended */
  open(profile: string, options?: { connected?: boolean }): Promise<void>
  /** the screen asks anew and gets these; without any, what is true */
  answer(answers: Answers): Promise<void>
  /** where main's menus and notifications lead: `queue`, `sessions/<id>`, … */
  go(place: string): Promise<void>
  stop(): Promise<void>
}

export async function createWorld(): Promise<World> {
  const stack = await startTestStack({ demo: true })
  const [owner, colleague, viewer] = stack.accounts
  if (!owner || !colleague || !viewer) throw new Error('the demo has no accounts')
  const profiles = new Map<string, Awaited<ReturnType<typeof createProfile>>>()
  let running: RunningApp | null = null
  const world: World = {
    stack,
    people: { owner, colleague, viewer },
    get app() {
      if (!running) throw new Error('no app is open')
      return running
    },
    async open(name, { connected = true } = {}) {
      await running?.kill()
      const profile = profiles.get(name) ?? (await createProfile())
      profiles.set(name, profile)
      running = await launchApp({ profile: profile.folder, ...(connected ? { connection: stack } : {}) })
    },
    async answer({ hang = [], fail = [], empty = [], but = {} }) {
      const replies = Object.fromEntries(empty.map((channel) => [channel, nothing[channel]]))
      await world.app.electron.evaluate(answerInstead, { raw: rawInvoke, hang, fail, replies, but })
      await world.app.page.reload()
      // The page listens: it can be led somewhere.
      await world.app.page.getByTestId('sync-line').waitFor()
    },
    go: (to) => world.app.electron.evaluate(({ BrowserWindow }, [raw, place]) => BrowserWindow.getAllWindows()[0]?.webContents.send(raw, 'navigate', { to: place }), [rawEvent, to] as const),
    async stop() {
      await running?.kill()
      for (const profile of profiles.values()) await profile.remove()
      await stack.stop()
    },
  }
  return world
}

interface Injected {
  raw: string
  hang: readonly string[]
  fail: readonly string[]
  replies: Record<string, object>
  but: Record<string, object>
}

/** Runs in the app's main process, beside the real handler. */
function answerInstead({ ipcMain }: Pick<typeof Electron.CrossProcessExports, 'ipcMain'>, { raw, hang, fail, replies, but }: Injected): void {
  type Handler = (event: unknown, channel: string, input: unknown) => unknown
  const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers
  const kept = globalThis as { realInvoke?: Handler; hanging?: ((answer: unknown) => void)[] }
  const real = kept.realInvoke ?? handlers.get(raw)
  if (!real) throw new Error('main answers nothing yet')
  kept.realInvoke = real
  handlers.set(raw, async (event, channel, input) => {
    // Kept: one that nobody can resolve any more is collected, and Electron says then that there was no answer.
    if (hang.includes(channel) || (channel === 'app.begin' && hang.includes('queue.index'))) return new Promise((resolve) => (kept.hanging ??= []).push(resolve))
    // Whose parts are asked for one by one then.
    if (channel === 'app.begin') return { ok: false, error: { code: 'internal', message: '' } }
    if (fail.includes(channel)) return { ok: false, error: { code: 'storage_full', message: 'No space left on this disk.' } }
    const reply = replies[channel]
    if (reply === undefined) {
      const answer = (await real(event, channel, input)) as { ok: boolean; value: object }
      const change = but[channel]
      return change === undefined || !answer.ok ? answer : { ok: true, value: { ...answer.value, ...change } }
    }
    return { ok: true, value: channel === 'queue.index' ? { ...reply, keys: new Int32Array(0) } : reply }
  })
}
