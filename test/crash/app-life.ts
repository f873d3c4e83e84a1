import { setTimeout as pause } from 'node:timers/promises'
import { startApp, type StartedApp } from '../support/app-process.ts'
import type { CdpPage } from '../support/cdp.ts'
import type { FaultProxy } from '../support/proxy.ts'
import type { Random } from '../support/random.ts'

/** Where the whole app is killed, besides any instant. */
export const appPoints = ['app: the key was pressed', 'app: Saved was read', 'app: sending', 'app: the server has committed'] as const
export type AppPoint = (typeof appPoints)[number] | 'app: any instant'

interface AppLife {
  proxy: FaultProxy
  publishable_key: string
  person: { email: string; password: string }
  profile: string
  isNew: boolean
  random: Random
  point: AppPoint
  /** the account is open and its queue on screen */
  onOpen(): void
  /** the window shows this decision; `saved`: under the word Saved */
  onDecided(commandId: string, note: string | null, saved: boolean): void
}

const patienceMs = 40_000

/** One life of the whole app: it starts, decides by keys what its window shows, and is killed with all its processes. */
export async function liveInApp({ proxy, publishable_key, person, profile, isNew, random, point, onOpen, onDecided }: AppLife): Promise<string> {
  const app = await startApp({ profile, connection: { url: proxy.url, publishable_key } })
  let endedAt: string | null = null
  let killed = (): void => undefined
  const dead = new Promise<void>((resolve) => (killed = resolve))
  const kill = (at: string) => {
    if (endedAt !== null) return
    endedAt = at
    void app.kill().then(killed)
  }
  const nth = random.between(1, 3)
  let passed = 0
  const at = (name: AppPoint) => {
    if (name === point && ++passed === nth) kill(name)
  }
  proxy.fault = ({ name }) => {
    if (name !== 'submit_commands' || point === 'app: any instant') return null
    at('app: sending')
    if (endedAt !== null) return { kind: 'lost request' }
    return point === 'app: the server has committed' ? { kind: 'late answer', until: () => at(point) } : null
  }
  const patience = setTimeout(() => kill('app: when idle'), patienceMs)
  const instant = point === 'app: any instant' ? setTimeout(() => kill(point), random.between(200, 4_000)) : undefined
  try {
    const living = live(app, { person, isNew, random, at, onOpen, onDecided }).then(() => kill('app: when idle'))
    // What it was doing fails when it is killed, and only then.
    await Promise.race([dead, living.catch((error: unknown) => (endedAt === null ? Promise.reject(error as Error) : dead))])
    await dead
  } finally {
    clearTimeout(patience)
    clearTimeout(instant)
    proxy.fault = () => null
    if (endedAt === null) await app.kill()
  }
  return endedAt ?? point
}

interface Living extends Pick<AppLife, 'person' | 'isNew' | 'random' | 'onOpen' | 'onDecided'> {
  at(name: AppPoint): void
}

async function live({ page }: StartedApp, { person, isNew, random, at, onOpen, onDecided }: Living): Promise<void> {
  const notes = new Map<string, string | null>()
  let note: string | null = null
  await watch(page, (commandId, state, text) => {
    if (!notes.has(commandId)) notes.set(commandId, note)
    const saved = state !== 'undone' && state !== 'failed' && /\b(saved|sent)\b/i.test(text)
    onDecided(commandId, notes.get(commandId) ?? null, saved)
    if (saved) at('app: Saved was read')
  })
  if (isNew) await signIn(page, person)
  let id = await decidable(page, null)
  onOpen()
  for (let taken = random.between(4, 8); taken > 0; taken--) {
    note = random.chance(0.3) ? `words ${random.between(0, 1_000_000_000)}` : null
    if (note === null) await page.press('a')
    else {
      await page.press('r')
      await until(page, `document.activeElement?.tagName === 'TEXTAREA'`)
      await page.type(note)
      await page.press('Enter', { control: true })
    }
    at('app: the key was pressed')
    id = await decidable(page, id)
  }
}

async function until(page: CdpPage, holds: string): Promise<void> {
  while (!(await page.evaluate<boolean>(`Boolean(${holds})`))) await pause(25)
}

async function signIn(page: CdpPage, { email, password }: AppLife['person']): Promise<void> {
  const fill = async (selector: string, text: string) => {
    await until(page, `document.querySelector('${selector}')`)
    await page.evaluate(`document.querySelector('${selector}').focus()`)
    await page.type(text)
  }
  await fill('input[type=email]', email)
  await fill('input[type=password]', password)
  await page.evaluate(`document.querySelector('[data-testid=key-store-key_file]').click()`)
  await page.evaluate(`document.querySelector('[data-testid=sign-in]').click()`)
}

/** The item that may be decided now, another than `before`. What changed meanwhile (the colleague was first) is passed by. */
async function decidable(page: CdpPage, before: string | null): Promise<string> {
  for (;;) {
    const { id, may, changed } = await page.evaluate<{ id: string | null; may: boolean; changed: boolean }>(`(() => {
      const pane = document.querySelector('[data-testid=reading-pane]')
      return { id: pane?.dataset.itemId ?? null, may: pane?.dataset.decidable === 'true', changed: Boolean(pane?.querySelector('[role=alert]')) }
    })()`)
    if (id !== null && id !== before && may) return id
    if (changed) await page.press('j')
    await pause(30)
  }
}

/** Hears what the line of the last decision says, each time it changes. */
async function watch(page: CdpPage, heard: (commandId: string, state: string, text: string) => void): Promise<void> {
  await page.bind('crashHeard', (text) => heard(...(JSON.parse(text) as [string, string, string])))
  await page.evaluate(`(() => {
    let last = ''
    new MutationObserver(() => {
      const line = document.querySelector('[data-testid=last-decision]')
      if (line === null) return
      const { commandId, state } = line.dataset
      if (last === commandId + state) return
      last = commandId + state
      crashHeard(JSON.stringify([commandId, state, line.querySelector('.last-state')?.textContent ?? '']))
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })()`)
}
