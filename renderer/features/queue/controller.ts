import { v7 as uuidv7 } from 'uuid'
import type { AppError } from '../../../contract/errors.ts'
import type { OutboxStatus } from '../../../contract/status.ts'
import type { ItemDetail, ItemRef, QueueItem } from '../../../contract/views.ts'
import { announce } from '../../app/announce.ts'
import { asAppError, invoke, listen } from '../../app/ipc.ts'
import { createStore, type Store } from '../../app/store.ts'
import { ago } from '../../ui/time.ts'
import { prepare, QueueBuffer, type Loaded } from './buffer.ts'
import { changeSince, type Change } from './changes.ts'
import { DecisionHistory, type DecisionRecord } from './decisions.ts'
import { Drafts } from './drafts.ts'
import { IndexFeed } from './index-feed.ts'
import { QueueModel } from './queue-model.ts'
import {
  buildCommand,
  decided,
  missing,
  needsArming,
  noWriting,
  obstacle,
  verdictFor,
  write,
  type Verdict,
  type VerdictKey,
  type Writing,
} from './verdicts.ts'

/** Decisions right after a change from outside are ignored: the reviewer cannot have seen it. In milliseconds. */
export const guardTime = 250
const ahead = 16
const behind = 3
const longestPending = 20

/** What the screen shows; a new object with every change. */
export interface QueueState {
  /** the index has come once */
  ready: boolean
  error: AppError | null
  size: number
  row: number
  current: number | null
  /** the item in the reading pane; null: none, or on its way */
  mounted: Loaded | null
  /** of the current item, for while it is on its way */
  item: QueueItem | null
  change: Change | null
  writing: Writing
  /** why this item cannot be decided, in words */
  obstacle: string | null
  /** keys pressed before the item they are for was on screen */
  pending: readonly VerdictKey[]
  /** says why the last key did nothing */
  flash: string | null
  last: Pick<DecisionRecord, 'verdict' | 'state' | 'error'> & { id: string; title: string } | null
  canUndo: boolean
  done: number
}

/**
 * The queue's one state: what is on screen, what a key does to it, what is kept ready next. It lives outside of
 * React so that a key press takes effect within its own event, and outlives the screen so that one comes back to the
 * same item. One per account: `stop` ends it.
 */
