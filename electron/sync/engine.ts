import { replicatedTableNames } from '../../contract/feed.ts'
import type { SyncStatus } from '../../contract/status.ts'
import { AppError } from '../../contract/errors.ts'
import { BackendError } from '../backend/api.ts'
import type { Prefetch } from '../store/api.ts'
import type { SyncEngine, SyncOptions, WakeReason } from './api.ts'
import { backoffMs, Pause } from './backoff.ts'
import { BatchSize } from './batch-size.ts'
import { fetchContents } from './contents.ts'
import { PullEstimate } from './estimate.ts'
import { Gate, type LaneName } from './gate.ts'
import { Lane } from './lane.ts'
import { Machine } from './machine.ts'
import { Pace } from './pace.ts'
import { Poll } from './poll.ts'
import { pullWorkspace, sizeOf } from './pull.ts'
import { sendOutbox } from './send.ts'
import { Subscription } from './subscription.ts'
import { Timer } from './timer.ts'
import { Workspaces } from './workspaces.ts'

/** Up to 16 s: somebody may be looking at the item. */
const mostContentStalls = 4

export const createSyncEngine = (options: SyncOptions): SyncEngine => new Engine(options)

/** Three lanes (pull, send, contents) run beside each other while the gate is open. A failure closes it for all, unless it is about contents or one command alone. */
class Engine implements SyncEngine {
  readonly #options: SyncOptions
  readonly #machine: Machine
  readonly #gate: Gate
  readonly #lanes: Record<LaneName, Lane>
  readonly #poll: Poll
  readonly #subscription: Subscription
  readonly #hold: Timer
  readonly #poke: Timer
  readonly #look: Timer
  readonly #contentPause: Pause
  #started = false
  readonly #workspaces: Workspaces
  readonly #pace: Pace
  readonly #batchSize: BatchSize
  #stalls = 0
  /** counts replicas that began empty */
  #rebuilds = 0
  #ignoreNetwork: (() => void) | null = null
  #ignoreRebuilt: (() => void) | null = null

