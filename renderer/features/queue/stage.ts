import type { AppError } from '../../../contract/errors.ts'
import type { ItemRef } from '../../../contract/items.ts'
import type { OutboxStatus } from '../../../contract/status.ts'
import { asAppError } from '../../app/ipc.ts'
import { createStore, setFields, type Store } from '../../app/store.ts'
import { isComing, prepare, QueueBuffer, type Loaded } from './buffer.ts'
import { DecisionHistory, type DecisionRecord } from './decisions.ts'
import { Drafts } from './drafts.ts'
import { Flash } from './flash.ts'
import { HeldIndex, type Order } from './held-index.ts'
import type { ListChange } from './index-feed.ts'
import { MountedWatch } from './mounted-watch.ts'
import { PendingKeys } from './pending-keys.ts'
import { Prefetch } from './prefetch.ts'
import { QueueModel } from './queue-model.ts'
import { ReadingTime } from './reading-time.ts'
import { Returning } from './returning.ts'
import { decidedState, queueState, type DecidedState, type QueueState } from './state.ts'
import { noWriting, obstacle, write, type Writing } from './verdicts.ts'
import { draftWords, wordsAhead } from './words-ahead.ts'

/** While somebody types a search, whole items are fetched this long after the last letter: the list comes first. Milliseconds. */
const typingPause = 120

/**
 * What is on screen, what is written to it, what is kept ready beside it. The controller's parts act on it; each change
 * of it becomes a new `state`, or a new `decided`.
 */
export class Stage {
  readonly model = new QueueModel()
  readonly buffer = new QueueBuffer({
    rows: () => this.rowsChanged(),
    detail: (key, loaded) => this.#detailArrived(key, loaded),
    error: (error) => this.failed(error),
  })
  readonly history = new DecisionHistory()
  readonly returning = new Returning(this.model)
  readonly drafts = new Drafts(
    (error) => this.flash.say(`Your note is not kept yet: ${error.message}`),
    ({ id }) => this.buffer.forget(id),
  )
  readonly flash = new Flash(() => this.emit())
  readonly pending = new PendingKeys()
  readonly reading = new ReadingTime()
  readonly watch = new MountedWatch(this.buffer, {
    inQueue: (key) => this.returning.has(key) || this.model.current !== key || !this.model.currentIsGone,
    mine: (loaded) => this.undoing || this.history.explains(loaded.detail),
    onChange: () => {
      this.emit()
      this.#onSettled()
    },
  })

  ready = false
  error: AppError | null = null
  mounted: Loaded | null = null
  writing: Writing = noWriting('')
  /** a decision is being taken back: whether its item may be decided is not known yet */
  undoing = false
  /** asked for by its name and on its way: what is pressed from now on is not for the item that is still there */
  opening: ItemRef | null = null
  /** the menu of templates beside the note */
  templatesOpen = false
  storage: OutboxStatus['storage'] = 'disk'
  /** the item that React has put into the document */
  #confirmed: string | null = null
  /** the current item appears by itself and is not on screen yet: a key pressed just now was not meant for it */
  #unasked = false
  /** there was an item, and then none */
  #wasCleared = false
  /** how many of `writing.asked` the field has followed */
  #served = 0
  readonly #onSettled: () => void
  readonly #newer = new HeldIndex(this.model, this.buffer, (order) => this.#merge(order))
  readonly #prefetch = new Prefetch(this.model, this.buffer, this.#newer)

  readonly state: Store<QueueState> = createStore(queueState(this))
  readonly decided: Store<DecidedState> = createStore({ last: null, canUndo: false, done: 0 })
  /** counts changes of the list's rows */
  readonly listVersion = createStore(0)

  /** `onSettled`: what is on screen may be decided from now on, perhaps */
  constructor(onSettled: () => void) {
    this.#onSettled = onSettled
  }

  /** Before another item comes: what was typed is kept with the one that goes. */
  leave(): void {
    this.drafts.flush()
    this.flash.clear()
    this.#unasked = false
  }

  /** Of the current item, as far as it is here. */
  get title(): string | null {
    const { current } = this.model
    return current === null ? null : (this.mounted?.detail.item.title ?? this.buffer.row(current)?.title ?? null)
  }

  /** Somebody is writing: what is pressed next are words. */
  get writes(): boolean {
    return this.pending.typing || this.writing.asked > 0
  }

  /** The note takes the focus: at once, or with its item, which is on its way. */
  openNote(): void {
    if (this.opening !== null) this.pending.add({ kind: 'note' })
    else if (this.mounted !== null) this.writing = write(this.writing, { kind: 'open' })
    else if (this.model.current !== null) this.pending.add({ kind: 'note' })
    this.emit()
  }

