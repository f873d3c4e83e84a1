import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from '../../contract/commands.ts'
import { waitingItems } from '../support/queries.ts'
import { createRandom, type Random } from '../support/random.ts'
import { startFaultProxy, type FaultProxy } from '../support/proxy.ts'
import { appPoints, liveInApp, type AppPoint } from './app-life.ts'
import { spawnChild, type Child } from './child-process.ts'
import { compare, type FindingKind, type Told } from './compare.ts'
import type { Orders, Plant } from './orders.ts'
import { anyInstant, firstPoints, idle, points } from './points.ts'
import { canCutPower, losingDisk, plainDisk, type Disk } from './power.ts'
import { chainProblems, compete, openStage, setScene, type Scene, type Stage } from './stage.ts'

/** What `npm run crash -- --json` writes. */
export interface Report {
  rounds: number
  kills_by_point: Record<string, number>
  /** decisions that were called saved */
  acknowledged: number
  lost: number
  duplicated: number
  corrupt: number
  seed: number
}

interface CrashOptions {
  rounds: number
  seed: number
  plant?: Plant | null
  /** kill at these only; by default at all of them and at any instant */
  points?: readonly string[]
  /** end with the first thing that is wrong */
  stopAtFirst?: boolean
  /** profiles that live at the same time (1) */
  jobs?: number
  /** which profiles live in the whole app, in Electron: none, one in fifty, or all */
  apps?: 'none' | 'some' | 'all'
  onRound?: (report: Report) => void
  /** what is wrong, in words */
  onFinding?: (kind: FindingKind, text: string) => void
}

const roundsPerProfile = 10
/** A start of Electron takes ten times as long as one of Node. */
const profilesPerApp = 50
/** A child that makes no progress towards its point is killed where it stands. */
const patienceMs = 3_000
/** By then a child that drains has drained, or never will. */
const drainMs = 30_000

/** Kills children at points and at random instants, and compares after each what was promised with what there is. */
export async function runCrash(options: CrashOptions): Promise<Report> {
  const random = createRandom(options.seed)
  const stage = await openStage()
  const report: Report = { rounds: 0, kills_by_point: {}, acknowledged: 0, lost: 0, duplicated: 0, corrupt: 0, seed: options.seed }
  const { rounds, apps = 'none', jobs = 1 } = options
  let profiles = 0
  let left = rounds
  let broken: unknown = null
  const job = async () => {
    while (left > 0 && broken === null && !isOver(report, options)) {
      const index = profiles++
      const mine = Math.min(roundsPerProfile, left)
      left -= mine
      const kind = apps === 'all' || (apps === 'some' && index % profilesPerApp === 0) ? 'app' : canCutPower() && (options.plant === 'synchronous-off' || index % 4 === 3) ? 'power cuts' : 'plain'
      const own = random.fork()
      const scene = await setScene(stage)
      const proxy = kind === 'app' ? await startFaultProxy(stage.stack.url) : null
      try {
        await new Profile({ stage, scene, kind, proxy, random: own, options, report }).run(mine)
      } finally {
        await proxy?.stop()
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, () => job().catch((error: unknown) => (broken ??= error))))
    if (broken !== null) throw broken
  } finally {
    await stage.stop()
  }
  return report
}

const isOver = ({ lost, duplicated, corrupt }: Report, { stopAtFirst }: CrashOptions): boolean => stopAtFirst === true && lost + duplicated + corrupt > 0

interface ProfileParts {
  stage: Stage
  scene: Scene
  kind: 'plain' | 'power cuts' | 'app'
  /** between the app and the server, where it lives in the app */
  proxy: FaultProxy | null
  random: Random
  options: CrashOptions
  report: Report
}

/** Several rounds on one profile, so that what one kill leaves behind meets the next; at the end everything is sent. */
class Profile {
  readonly #stage: Stage
  readonly #scene: Scene
  readonly #kind: ProfileParts['kind']
  readonly #proxy: FaultProxy | null
  /** as the account knows its server */
  readonly #url: string
  readonly #random: Random
  readonly #options: CrashOptions
  readonly #report: Report
  readonly #disk: Disk
  readonly #told = new Map<string, Told>()
  readonly #found = new Set<string>()
  #isNew = true
  #spare: Child

  constructor({ stage, scene, kind, proxy, random, options, report }: ProfileParts) {
    this.#stage = stage
    this.#scene = scene
    this.#kind = kind
    this.#proxy = proxy
    this.#url = proxy?.url ?? stage.stack.url
    this.#random = random
    this.#options = options
    this.#report = report
    this.#disk = kind === 'power cuts' ? losingDisk() : plainDisk()
    this.#spare = spawnChild()
  }

