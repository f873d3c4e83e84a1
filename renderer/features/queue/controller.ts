import { v7 as uuidv7 } from 'uuid'
import type { AppError } from '../../../contract/errors.ts'
import type { OutboxStatus } from '../../../contract/status.ts'
import type { ItemRef } from '../../../contract/views.ts'
import { afterFrame } from '../../app/after-frame.ts'
import { announce } from '../../app/announce.ts'
import { asAppError, invoke, listen } from '../../app/ipc.ts'
import { createStore, type Store } from '../../app/store.ts'
import { prepare, QueueBuffer, type Loaded } from './buffer.ts'
import { buildCommand, buildReopening } from './commands.ts'
import { DecisionHistory, type DecisionRecord } from './decisions.ts'
import { Drafts } from './drafts.ts'
import { Flash } from './flash.ts'
import { IndexFeed } from './index-feed.ts'
import { MountedWatch } from './mounted-watch.ts'
import { PendingKeys } from './pending-keys.ts'
import { QueueModel } from './queue-model.ts'
import { lastDecision, type QueueState } from './state.ts'
import { decided, missing, needsArming, noWriting, obstacle, verdictFor, write, type Verdict, type VerdictKey, type Writing } from './verdicts.ts'

/** How many items before and after the current one are kept ready. */
const ahead = 16
const behind = 3
/** How long a key waits for its item's content, in milliseconds. */
const keysWait = 2_000

const stamp = () => ({ id: uuidv7(), now: new Date() })

/**
 * The queue's one state: what is on screen, what a key does to it, what is kept ready next. It lives outside of React,
 * so that a key press takes effect within its own event, and outlives the screen, so that one comes back to the same
 * item. One per account, from `start` to `stop`.
 */