  /**
   * Keys that wait are dropped, before one leaves their item or because nothing comes of them: the words among them are
   * drafts. `first`: whether they are for the current item (0) or the one after it (1).
   */
  keepWords(first: 0 | 1 = 0, words = wordsAhead(this, first)): void {
    this.pending.clear()
    draftWords(this, words)
  }

  /** Whether the note is to take the focus: once each time that it is asked for, however often it is drawn anew. */
  noteWasAsked(): boolean {
    const { asked } = this.writing
    const isNew = asked > this.#served
    this.#served = asked
    return isNew
  }

  /** Puts the current item on screen if it is in memory, and sees to what may come next, after a pause if need be. */
  show(pause = 0): void {
    const key = this.model.current
    if (key === null) {
      this.#wasCleared ||= this.mounted !== null
      this.mount(null)
    }
    if (key !== null && this.mounted?.key !== key) this.mount(this.buffer.get(key) ?? null)
    this.rowsChanged()
    this.#prefetch.soon(pause)
  }

  /** Another item is current by itself: no key was meant for it. Whoever writes goes on writing. */
  appear(writes = this.pending.typing): void {
    // What waits for one that was asked for by its name still does.
    if (this.opening !== null) this.keepWords()
    else this.pending.clear()
    if (this.mounted === null || this.mounted.key !== this.model.current) this.#unasked = true
    this.show()
    if (writes) this.openNote()
  }

