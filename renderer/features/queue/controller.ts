import type { ItemRef } from '../../../contract/items.ts'
import { invoke, listen } from '../../app/ipc.ts'
import { createStore } from '../../app/store.ts'
import { Deciding } from './deciding.ts'
import { IndexFeed } from './index-feed.ts'
import { Inserting } from './inserting.ts'
import { ListState } from './list/list-state.ts'
import { selectedText } from './selected-text.ts'
import { Settling } from './settling.ts'
import { Stage } from './stage.ts'
import { TakingBack } from './taking-back.ts'
import { write, type Verdict, type VerdictKey } from './verdicts.ts'

/** So long, in ms, nothing is drawn because the first answer is about to come. */
const longestBlank = 200

/**
 * The queue's one state: what is on screen, what a key does to it, what is kept ready next. It lives outside of React,
 * so that a key press takes effect within its own event, and outlives the screen, so that one comes back to the same
 * item. One per account, from `start` to `stop`.
 */
export class QueueController {
  readonly #stage = new Stage(() => this.#deciding.drain())
  readonly #feed = new IndexFeed({
    index: ({ keys, sessions, complete, head, first }, askedAt, change) => {
      this.buffer.putRows(head)
      if (first) this.buffer.put({ key: first.item.key, detail: first, prepared: null, generation: this.#openedAt })
      const order = { keys, sessions, askedAt }
      if (change) this.#stage.replace(order, change, this.#opened)
      else this.#stage.merge(order, this.#leaving !== null)
      this.#goOn()
      // What leaves after this one was not decided here, or is to be looked at: it came back meanwhile.
      if (this.#leaving !== null && askedAt >= this.#leaving.since) this.#leaving = null
      this.list.indexCame(keys, complete, change !== null)
      this.started.set(true)
    },
    error: (error) => {
      this.#stage.failed(error)
      this.started.set(true)
    },
  })
  readonly #takingBack = new TakingBack(this.#stage, () => {
    this.#feed.refresh()
    this.#settling.look()
    this.#deciding.drain()
  })
  readonly #inserting = new Inserting(this.#stage)
  readonly #deciding = new Deciding(this.#stage, this.#takingBack, this.#inserting)
  readonly #settling = new Settling(this.#stage, () => this.#feed.refresh())
  #stops: (() => void)[] = []
  /** decided or snoozed together at `since`; null: the index knows it */
  #leaving: { keys: ReadonlySet<number>; since: number } | null = null
  /** the item that was named since another list was chosen: it is looked at whether that list holds it or not */
  #opened: number | null = null
  /** the buffer's generation when the first item was asked for */
  #openedAt = 0

  readonly model = this.#stage.model
  readonly buffer = this.#stage.buffer
  readonly state = this.#stage.state
  readonly decided = this.#stage.decided
  readonly listVersion = this.#stage.listVersion
  /** the first answer has come, or is late */
  readonly started = createStore(false)
  /** which items are listed, in which order, and which of them are picked */
  readonly list: ListState = new ListState(this.model, {
    filter: (filter, change) => {
      this.#opened = null
      this.#feed.setFilter(filter, change)
    },
    refresh: () => this.#feed.refreshNow(),
    say: (text) => this.#stage.flash.say(text),
    leaves: (keys) => this.#leaves(keys),
    lastDecision: () => this.decided.get().last?.id ?? null,
  })

  start(): void {
    this.#stops = [
      listen('replica.changed', ({ tables }) => {
        if (tables.some((table) => table === 'projects' || table === 'agents')) this.buffer.forgetRows()
        this.buffer.generation += 1
        this.#feed.refresh()
        this.#stage.watch.lookSoon()
      }),
      listen('content.changed', ({ ids }) => void this.#stage.contentArrived(ids)),
      listen('outbox.taken_back', (taken) => this.#takingBack.heard(taken)),
      listen('outbox.status', (status) => {
        this.#settling.outboxChanged(status)
        void this.list.outboxMoved()
      }),
    ]
    invoke('outbox.status').then((status) => this.#settling.outboxChanged(status), () => undefined)
    this.#openedAt = this.buffer.generation
    this.#feed.start()
    const late = setTimeout(() => this.started.set(true), longestBlank)
    this.#stops.push(() => clearTimeout(late))
  }

  stop(): void {
    this.#stage.stop()
    this.#deciding.stop()
    this.#feed.stop()
    for (const stop of this.#stops) stop()
  }

  setWorkspace(workspaceId: string | null): void {
    if (this.list.setWorkspace(workspaceId)) this.#stage.reset()
  }

  /** These leave the list by what was done here: once the index knows it, one goes on to what follows. */
  #leaves(keys: ReadonlySet<number>): void {
    this.#leaving = { keys, since: performance.now() }
    this.#feed.refreshNow()
  }

  #goOn(): void {
    const stage = this.#stage
    const { current, currentIsGone } = this.model
    if (current === null || !currentIsGone || this.#leaving?.keys.has(current) !== true || stage.undoing) return
    const { typing } = stage.pending
    stage.keepWords()
    stage.leave()
    this.model.leaveGone()
    stage.appear(typing)
  }

  retry(): void {
    this.#stage.error = null
    this.#feed.refresh()
    this.#stage.show()
  }

  // ---- moving

  move = (step: 1 | -1): void => this.#deciding.move(step)

  select(key: number): void {
    const stage = this.#stage
    if (stage.undoing) return
    this.#giveUpOpening()
    if (key === this.model.current) return
    stage.keepWords()
    stage.leave()
    this.model.select(key)
    stage.show()
  }

  /** Brings one item on screen, from wherever it is named. What is typed meanwhile are its words; no key decides it unseen. */
  async openItem(ref: ItemRef): Promise<void> {
    const stage = this.#stage
    stage.keepWords()
    stage.leave()
    stage.opening = ref
    stage.emit()
    const answer = await this.buffer.read(ref).then((loaded) => ({ loaded }), (error: unknown) => ({ error }))
    // Another one was chosen meanwhile.
    if (stage.opening !== ref) return
    if ('loaded' in answer && answer.loaded !== null) {
      stage.opening = null
      this.#opened = answer.loaded.key
      stage.open(answer.loaded)
      return this.#deciding.drain()
    }
    const { typing } = stage.pending
    this.#giveUpOpening()
    if ('error' in answer) stage.failed(answer.error)
    else stage.flash.say('This item is not on this computer.')
    if (!typing) return
    // Whoever writes goes on writing: none of it is a key for the item that is still there.
    stage.watch.guard('ignore')
    stage.openNote()
  }

  /** What was asked for by name does not come: something else is meant now. */
  #giveUpOpening(): void {
    const stage = this.#stage
    if (stage.opening === null) return
    stage.keepWords()
    stage.opening = null
    stage.emit()
  }

  // ---- deciding

  press = (key: VerdictKey): void => this.#deciding.press(key)
  choose = (verdict: Verdict): void => this.#deciding.choose(verdict)
  send = (): void => this.#deciding.send()
  openNote = (): void => this.#deciding.note()
  type = (text: string): void => this.#deciding.type(text)
  sawEnd = (id: string): void => this.#stage.reading.sawEnd(id)
  undoOne(entry: Parameters<TakingBack['undoOne']>[0]): Promise<void> {
    this.#giveUpOpening()
    return this.#takingBack.undoOne(entry)
  }

  /** The note's field is drawn: whether it takes the focus. */
  noteWasAsked = (): boolean => this.#stage.noteWasAsked()
  caretAt = (from: number, to: number): void => this.#inserting.caretAt(from, to)
  insertTemplate = (text: string): void => this.#deciding.insert(text)
  quote = (): void => this.#inserting.quote(selectedText())
  typeAhead = (event: Parameters<Deciding['typeAhead']>[0]): boolean => this.#deciding.typeAhead(event)
  /** The reading pane has put this item into the document. */
  confirm = (id: string): void => this.#stage.confirm(id)
  /** Another screen takes the queue's place. */
  leaveScreen = (): void => this.#stage.leaveScreen()

  openTemplates = (): void => this.#deciding.templates()
  showTemplates = (open: boolean): void => this.#stage.showTemplates(open)

  /** The latest decision, or the key that waits and has decided nothing yet. */
  async undo(): Promise<void> {
    const { pending } = this.#stage
    // By its button; the key would have been a letter of them.
    if (pending.typing) this.#stage.keepWords()
    if (pending.empty && this.list.bulkIsLatest) {
      if (!this.list.undoBulk()) this.#stage.flash.say('They are being taken back already.')
      return
    }
    if (pending.empty) this.#giveUpOpening()
    if (pending.empty) return this.#takingBack.undo()
    pending.drop()
    this.#stage.emit()
  }

  /** One thing at a time: drops the keys that wait, disarms, closes an empty note, leaves a field (`inField`), lets go of what is picked. */
  escape(inField: boolean): void {
    const stage = this.#stage
    if (stage.pending.empty) {
      const { armed, open } = stage.writing
      stage.writing = write(stage.writing, { kind: 'escape' })
      if (armed === null && open === stage.writing.open && !inField) this.list.clearSelection()
    } else stage.keepWords()
    stage.emit()
  }
}