export class QueueController {
  readonly state: Store<QueueState>
  /** counts changes of the list's rows */
  readonly listVersion = createStore(0)
  readonly model = new QueueModel()
  readonly buffer = new QueueBuffer({
    rows: () => this.#rowsChanged(),
    detail: (key, loaded) => this.#detailArrived(key, loaded),
    error: (error) => this.#failed(error),
  })
  readonly #history = new DecisionHistory()
  readonly #drafts = new Drafts((error) => this.#say(`Your note is not kept yet: ${error.message}`))
  readonly #feed = new IndexFeed({
    index: (keys) => this.#merge(keys),
    error: (error) => this.#failed(error),
  })
  readonly #stops: (() => void)[]

  #ready = false
  #error: AppError | null = null
  #mounted: Loaded | null = null
  /** the item that React has put into the document */
  #confirmed: string | null = null
  /** the mounted item as the replica has it now; undefined: not looked at again yet */
  #latest: ItemDetail | null | undefined
  #change: Change | null = null
  #guardUntil = 0
  #writing: Writing = noWriting('')
  #pending: VerdictKey[] = []
  #flash: string | null = null
  #flashTimer: ReturnType<typeof setTimeout> | undefined
  #undoing = false
  /** undone, but the index may not have it back yet */
  readonly #returning = new Set<number>()
  /** a reopening is on its way to the server */
  readonly #reopening = new Set<number>()
  #storage: OutboxStatus['storage'] = 'disk'
  #lookTimer: ReturnType<typeof setTimeout> | undefined
  #settleTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.state = createStore(this.#snapshot())
    this.#stops = [
      listen('replica.changed', ({ tables }) => {
        if (tables.some((table) => table === 'projects' || table === 'agents')) this.buffer.forgetRows()
        this.buffer.generation += 1
        this.#feed.refresh()
        this.#lookAgain()
      }),
      listen('content.changed', ({ ids }) => this.#contentArrived(ids)),
      listen('outbox.status', (status) => this.#outboxChanged(status)),
    ]
    invoke('outbox.status').then((status) => this.#outboxChanged(status), () => undefined)
    this.#feed.refresh()
  }

  stop(): void {
    this.#drafts.flush()
    clearTimeout(this.#flashTimer)
    clearTimeout(this.#lookTimer)
    clearTimeout(this.#settleTimer)
    this.#feed.stop()
    for (const stop of this.#stops) stop()
  }

  setWorkspace(workspaceId: string | null): void {
    if (!this.#feed.setWorkspace(workspaceId)) return
    this.#leave()
    this.model.reset()
    this.#ready = false
    this.#show()
  }

  retry(): void {
    this.#error = null
    this.#feed.refresh()
    this.#show()
  }

  // ---- moving

  move(step: 1 | -1): void {
    if (this.#undoing) return
    this.#leave()
    if (this.model.move(step) === null) this.#say(step === 1 ? 'This is the newest item.' : 'This is the oldest item.')
    else this.#show()
  }

  select(key: number): void {
    if (this.#undoing || key === this.model.current) return
    this.#leave()
    this.model.select(key)
    this.#show()
  }

  /** Brings one item on screen, from wherever it is named. */
  async openItem(ref: ItemRef): Promise<void> {
    this.#leave()
    try {
      const loaded = await this.buffer.read(ref)
      if (!loaded) return this.#say('This item is not on this computer.')
      this.buffer.put(loaded)
      this.model.select(loaded.key)
      this.#show()
    } catch (error) {
      this.#failed(error)
    }
  }

  // ---- deciding

  /** A verdict's key. Pressed before its item is on screen, it waits visibly; it never goes to another item. */
  press(key: VerdictKey): void {
    if (this.model.current === null) return
    if (this.#mounted === null || this.#pending.length > 0 || this.#undoing || this.#confirmed !== this.#mounted.detail.item.id) {
      const closed = this.#pending.some((waiting) => waiting !== 'a') || this.#pending.length >= longestPending
      if (!closed) this.#pending = [...this.#pending, key]
      return this.#emit()
    }
    this.choose(verdictFor(this.#mounted.detail.kind, key))
  }

  /** A verdict by key or button: decides at once, or arms when words go with it. The armed one again sends it. */
  choose(verdict: Verdict): void {
    if (!this.#mayDecide()) return
    if (!needsArming(verdict) || this.#writing.armed === verdict) return this.#decide(verdict)
    this.#writing = write(this.#writing, { kind: 'arm', verdict })
    this.#emit()
  }

  /** ⌘⏎: the armed verdict; nothing when none is armed. */
  send(): void {
    const { armed } = this.#writing
    if (armed !== null && this.#mayDecide()) this.#decide(armed)
  }

  openNote(): void {
    if (this.#mounted === null) return
    this.#writing = write(this.#writing, { kind: 'open' })
    this.#emit()
  }

  type(text: string): void {
    if (this.#mounted === null) return
    this.#writing = write(this.#writing, { kind: 'type', text })
    this.#drafts.type(this.#mounted.detail.item, text)
    this.#emit()
  }

  /** True when there was something to close. */
  escape(): boolean {
    if (this.#pending.length > 0) {
      this.#pending = []
      this.#emit()
      return true
    }
    if (this.#writing.armed === null && !this.#writing.open) return false
    this.#writing = write(this.#writing, { kind: 'escape' })
    this.#emit()
    return true
  }

  async undo(): Promise<void> {
    if (this.#undoing) return
    const record = this.#history.undoable()
    if (!record) return this.#say('There is nothing to undo.')
    const before = this.model.current
    this.#undoing = true
    this.#leave()
    this.#putBack(record)
    try {
      await record.added
      if (record.state === 'failed') return
      const { undone } = await invoke('outbox.undo', { command_id: record.command.command_id })
      if (undone) this.#undone(record)
      else await this.#reopen(record, before)
    } catch (error) {
      this.model.select(record.loaded.key)
      this.model.takeCurrent()
      if (before !== null) this.model.select(before)
      this.#say(`It could not be taken back: ${asAppError(error).message}`)
    } finally {
      this.#undoing = false
      this.#feed.refresh()
      this.#show()
    }
  }

  /** The reading pane has put this item into the document: what a key now means is what one sees. */
  confirm(id: string): void {
    this.#confirmed = id
    if (this.#pending.length > 0) setTimeout(() => this.#drain())
  }

  // ---- how decisions go

  #mayDecide(): boolean {
    const mounted = this.#mounted
    if (mounted === null || this.#undoing) return false
    if (performance.now() < this.#guardUntil) {
      this.#say('Something changed just now, so nothing was decided. Look, then press again.')
      return false
    }
    const reason = this.#obstacle()
    if (reason !== null) this.#say(reason)
    return reason === null
  }

  #obstacle(): string | null {
    const mounted = this.#mounted
    if (mounted === null) return null
    if (this.#change?.blocks) return 'It changed meanwhile; J goes on to the next.'
    if (this.#reopening.has(mounted.key)) return 'It was sent already; the server is asked to reopen it.'
    return obstacle(mounted.detail, this.#storage)
  }

  #decide(verdict: Verdict): void {
    const mounted = this.#mounted
    if (mounted === null) return
    const { text } = this.#writing
    const lack = missing(verdict, text)
    if (lack !== null) return this.#say(lack)

    // Frozen here, before anything moves: the command is about what is on screen, whatever comes next.
    const command = buildCommand(mounted.detail, verdict, text, { id: uuidv7(), now: new Date() })
    const record: DecisionRecord = { command, loaded: mounted, verdict, note: text, state: 'saving', error: null, added: Promise.resolve() }
    this.#history.add(record)
    this.#drafts.hold(mounted.detail.item)
    this.#returning.delete(mounted.key)
    this.model.select(mounted.key)
    this.model.takeCurrent()
    this.#flash = null
    this.#show()
    announce(`${mounted.detail.item.title}: ${decided(verdict)}.`)

    record.added = invoke('outbox.add', command).then(
      ({ storage }) => {
        this.#history.change(record, storage === 'disk' ? 'saved' : 'sending')
        this.#drafts.drop(mounted.detail.item)
        this.#emit()
      },
      (error: unknown) => this.#notKept(record, asAppError(error)),
    )
  }

  /** The outbox could not keep it: item and text come back, with the reason. */
  #notKept(record: DecisionRecord, error: AppError): void {
    this.#history.change(record, 'failed', error)
    this.#drafts.restore(record.loaded.detail.item, record.note)
    this.#putBack(record)
    this.#pending = []
    this.#guard()
    announce(`Not kept: ${record.loaded.detail.item.title}. ${error.message}`)
    this.#show()
  }

  /** Back into the queue and on screen, with its words. */
  #putBack({ loaded, note }: DecisionRecord): void {
    this.#drafts.remember(loaded.detail.item, note)
    this.buffer.put(loaded)
    this.#returning.add(loaded.key)
    this.model.putBack(loaded.key)
    this.model.select(loaded.key)
    this.#show()
  }

  #undone(record: DecisionRecord): void {
    this.#history.change(record, 'undone')
    this.#drafts.restore(record.loaded.detail.item, record.note)
    announce(`Taken back: ${record.loaded.detail.item.title}. It is on screen again.`)
  }

  /** It was on its way: the server is asked. Only an artifact's decision can be reopened there. */
  async #reopen(record: DecisionRecord, before: number | null): Promise<void> {
    const { command, loaded } = record
    if (command.kind !== 'review_artifact') {
      this.model.select(loaded.key)
      this.model.takeCurrent()
      if (before !== null) this.model.select(before)
      this.#returning.delete(loaded.key)
      this.#history.change(record, 'sent')
      return this.#say('It was sent already: the agent has this answer and acts on it, so it cannot be taken back.')
    }
    await invoke('outbox.add', {
      command_id: uuidv7(),
      workspace_id: command.workspace_id,
      target_id: command.target_id,
      issued_at: new Date().toISOString(),
      kind: 'reopen',
      expected: { status: command.payload.decision === 'approve' ? 'approved' : 'rejected' },
      payload: { note: null },
    })
    this.#history.change(record, 'undone')
    this.#reopening.add(loaded.key)
    this.#drafts.restore(loaded.detail.item, record.note)
    this.#say('It was sent already: the server is asked to reopen it.')
  }

  /** One of the keys that waited, once its item is on screen. */
  #drain(): void {
    const [key, ...rest] = this.#pending
    if (key === undefined || this.#mounted === null || this.#undoing || this.#confirmed !== this.#mounted.detail.item.id) return
    this.#pending = rest
    const before = this.#mounted.key
    this.choose(verdictFor(this.#mounted.detail.kind, key))
    // It did nothing (guarded, not decidable): the rest was typed blindly and goes with it.
    if (this.#mounted?.key === before && this.#writing.armed === null) this.#pending = []
    this.#emit()
  }

  // ---- what comes from main

  #merge(keys: Int32Array): void {
    const before = this.model.current
    this.model.merge(keys)
    for (const key of this.#returning) if (this.model.rowOf(key) >= 0) this.#returning.delete(key)
    this.#ready = true
    this.#error = null
    this.#judgeChange()
    if (this.model.current !== before) this.#guard()
    this.#show()
  }

  #rowsChanged(): void {
    this.listVersion.set(this.listVersion.get() + 1)
    this.#emit()
  }

  #detailArrived(key: number, loaded: Loaded | null): void {
    if (key !== this.model.current || this.#mounted !== null) return
    if (loaded) return this.#show()
    // Gone before it could be shown: on to the next.
    this.model.takeCurrent()
    this.#show()
  }

  #contentArrived(ids: readonly string[]): void {
    for (const loaded of this.buffer.incomplete()) if (ids.includes(loaded.detail.item.id)) this.buffer.forget(loaded.key)
    this.buffer.wantDetails(this.#neighbourhood())
    const mounted = this.#mounted
    if (!mounted || !ids.includes(mounted.detail.item.id)) return
    if (mounted.detail.kind === 'artifact' && mounted.detail.content.state === 'ready') return
    void this.#look(mounted, (now) => {
      // The same item with its content: not a change of what was on screen, but nobody has read it yet.
      this.buffer.put(now)
      prepare(now)
      this.#mounted = now
      this.#guard()
    })
  }

  #lookAgain(): void {
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = undefined
      if (this.#mounted) void this.#look(this.#mounted)
    }, 80)
  }

  /** Reads the mounted item again and says what changed; the pane itself stays. */
  async #look(mounted: Loaded, replace?: (now: Loaded) => void): Promise<void> {
    const now = await this.buffer.read({ kind: mounted.detail.item.kind, id: mounted.detail.item.id }).catch(() => undefined)
    if (now === undefined || this.#mounted?.key !== mounted.key) return
    if (now && replace) replace(now)
    this.#latest = now?.detail ?? null
    this.#judgeChange()
    this.#emit()
  }

  #judgeChange(): void {
    const mounted = this.#mounted
    if (!mounted || this.#latest === undefined) return
    const latest = this.#latest
    const mine = this.#history.isMine(mounted.detail.item.id)
    if (mine || this.#undoing) return
    if (this.#reopening.has(mounted.key)) {
      if (latest && latest.item.status === 'pending' && latest.local === null) this.#reopening.delete(mounted.key)
      return
    }
    const inQueue = !this.model.currentIsGone || this.#returning.has(mounted.key)
    const change = changeSince(mounted.detail, latest, inQueue, (iso) => ago(iso, Date.now()))
    if (change?.text === this.#change?.text) return
    this.#change = change
    if (change) {
      this.#guard()
      announce(change.text)
    }
  }

  #outboxChanged(status: OutboxStatus): void {
    if (status.storage !== this.#storage) {
      this.#storage = status.storage
      this.#emit()
    }
    this.#settleTimer ??= setTimeout(() => {
      this.#settleTimer = undefined
      void this.#settle(status)
    }, 150)
  }

  /** Learns what became of the latest decisions; skipped while a long outbox is being worked off. */
  async #settle({ unsent, conflicts, refused }: OutboxStatus): Promise<void> {
    const waiting = this.#history.unsent()
    if (waiting.length === 0 || unsent + conflicts + refused > 200) return
    const outbox = await invoke('outbox.list').catch(() => null)
    if (outbox && this.#history.settle(waiting, outbox)) this.#emit()
  }

  // ---- showing

  #guard(): void {
    this.#guardUntil = performance.now() + guardTime
  }

  #say(text: string): void {
    this.#flash = text
    announce(text)
    clearTimeout(this.#flashTimer)
    this.#flashTimer = setTimeout(() => {
      this.#flash = null
      this.#emit()
    }, 5_000)
    this.#emit()
  }

  #failed(error: unknown): void {
    this.#error = asAppError(error)
    this.#emit()
  }

  /** Before another item comes: what was typed is kept with the one that goes. */
  #leave(): void {
    this.#drafts.flush()
    this.#pending = []
    this.#flash = null
  }

  /** Puts the current item on screen if it is in memory, and sees to what may come next. */
  #show(): void {
    const key = this.model.current
    if (key === null) this.#mount(null)
    else if (this.#mounted?.key !== key) this.#mount(this.buffer.get(key) ?? null)
    this.listVersion.set(this.listVersion.get() + 1)
    this.#emit()
    // After this frame: what one sees comes first.
    setTimeout(() => this.buffer.wantDetails(this.#neighbourhood()))
  }

  #mount(loaded: Loaded | null): void {
    if (loaded) prepare(loaded)
    this.#mounted = loaded
    this.#latest = undefined
    this.#change = null
    this.#writing = noWriting(loaded ? this.#drafts.textOf(loaded.detail) : '')
    if (loaded && loaded.generation < this.buffer.generation) this.#lookAgain()
  }

  #neighbourhood(): number[] {
    const { current, currentRow } = this.model
    const after = this.model.rows(currentRow, currentRow + ahead + 1)
    const before = this.model.rows(currentRow - behind, currentRow).reverse()
    return [...new Set([...(current === null ? [] : [current]), ...after, ...before])]
  }

  #emit(): void {
    this.state.set(this.#snapshot())
  }

  #snapshot(): QueueState {
    const { last } = this.#history
    return {
      ready: this.#ready,
      error: this.#error,
      size: this.model.size,
      row: this.model.currentRow,
      current: this.model.current,
      mounted: this.#mounted,
      item: this.model.current === null ? null : (this.buffer.row(this.model.current) ?? null),
      change: this.#change,
      writing: this.#writing,
      obstacle: this.#obstacle(),
      pending: this.#pending,
      flash: this.#flash,
      last: last && {
        verdict: last.verdict,
        state: last.state,
        error: last.error,
        id: last.command.command_id,
        title: last.loaded.detail.item.title,
      },
      canUndo: this.#history.undoable() !== null,
      done: this.#history.done,
    }
  }
}