  async run(rounds: number): Promise<void> {
    try {
      for (let round = 0; round < rounds; round++) {
        const point = this.#proxy === null ? await this.#round() : await this.#appRound(this.#proxy)
        this.#disk.cutPower()
        const name = this.#kind === 'power cuts' ? `${point}, with a power cut` : point
        this.#report.kills_by_point[name] = (this.#report.kills_by_point[name] ?? 0) + 1
        this.#report.rounds += 1
        await this.#compare(false)
        this.#options.onRound?.(this.#report)
        if (isOver(this.#report, this.#options)) return
      }
      await this.#drain()
      await this.#compare(true)
      this.#report.acknowledged += [...this.#told.values()].filter(({ saved }) => saved).length
    } finally {
      this.#spare.kill()
      this.#disk.remove()
    }
  }

  /** One life. Returns where it ended. */
  async #round(): Promise<string> {
    const child = this.#next()
    const kill = this.#chooseKill()
    let endedAt: string | null = null
    const end = (at: string) => {
      endedAt ??= at
      child.kill()
    }
    const instant = kill === null ? setTimeout(() => end(anyInstant), this.#random.between(0, 500)) : undefined
    const patience = setTimeout(() => end(anyInstant), patienceMs)
    const ended = child.run(this.#orders({ kill }), (word, value) => {
      if (word === 'at') endedAt ??= String(value)
      else if (word === 'idle') end(idle)
      else this.#hear(word, value)
    })
    const { signal, code } = await this.#others(ended)
    clearTimeout(instant)
    clearTimeout(patience)
    if (signal !== 'SIGKILL') throw new Error(`a child ended by itself (${String(signal ?? code)}): ${child.complaints()}`)
    return endedAt ?? anyInstant
  }

  /** One life of the whole app: what its window calls saved is what was promised. */
  async #appRound(proxy: FaultProxy): Promise<string> {
    const point: AppPoint = this.#random.pick([...appPoints, 'app: any instant', 'app: any instant'])
    const { reviewer } = this.#scene
    const life = liveInApp({
      proxy,
      publishable_key: this.#stage.stack.publishable_key,
      person: reviewer,
      profile: this.#disk.folder,
      isNew: this.#isNew,
      random: this.#random.fork(),
      point,
      onOpen: () => (this.#isNew = false),
      onDecided: (commandId, note, saved) => {
        const before = this.#told.get(commandId)
        this.#told.set(commandId, { command: null, note, saved: saved || before?.saved === true, undo: 'none' })
      },
    })
    return await this.#others(life)
  }

  /** A life that ends by itself: all is sent, and what is shown is what the server has. */
  async #drain(): Promise<void> {
    const child = this.#next()
    const deadline = setTimeout(() => child.kill(), drainMs)
    let queue: string[] = []
    const { code } = await child.run(this.#orders({ drain: true }), (word, value) => {
      if (word === 'queue') queue = value as string[]
      else this.#hear(word, value)
    })
    clearTimeout(deadline)
    if (code !== 0) return this.#find('corrupt', 'drain', `the last start did not come to its end: ${child.complaints()}`)
    const { stack } = this.#stage
    const expected = await waitingItems(stack, this.#scene.reviewer.email)
    if (queue.join() !== expected.join()) this.#find('corrupt', 'queue', `the queue shows ${queue.length} items, the server has ${expected.length} that wait, or in another order`)
    for (const problem of await chainProblems(this.#stage, this.#scene)) this.#find('corrupt', problem, problem)
  }

  /** While it lives, a colleague decides and an agent brings more. */
  async #others<T>(ended: Promise<T>): Promise<T> {
    let over = false
    void ended.finally(() => (over = true)).catch(() => undefined)
    for (let step = this.#random.between(1, 3); step > 0 && !over; step--) {
      await Promise.race([ended, pause(this.#random.between(20, 150))])
      if (!over) await compete(this.#stage, this.#scene, this.#random)
    }
    return await ended
  }

  #hear(word: string, value: unknown): void {
    const decision = this.#told.get(String(value))
    switch (word) {
      case 'deciding': {
        const command = value as Command
        this.#told.set(command.command_id, { command, note: null, saved: false, undo: 'none' })
        return
      }
      case 'open':
        this.#isNew = false
        return
      case 'saved':
        if (decision !== undefined) decision.saved = true
        return
      case 'undoing':
        if (decision !== undefined) decision.undo = 'asked'
        return
      case 'undone':
        if (decision !== undefined) decision.undo = 'done'
        return
      case 'not undone':
        if (decision !== undefined) decision.undo = 'none'
        return
    }
  }

  #chooseKill(): Orders['kill'] {
    const all = this.#isNew && this.#random.chance(0.8) ? firstPoints : points
    const names = this.#options.points ?? [...Object.keys(all), ...(all === points ? [anyInstant, anyInstant, anyInstant] : [])]
    const point = this.#random.pick(names)
    return point === anyInstant ? null : { point, nth: this.#random.between(1, all[point] ?? points[point] ?? 1) }
  }

  #orders(more: Partial<Orders>): Orders {
    const { stack } = this.#stage
    const { email, password } = this.#scene.reviewer
    return {
      url: this.#url,
      publishable_key: stack.publishable_key,
      email,
      password,
      profile: this.#disk.folder,
      seed: this.#random.between(0, 2 ** 31),
      kill: null,
      decisions: this.#random.between(4, 9),
      paceMs: this.#random.pick([0, 5, 20]),
      holdMs: this.#random.pick([0, 0, 30]),
      // The channel loads supabase-js: a quarter of a second that most rounds do without.
      realtime: this.#random.chance(0.1),
      contentBytes: this.#random.pick([1_500, 3_000, 10_000_000]),
      drain: false,
      plant: this.#options.plant ?? null,
      ...more,
    }
  }

  #next(): Child {
    const child = this.#spare
    this.#spare = spawnChild()
    return child
  }

  async #compare(settled: boolean): Promise<void> {
    const { stack } = this.#stage
    const findings = await compare(stack.admin, this.#url, this.#disk.folder, this.#scene, this.#told, settled, this.#proxy === null)
    for (const { kind, about, text } of findings) this.#find(kind, about, text)
  }

  /** Each thing that is wrong counts once, in however many rounds it is found again. */
  #find(kind: FindingKind, about: string, text: string): void {
    if (this.#found.has(about)) return
    this.#found.add(about)
    this.#report[kind] += 1
    this.#options.onFinding?.(kind, text)
  }
}