  constructor(options: SyncOptions) {
    const { clock, emit } = options
    this.#options = options
    this.#workspaces = new Workspaces(options)
    this.#pace = new Pace(clock)
    this.#batchSize = new BatchSize(clock)
    this.#machine = new Machine(clock, (status) => emit.status(status))
    this.#gate = new Gate(options, this.#machine, { opened: () => this.#beginAll(), closed: () => this.#stopTimers() })
    this.#lanes = {
      pull: this.#lane('pull', (signal) => this.#pull(signal)),
      send: this.#lane('send', (signal) => this.#send(signal)),
      contents: this.#lane('contents', (signal) => this.#contents(signal)),
    }
    this.#poll = new Poll(clock, () => this.#pullAll())
    this.#subscription = new Subscription(options, {
      onPoke: (workspaceId) => this.#poked(workspaceId),
      onState: (up) => this.#realtime(up),
    })
    this.#hold = new Timer(clock, () => this.#lanes.send.trigger())
    this.#poke = new Timer(clock, () => this.#lanes.pull.trigger())
    this.#look = new Timer(clock, () => this.#lanes.contents.trigger())
    this.#contentPause = new Pause(clock, options.random, mostContentStalls)
  }

  status(): SyncStatus {
    return this.#machine.status
  }

  start(): void {
    if (this.#started) return
    this.#started = true
    this.#ignoreNetwork = this.#options.network.onChange(() => this.wake('network'))
    this.#ignoreRebuilt = this.#options.store.onRebuilt(() => this.#startOver())
    void this.#tellOutbox()
    this.#gate.open()
  }

  async stop(): Promise<void> {
    if (!this.#started) return
    this.#started = false
    this.#gate.shut()
    this.#ignoreNetwork?.()
    this.#ignoreRebuilt?.()
    this.#subscription.end()
    this.#stopTimers()
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.idle()))
    this.#gate.forgetFailures()
    this.#workspaces.clear()
    this.#machine.to('stopped')
  }

  resume(): void {
    if (this.#started && this.#machine.state === 'sign_in_needed') this.#gate.open()
  }

  wake(reason: WakeReason): void {
    if (!this.#started) return
    switch (reason) {
      case 'command':
        this.#pace.decided()
        return this.#sendSoon()
      case 'content':
        return this.#lanes.contents.trigger()
      case 'membership':
        this.#workspaces.doubt()
        return this.#lanes.pull.trigger()
      case 'network':
      case 'resume':
      case 'focus':
      case 'manual':
        return this.#lookAgain(reason)
    }
  }

  #lookAgain(reason: 'network' | 'resume' | 'focus' | 'manual'): void {
    const { state } = this.#machine
    if (state === 'sign_in_needed' || (state === 'failed' && reason !== 'manual')) return
    if (reason === 'network' && !this.#options.network.online()) return this.#gate.lostNetwork()
    this.#poll.active()
    if (this.#gate.isOpen) this.#pullAll()
    else this.#gate.openIfAllowed()
  }

  #sendSoon(): void {
    void this.#tellOutbox()
    this.#lanes.send.trigger()
  }

  #beginAll(): void {
    this.#workspaces.doubt()
    for (const lane of Object.values(this.#lanes)) lane.trigger()
  }

  #stopTimers(): void {
    for (const timer of [this.#hold, this.#poke, this.#look, this.#poll]) timer.stop()
  }

  #lane(name: LaneName, work: (signal: AbortSignal) => Promise<void>): Lane {
    return new Lane(
      () => this.#gate.isOpen,
      () => this.#gate.through(name, work),
      (error) => {
        if (this.#started) this.#gate.failed(name, error)
      },
    )
  }

  async #pull(signal: AbortSignal): Promise<void> {
    if (this.#workspaces.mustLearn()) this.#subscription.follow(await this.#workspaces.learn(signal))
    if (!this.#gate.isOpen) return
    if (this.#machine.state !== 'live') this.#machine.to('pulling')
    const rebuilds = this.#rebuilds
    let rows = 0
    let bytes = 0
    const { clock } = this.#options
    const estimate = new PullEstimate(clock.monotonic())
    const workspaceIds = this.#workspaces.takeDirty()
    // Beside the pull, which goes on without it.
    sizeOf(this.#options.store, this.#options.backend, workspaceIds, signal).then(
      (size) => estimate.expect(size),
      () => undefined,
    )
    for (const workspaceId of workspaceIds) {
      await this.#pullOne(workspaceId, signal, (pageRows, pageBytes, more) => {
        rows += pageRows
        bytes += pageBytes
        estimate.page(pageRows, clock.monotonic())
        if (more && this.#machine.state === 'live') this.#machine.to('pulling')
        if (this.#machine.state === 'pulling') this.#machine.progress({ rows, bytes, ...estimate.at(clock.monotonic()) })
      })
    }
    // Of a replica that began empty meanwhile this was a part; the pull that follows brings all of it.
    if (!this.#gate.isOpen || rebuilds !== this.#rebuilds) return
    this.#machine.pulled()
    if (this.#machine.state === 'pulling') this.#machine.to('live')
    if (rows > 0) this.#poll.active()
    this.#poll.next(this.#machine.status.realtime)
    this.#lanes.contents.trigger()
  }

  async #pullOne(workspaceId: string, signal: AbortSignal, onPage: (rows: number, bytes: number, more: boolean) => void): Promise<void> {
    const { store, backend, emit } = this.#options
    try {
      await pullWorkspace(
        store,
        backend,
        workspaceId,
        {
          pace: this.#pace,
          onPage: ({ tables, rows, resend }, bytes, more) => {
            if (tables.length > 0) emit.replicaChanged(tables)
            // The items of a long pull can be decided from its first page on.
            if (more && tables.includes('work_artifacts')) this.#lanes.contents.trigger()
            if (resend) this.#sendSoon()
            if (this.#gate.isOpen) onPage(rows, bytes, more)
          },
          onPoint: this.#point,
        },
        signal,
      )
      this.#workspaces.pulled(workspaceId)
    } catch (error) {
      if (!isNotMember(error)) throw error
      const { tables } = await store.purgeWorkspace(workspaceId)
      emit.replicaChanged(tables)
      // Listed and refused at the same time: not a loop, but a pause.
      if (this.#workspaces.refused(workspaceId)) throw error
      this.#lanes.pull.trigger()
    }
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { store, backend, emit, random } = this.#options
    const rest = this.#pace.nextBatch
    if (rest > 0) return this.#hold.start(rest)
    const { nextInMs, stalled } = await sendOutbox(
      store,
      backend,
      this.#batchSize,
      {
        onSending: () => {
          this.#pace.sent()
          void this.#tellOutbox()
        },
        onSettled: ({ tables }) => {
          if (tables.length > 0) emit.replicaChanged(tables)
          void this.#tellOutbox()
        },
        onPoint: this.#point,
        mayGoOn: () => this.#gate.isOpen,
        random,
      },
      signal,
    ).catch((error: unknown) => {
      void this.#tellOutbox()
      throw error
    })
    if (!this.#gate.isOpen) return
    this.#stalls = stalled ? this.#stalls + 1 : 0
    if (stalled) this.#hold.start(backoffMs(this.#stalls, random))
    else if (nextInMs === null) this.#hold.stop()
    else this.#hold.start(nextInMs)
  }

  /** A server that gives no contents holds up neither the pull nor decisions: this lane alone pauses, and asks again. */
  async #contents(signal: AbortSignal): Promise<void> {
    const { store, backend, emit } = this.#options
    if (this.#contentPause.left > 0) return this.#look.start(this.#contentPause.left)
    const fetched = await fetchContents(
      store,
      backend,
      {
        mayGoOn: () => this.#gate.isOpen,
        prefetch: () => this.#prefetch(),
        onAllHere: () => this.#pace.allHere(),
        onArrived: (ids) => emit.contentChanged(ids),
      },
      this.#contentPause.hasFailed,
      signal,
    )
    if (fetched === 'nothing') return
    this.#contentPause.after(fetched === 'stalled')
    if (fetched === 'stalled' && this.#gate.isOpen) this.#look.start(this.#contentPause.left)
  }

  /** Beside a pull, which comes first, and while somebody decides, only what may be decided next. */
  #prefetch(): Prefetch {
    if (this.#machine.state !== 'live') return 'first'
    const rest = this.#pace.nextLook
    if (rest === 0) return 'head'
    this.#look.start(rest)
    return 'first'
  }

  #poked(workspaceId: string): void {
    this.#workspaces.dirty(workspaceId)
    if (this.#gate.isOpen && !this.#poke.isRunning) this.#poke.start(this.#pace.pokes)
  }

  #realtime(up: boolean): void {
    this.#machine.realtime(up)
    // Pokes may have been missed meanwhile; and without them the poll has to be quick.
    this.#poll.active()
    if (up) this.#pullAll()
    else if (this.#gate.isOpen && this.#machine.state === 'live') this.#poll.next(false)
  }

  /** The replica was damaged and begins empty: everything on screen with it. */
  #startOver(): void {
    this.#rebuilds += 1
    this.#machine.startedOver()
    this.#options.emit.replicaChanged([...replicatedTableNames])
    this.#workspaces.doubt()
    this.#lanes.pull.trigger()
  }

  #pullAll(): void {
    this.#workspaces.allDirty()
    this.#lanes.pull.trigger()
  }

  async #tellOutbox(): Promise<void> {
    try {
      this.#options.emit.outboxStatus(await this.#options.store.outboxStatus())
    } catch {
      // The store is gone or closing; whoever closes it says so.
    }
  }

  #point = (name: string): void => this.#options.onPoint?.(name)
}

const isNotMember = (error: unknown): boolean =>
  (error instanceof BackendError && error.failure === 'not_member') || (error instanceof AppError && error.code === 'not_member')