  /** The current item has appeared by itself a moment ago, or is about to; or another is on its way. */
  get appears(): boolean {
    return this.opening !== null || (this.mounted === null ? this.#unasked : this.watch.guarded === 'ignore')
  }

  mount(loaded: Loaded | null): void {
    if (loaded) prepare(loaded)
    this.mounted = loaded
    this.templatesOpen = false
    this.watch.mount(loaded)
    this.writing = noWriting(loaded ? this.drafts.textOf(loaded.detail) : '')
    this.#served = 0
    if (loaded && this.#unasked) this.watch.guard('ignore')
    if (loaded) this.#unasked = false
  }

  /** One comes to this item from elsewhere, for what it is now and with the words that were put back to it; what is written to it stays. */
  open(loaded: Loaded): void {
    this.drafts.adopt(loaded.detail)
    this.buffer.put(loaded)
    this.model.select(loaded.key)
    if (this.mounted?.key === loaded.key) this.#mountAgain(loaded)
    this.show()
  }

  /** A command about it was taken back by another screen: it is as it was before, and the words are its note again. */
  async takenBack(item: ItemRef, words: string | null): Promise<void> {
    if (words !== null) this.drafts.putBack(item, words)
    this.buffer.forget(item.id)
    if (this.mounted?.detail.item.id !== item.id) return
    const loaded = await this.buffer.read(item).catch(() => null)
    if (loaded === null || this.mounted?.key !== loaded.key) return
    this.drafts.adopt(loaded.detail)
    this.#mountAgain(loaded)
    this.emit()
  }

  /** It is decided no more and waits again, if the next index says so: no index without it may have come meanwhile. */
  waitsAgain({ loaded, follower }: DecisionRecord): void {
    const before = this.model.current
    this.returning.add(loaded.key, follower)
    this.returning.known(loaded.key, follower)
    if (this.model.current === before) this.rowsChanged()
    else this.appear()
  }

  /** What this command asked the server to reopen stays decided. */
  stands(reopening: string): void {
    const record = this.history.reopened(reopening)
    this.history.settleReopening(reopening, 'sent')
    if (record !== null) this.watch.reopeningFailed(record.loaded.key)
  }

  /** The same item as it is now; the note and what is open beside it stay as they are, and so does who has the focus. */
  #mountAgain(loaded: Loaded): void {
    const { writing, templatesOpen } = this
    const served = this.#served
    const { guarded } = this.watch
    this.mount(loaded)
    const { text, open } = this.writing
    this.writing = { ...writing, text, open: open || writing.open }
    this.#served = served
    this.templatesOpen = templatesOpen
    this.watch.guard(guarded ?? 'wait')
  }

  /** The reading pane has put this item into the document: from now on a key means what one sees. */
  confirm(id: string): void {
    this.#confirmed = id
    this.reading.begin(id, performance.now())
    this.#onSettled()
  }

  /** Another screen takes this one's place: keys that wait decide nothing behind it. */
  leaveScreen(): void {
    this.keepWords()
    this.leave()
    this.#confirmed = null
    this.emit()
  }

  /** The mounted item, once it is in the document, nothing is being taken back and no other is on its way. */
  onScreen(): Loaded | null {
    return this.mounted !== null && !this.undoing && this.opening === null && this.#confirmed === this.mounted.detail.item.id ? this.mounted : null
  }

  /** The item on screen, with its content, and nothing about it has changed just now: what a key is for. */
  settled(): Loaded | null {
    const loaded = this.onScreen()
    return this.watch.guarded === null && loaded !== null && !isComing(loaded) ? loaded : null
  }

  /** Why what is on screen can't be decided, in words, or null. */
  obstacle(): string | null {
    if (this.mounted === null) return null
    if (this.watch.change?.blocks) return 'It changed meanwhile; J goes on to the next.'
    if (this.watch.reopening(this.mounted.key)) return 'It was sent already; the server is asked to reopen it.'
    return obstacle(this.mounted.detail, this.storage)
  }

  /** A newer index of the queue; `urgent`: not kept back for the sake of what comes next. */
  merge(order: Order, urgent: boolean): void {
    if (this.#newer.offer(order, urgent || !this.ready)) this.#prefetch.items()
  }

  #merge({ keys, sessions, askedAt }: Order): void {
    const before = this.model.current
    this.model.merge(keys, sessions)
    this.returning.merged(askedAt)
    this.ready = true
    this.error = null
    this.watch.judge()
    if (this.#wasCleared && before === null && this.model.current !== null) this.appear()
    else this.show()
  }

  /** The index of another filter; `kept` stays on screen also where it is not in it. Where it changes what is on screen, a key pressed just now was not meant for that. */
  replace({ keys, sessions, askedAt }: Order, change: ListChange, kept: number | null): void {
    this.#newer.drop()
    const before = this.model.current
    const words = wordsAhead(this, 0)
    this.model.replace(keys, sessions, kept)
    if (this.model.current !== before) {
      const writes = this.opening !== null && this.pending.typing
      this.keepWords(0, words)
      this.leave()
      if (writes) this.openNote()
    }
    this.returning.merged(askedAt)
    this.#wasCleared = false
    this.#unasked = before !== null && this.model.current !== before
    this.ready = true
    this.error = null
    this.watch.judge()
    this.show(change === 'typed' ? typingPause : 0)
  }

  /** Another queue: nothing of the old one counts. */
  reset(): void {
    this.keepWords()
    this.opening = null
    this.leave()
    this.#newer.drop()
    this.model.reset()
    this.ready = false
    this.show()
  }

  /** The same items, now with their content: no change of what was on screen, but nobody has read it yet. */
  async contentArrived(ids: readonly string[]): Promise<void> {
    this.buffer.contentArrived(ids)
    this.#prefetch.items()
    const { mounted } = this
    if (mounted?.detail.kind !== 'artifact' || mounted.detail.content.state === 'ready' || !ids.includes(mounted.detail.item.id)) return
    const now = await this.watch.look()
    if (now?.detail.kind !== 'artifact' || this.mounted !== mounted) return
    prepare(now)
    this.buffer.put(now)
    // Not a mount: what is written, open beside it and said to have changed belongs to the item.
    this.mounted = { ...mounted, detail: { ...mounted.detail, content: now.detail.content }, prepared: now.prepared, generation: now.generation }
    this.watch.completed(this.mounted)
    this.emit()
  }

  showTemplates(open: boolean): void {
    if (this.mounted === null || open === this.templatesOpen) return
    this.templatesOpen = open
    if (open) this.writing = write(this.writing, { kind: 'open' })
    this.emit()
  }

  failed(error: unknown): void {
    this.error = asAppError(error)
    this.emit()
  }

  rowsChanged(): void {
    this.listVersion.set(this.listVersion.get() + 1)
    this.emit()
  }

  emit(): void {
    setFields(this.state, queueState(this))
    setFields(this.decided, decidedState(this, this.decided.get()))
  }

  stop(): void {
    this.keepWords()
    this.drafts.flush()
    this.flash.clear()
    this.watch.stop()
    this.#newer.drop()
    this.#prefetch.stop()
  }

  #detailArrived(key: number, loaded: Loaded | null): void {
    this.#newer.look()
    if (key !== this.model.current || this.mounted !== null) return
    if (loaded) return this.show()
    // Gone before it could be shown: on to the next.
    const { typing } = this.pending
    this.keepWords()
    this.model.takeCurrent()
    this.appear(typing)
  }
}