export class QueueController {
  readonly model = new QueueModel()
  readonly buffer = new QueueBuffer({
    rows: () => this.#rowsChanged(),
    detail: (key, loaded) => this.#detailArrived(key, loaded),
    error: (error) => this.#failed(error),
  })
  readonly #history = new DecisionHistory()
  readonly #drafts = new Drafts((error) => this.#flash.say(`Your note is not kept yet: ${error.message}`))
  readonly #flash = new Flash(() => this.#emit())
  readonly #pending = new PendingKeys()
  readonly #feed = new IndexFeed({ index: (keys, askedAt) => this.#merge(keys, askedAt), error: (error) => this.#failed(error) })
  readonly #watch = new MountedWatch(this.buffer, {
    inQueue: (key) => this.#returning.has(key) || this.model.current !== key || !this.model.currentIsGone,
    mine: (id) => this.#undoing || this.#history.isMine(id),
    onChange: () => {
      this.#emit()
      this.#drain()
    },
  })
  #stops: (() => void)[] = []

  #ready = false
  #error: AppError | null = null
  #mounted: Loaded | null = null
  /** the item that React has put into the document */
  #confirmed: string | null = null
  /** the queue was empty and an item appears by itself: a key pressed just now was not meant for it */
  #unasked = false
  /** there was an item, and then none */
  #wasCleared = false
  #writing: Writing = noWriting('')
  #undoing = false
  #expiry: ReturnType<typeof setTimeout> | undefined
  /** back in the queue, and from when on the index knows it: an older one may still lack it */
  readonly #returning = new Map<number, { follower: number | null; since: number }>()
  #storage: OutboxStatus['storage'] = 'disk'
  #toSettle: OutboxStatus | null = null
  #settling = false

  readonly state: Store<QueueState> = createStore(this.#snapshot())
  /** counts changes of the list's rows */
  readonly listVersion = createStore(0)

  start(): void {
    this.#stops = [
      listen('replica.changed', ({ tables }) => {
        if (tables.some((table) => table === 'projects' || table === 'agents')) this.buffer.forgetRows()
        this.buffer.generation += 1
        this.#feed.refresh()
        this.#watch.lookSoon()
      }),
      listen('content.changed', ({ ids }) => void this.#contentArrived(ids)),
      listen('outbox.status', (status) => this.#outboxChanged(status)),
    ]
    invoke('outbox.status').then((status) => this.#outboxChanged(status), () => undefined)
    this.#feed.start()
  }

  stop(): void {
    this.#drafts.flush()
    this.#flash.clear()
    this.#watch.stop()
    clearTimeout(this.#expiry)
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
    if (this.model.move(step) === null) this.#flash.say(step === 1 ? 'This is the newest item.' : 'This is the oldest item.')
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
      if (!loaded) return this.#flash.say('This item is not on this computer.')
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
    if (this.#watch.guarded === 'ignore') return this.#flash.say('This appeared just now, so nothing was decided. Look, then press again.')
    const target = this.#settled()
    if (target && this.#pending.empty) return this.choose(verdictFor(target.detail.kind, key))
    this.#pending.add(key)
    if (this.#mounted) this.#expire()
    this.#emit()
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

  /** Drops the keys that wait, or disarms and closes an empty note. */
  escape(): void {
    if (this.#pending.empty) this.#writing = write(this.#writing, { kind: 'escape' })
    else this.#pending.clear()
    this.#emit()
  }

  /** The reading pane has put this item into the document: from now on a key means what one sees. */
  confirm(id: string): void {
    this.#confirmed = id
    this.#drain()
  }

  /** The item on screen, with its content, and nothing about it has changed just now: what a key is for. */
  #settled(): Loaded | null {
    const loaded = this.#onScreen()
    const coming = loaded?.detail.kind === 'artifact' && loaded.detail.content.state === 'wanted'
    return this.#watch.guarded === null && !coming ? loaded : null
  }

  /** A key waits for a content, but not for long: what comes later has to be looked at first. */
  #expire(): void {
    clearTimeout(this.#expiry)
    this.#expiry = setTimeout(() => {
      if (this.#pending.empty || this.#mounted === null) return
      this.#pending.clear()
      this.#flash.say('The content did not come in time, so nothing was decided.')
    }, keysWait)
  }

  /** The mounted item, once it is in the document and nothing is being taken back. */
  #onScreen(): Loaded | null {
    return this.#mounted !== null && !this.#undoing && this.#confirmed === this.#mounted.detail.item.id ? this.#mounted : null
  }

  #mayDecide(): boolean {
    if (this.#onScreen() === null) return false
    if (this.#watch.guarded !== null) {
      this.#flash.say('Something changed just now, so nothing was decided. Look, then press again.')
      return false
    }
    const reason = this.#obstacle()
    if (reason !== null) this.#flash.say(reason)
    return reason === null
  }

  #obstacle(): string | null {
    if (this.#mounted === null) return null
    if (this.#watch.change?.blocks) return 'It changed meanwhile; J goes on to the next.'
    if (this.#watch.reopening(this.#mounted.key)) return 'It was sent already; the server is asked to reopen it.'
    return obstacle(this.#mounted.detail, this.#storage)
  }

  #decide(verdict: Verdict): void {
    const mounted = this.#mounted
    if (mounted === null) return
    const { text } = this.#writing
    const lack = missing(verdict, text)
    if (lack !== null) return this.#flash.say(lack)

    // Frozen here, before anything moves: the command is about what is on screen, whatever comes next.
    const { item } = mounted.detail
    const command = buildCommand(mounted.detail, verdict, text, stamp())
    const record: DecisionRecord = { command, loaded: mounted, follower: null, verdict, note: text, state: 'saving', error: null, added: Promise.resolve() }
    this.#history.add(record)
    this.#drafts.hold(item)
    this.#returning.delete(mounted.key)
    record.follower = this.model.takeCurrent()
    this.#flash.clear()
    this.#show()
    announce(`${item.title}: ${decided(verdict)}.`)

    record.added = invoke('outbox.add', command).then(
      ({ storage }) => {
        this.#history.change(record, storage === 'disk' ? 'saved' : 'sending')
        this.#drafts.drop(item)
        this.#emit()
      },
      (error: unknown) => this.#notKept(record, asAppError(error)),
    )
  }

  /** The outbox could not keep it: item and text come back, with the reason. */
  #notKept(record: DecisionRecord, error: AppError): void {
    const { item } = record.loaded.detail
    this.#history.change(record, 'failed', error)
    this.#pending.clear()
    this.#bringBack(record)
    this.#isBack(record)
    this.#watch.guard('ignore')
    this.#emit()
    announce(`Not kept: ${item.title}. ${error.message}`)
  }

  /** Keys that waited take effect one by one, each once its item is on screen. */
  #drain(): void {
    if (this.#pending.empty) return
    setTimeout(() => {
      const mounted = this.#settled()
      const key = mounted && this.#pending.take()
      if (!key) return
      this.choose(verdictFor(mounted.detail.kind, key))
      // It did nothing (not decidable): the rest was typed blindly and goes with it.
      if (this.#mounted === mounted && this.#writing.armed === null) this.#pending.clear()
      this.#emit()
    })
  }

  // ---- taking back

  /** The item is on screen again at once; keys pressed meanwhile wait until it is known whether it may be decided. */
  async undo(): Promise<void> {
    if (this.#undoing) return
    const record = this.#history.undoable()
    if (!record) return this.#flash.say('There is nothing to undo.')
    const before = this.model.current
    this.#leave()
    this.#undoing = true
    this.#bringBack(record)
    try {
      await record.added
      if (record.state === 'failed') return
      const { undone } = await invoke('outbox.undo', { command_id: record.command.command_id })
      if (undone) this.#undone(record)
      else await this.#reopen(record, before)
    } catch (error) {
      this.#takeAway(record, before)
      this.#flash.say(`It could not be taken back: ${asAppError(error).message}`)
    } finally {
      this.#undoing = false
      this.#feed.refresh()
      this.#show()
      this.#drain()
    }
  }

  /** Into the queue and on screen, with its words. */
  #bringBack({ loaded, note, follower }: DecisionRecord): void {
    this.#drafts.remember(loaded.detail.item, note)
    this.buffer.put(loaded)
    this.#returning.set(loaded.key, { follower, since: Infinity })
    this.model.putBack(loaded.key, follower)
    this.model.select(loaded.key)
    this.#show()
  }

  /** From now on the index has it, and its words are its draft again. */
  #isBack({ loaded, follower, note }: DecisionRecord): void {
    this.#returning.set(loaded.key, { follower, since: performance.now() })
    this.#drafts.restore(loaded.detail.item, note)
  }

  /** It stays decided after all: back to where one was. */
  #takeAway({ loaded }: DecisionRecord, before: number | null): void {
    this.#returning.delete(loaded.key)
    this.#pending.clear()
    this.model.select(loaded.key)
    this.model.takeCurrent()
    if (before !== null) this.model.select(before)
  }

  #undone(record: DecisionRecord): void {
    this.#history.change(record, 'undone')
    this.#isBack(record)
    announce(`Taken back: ${record.loaded.detail.item.title}. It is on screen again.`)
  }

  /** It was on its way already: the server is asked, where it can reopen at all. */
  async #reopen(record: DecisionRecord, before: number | null): Promise<void> {
    const reopening = buildReopening(record.command, stamp())
    if (reopening === null) {
      this.#takeAway(record, before)
      this.#history.change(record, 'sent')
      return this.#flash.say('It was sent already: the agent has this answer and acts on it, so it cannot be taken back.')
    }
    await invoke('outbox.add', reopening)
    this.#history.change(record, 'undone')
    this.#watch.expectReopening(record.loaded.key)
    this.#isBack(record)
    this.#flash.say('It was sent already: the server is asked to reopen it.')
  }

  // ---- what comes from main

  #merge(keys: Int32Array, askedAt: number): void {
    const before = this.model.current
    this.model.merge(keys)
    for (const [key, { follower, since }] of this.#returning) {
      if (askedAt > since) this.#returning.delete(key)
      else this.model.putBack(key, follower)
    }
    this.#unasked ||= this.#wasCleared && before === null && this.model.current !== null
    this.#ready = true
    this.#error = null
    this.#watch.judge()
    this.#show()
  }

  #rowsChanged(): void {
    this.listVersion.set(this.listVersion.get() + 1)
    this.#emit()
  }

  #detailArrived(key: number, loaded: Loaded | null): void {
    if (key !== this.model.current || this.#mounted !== null) return
    // Gone before it could be shown: on to the next.
    if (!loaded) this.model.takeCurrent()
    this.#show()
  }

  /** The same items, now with their content: no change of what was on screen, but nobody has read it yet. */
  async #contentArrived(ids: readonly string[]): Promise<void> {
    for (const loaded of this.buffer.incomplete()) if (ids.includes(loaded.detail.item.id)) this.buffer.forget(loaded.key)
    this.buffer.wantDetails(this.#neighbourhood())
    const mounted = this.#mounted
    if (mounted?.detail.kind !== 'artifact' || mounted.detail.content.state === 'ready' || !ids.includes(mounted.detail.item.id)) return
    const now = await this.#watch.look()
    if (!now || this.#mounted !== mounted) return
    this.buffer.put(now)
    const { writing } = this.state.get()
    this.#mount(now)
    this.#writing = writing
    this.#watch.guard('wait')
    this.#emit()
  }

  #outboxChanged(status: OutboxStatus): void {
    if (status.storage !== this.#storage) {
      this.#storage = status.storage
      this.#emit()
    }
    this.#toSettle = status
    if (!this.#settling) void this.#settle()
  }

  /** Learns what became of the latest decisions; skipped while a long outbox is being worked off. */
  async #settle(): Promise<void> {
    this.#settling = true
    for (let status = this.#toSettle; status !== null; status = this.#toSettle) {
      this.#toSettle = null
      const waiting = this.#history.unsent()
      if (waiting.length === 0 || status.unsent + status.conflicts + status.refused > 200) continue
      const outbox = await invoke('outbox.list').catch(() => null)
      if (outbox && this.#history.settle(waiting, outbox)) this.#emit()
      // While decisions follow each other, now and then is enough.
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
    this.#settling = false
  }

  #failed(error: unknown): void {
    this.#error = asAppError(error)
    this.#emit()
  }

  // ---- showing

  /** Before another item comes: what was typed is kept with the one that goes. */
  #leave(): void {
    this.#drafts.flush()
    this.#pending.clear()
    this.#flash.clear()
  }

  /** Puts the current item on screen if it is in memory, and sees to what may come next. */
  #show(): void {
    const key = this.model.current
    if (key === null) {
      this.#wasCleared ||= this.#mounted !== null
      this.#mount(null)
    }
    if (key !== null && this.#mounted?.key !== key) this.#mount(this.buffer.get(key) ?? null)
    this.#rowsChanged()
    // What one sees comes first.
    afterFrame(() => this.#prefetch())
  }

  #mount(loaded: Loaded | null): void {
    if (loaded) prepare(loaded)
    this.#mounted = loaded
    this.#watch.mount(loaded)
    this.#writing = noWriting(loaded ? this.#drafts.textOf(loaded.detail) : '')
    if (loaded && this.#unasked) this.#watch.guard('ignore')
    if (loaded) this.#unasked = false
  }

  /** Rows by the hundred, long before they are needed; whole items for the next few. */
  #prefetch(): void {
    const { model } = this
    const soon = model.keyAt(model.currentRow + 2 * ahead)
    if (soon !== undefined && !this.buffer.row(soon)) this.buffer.wantRows(model.rows(model.currentRow, model.currentRow + 150))
    this.buffer.wantDetails(this.#neighbourhood())
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
    const { model } = this
    return {
      ready: this.#ready,
      error: this.#error,
      size: model.size,
      row: model.currentRow,
      current: model.current,
      mounted: this.#mounted,
      item: model.current === null ? null : (this.buffer.row(model.current) ?? null),
      change: this.#watch.change,
      writing: this.#writing,
      obstacle: this.#obstacle(),
      decidable: this.#mounted !== null && !this.#undoing && this.#watch.guarded === null && this.#obstacle() === null,
      pending: this.#pending.keys,
      flash: this.#flash.text,
      last: lastDecision(this.#history.last),
      canUndo: this.#history.undoable() !== null,
      done: this.#history.done,
    }
  }
}
