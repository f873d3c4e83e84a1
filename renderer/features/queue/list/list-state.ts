import type { BulkDecision, QueueFilter } from '../../../../contract/queue.ts'
import type { QueueItem } from '../../../../contract/items.ts'
import { announce } from '../../../app/announce.ts'
import { asAppError, invoke } from '../../../app/ipc.ts'
import { createStore } from '../../../app/store.ts'
import { count, plural } from '../../../ui/time.ts'
import type { ListChange } from '../index-feed.ts'
import type { QueueModel } from '../queue-model.ts'
import { Selection } from './selection.ts'
import { allItems, type View } from './views.ts'

export type ListDialog = 'filter' | 'views' | 'save' | 'snooze' | 'bulk'

/** Most characters that a list is searched for. */
const longestText = 500

/** The last bulk decision, until another decision follows it. */
export interface BulkDone {
  bulk_id: string
  text: string
  /** sent: nothing of it waits here any more */
  state: 'saved' | 'sending' | 'sent' | 'undoing' | 'undone'
  /** of what was sent: how many the server did not take */
  returned: number
  /** the single decision before it */
  after: string | null
}

/** ms */
const betweenLooks = 700

interface Around {
  filter(filter: QueueFilter, change: ListChange): void
  refresh(): void
  say(text: string): void
  /** these, and no others, leave the list by what was done here just now */
  leaves(keys: ReadonlySet<number>): void
  /** the latest single decision, as its command */
  lastDecision(): string | null
}

/** What is listed, and what is picked of it. Lives outside of React, as the controller that it belongs to. */
export class ListState {
  readonly view = createStore<View>(allItems)
  readonly text = createStore('')
  readonly selection = createStore(new Selection())
  readonly dialog = createStore<ListDialog | null>(null)
  /** the search field is asked for; it takes the focus once, and never because it is drawn anew */
  readonly searchAsked = createStore(false)
  readonly bulk = createStore<BulkDone | null>(null)
  /** false: some items are not indexed yet, so the search may find more in a moment */
  readonly complete = createStore(true)
  /** counts answers of the store to another filter than before */
  readonly answer = createStore(0)
  /** words of the bulk decision that was taken back last: the next one's note begins with them, and no item's does */
  bulkNote = ''
  /** of the last one */
  #bulkWords = ''
  #bulkMoved = false
  #looking = false
  #workspaceId: string | null = null
  readonly #model: QueueModel
  readonly #around: Around

  constructor(model: QueueModel, around: Around) {
    this.#model = model
    this.#around = around
  }

  /** Text and view as the store takes them. */
  get filter(): QueueFilter {
    const { criteria, sort, by_session } = this.view.get()
    // The view's own words and the field's: all of them are looked for.
    const text = `${criteria.text ?? ''} ${this.text.get().trim()}`.trim().slice(0, longestText)
    const all = text === '' ? criteria : { ...criteria, text }
    // A plain queue is asked for plainly: nothing has to be known of its items.
    return {
      workspace_id: this.#workspaceId,
      ...(Object.keys(all).length === 0 ? {} : { criteria: all }),
      ...(sort === 'oldest' ? {} : { sort }),
      ...(by_session ? { by_session } : {}),
    }
  }

  get isNarrowed(): boolean {
    return this.filter.criteria !== undefined
  }

  /** True when that is another one than before. */
  setWorkspace(workspaceId: string | null): boolean {
    if (workspaceId === this.#workspaceId) return false
    this.#workspaceId = workspaceId
    this.clearSelection()
    this.#apply()
    return true
  }

  show(view: View): void {
    this.view.set(view)
    this.clearSelection()
    this.#apply()
  }

  groupBySession(): void {
    const view = this.view.get()
    this.show({ ...view, by_session: !view.by_session })
  }

  search(text: string): void {
    this.text.set(text)
    this.#apply('typed')
  }

  /** It is done, perhaps after its dialog was left: another one stays open. */
  close(dialog: ListDialog): void {
    if (this.dialog.get() === dialog) this.dialog.set(null)
  }

  askSearch(): void {
    this.searchAsked.set(true)
  }

  reset(): void {
    this.text.set('')
    this.show(allItems)
  }

  indexCame(keys: Int32Array, complete: boolean, first: boolean): void {
    if (first) this.answer.set(this.answer.get() + 1)
    this.complete.set(complete)
    this.selection.set(this.selection.get().within(keys))
  }

  // ---- picking

  toggle(key: number | null): void {
    if (key === null) return
    this.#pick(this.selection.get().toggle(key))
  }

  pickTo(key: number | null): void {
    if (key === null) return
    this.#pick(this.selection.get().to(key, this.#model))
  }

  pickAll(): void {
    this.#pick(new Selection(new Set(this.#model.rows(0, this.#model.size)), this.#model.current))
  }

  clearSelection(): void {
    if (this.selection.get().size > 0) this.selection.set(new Selection())
  }

  #pick(selection: Selection): void {
    this.selection.set(selection)
    announce(selection.size === 0 ? 'Nothing is selected.' : `${count(selection.size)} selected.`)
  }

  // ---- many at once

  /** The picked items, or the current one. */
  targets(): number[] {
    const { keys } = this.selection.get()
    if (keys.size > 0) return [...keys]
    return this.#model.current === null ? [] : [this.#model.current]
  }

  /** `until` null: back into the queue. Answers with what to say when it failed. */
  async snooze(keys: readonly number[], until: Date | null, words: string): Promise<void> {
    const items: QueueItem[] = []
    for (let from = 0; from < keys.length; from += 500) items.push(...(await invoke('queue.items', { keys: keys.slice(from, from + 500) })))
    if (items.length === 0) return
    await invoke('queue.snooze', { items: items.map(({ kind, id }) => ({ kind, id })), until: until?.toISOString() ?? null })
    this.clearSelection()
    this.#around.leaves(new Set(items.map(({ key }) => key)))
    this.#around.say(until === null ? `${plural(items.length, 'item')} back in the queue.` : `${plural(items.length, 'item')} snoozed until ${words}.`)
  }

  async decide(decision: BulkDecision): Promise<void> {
    const { decided, gone, storage } = await invoke('bulk.decide', decision)
    const done = decision.decision === 'approve' ? 'approved' : decision.request_changes ? 'sent back for changes' : 'rejected'
    const left = gone === 0 ? '' : `; ${count(gone)} had left the queue`
    this.bulk.set({ bulk_id: decision.bulk_id, text: `${plural(decided.length, 'item')} ${done}${left}`, state: storage === 'disk' ? 'saved' : 'sending', returned: 0, after: this.#around.lastDecision() })
    this.bulkNote = ''
    this.#bulkWords = decision.feedback ?? ''
    announce(`${plural(decided.length, 'item')} ${done}.`)
    this.clearSelection()
    this.#around.leaves(new Set(decided))
  }

  /** The outbox has changed: the last bulk decision may wait there no more. Asked now and then, because it may be long. */
  async outboxMoved(): Promise<void> {
    this.#bulkMoved = true
    if (this.#looking) return
    this.#looking = true
    for (let bulk = this.#waitingBulk(); this.#bulkMoved && bulk !== null; bulk = this.#waitingBulk()) {
      this.#bulkMoved = false
      const { bulk_id } = bulk
      const progress = await invoke('bulk.progress', { bulk_id }).catch(() => null)
      const now = this.#waitingBulk()
      if (progress?.waiting === 0 && now?.bulk_id === bulk_id) this.bulk.set({ ...now, state: 'sent', returned: progress.returned })
      await new Promise((resolve) => setTimeout(resolve, betweenLooks))
    }
    this.#looking = false
  }

  #waitingBulk(): BulkDone | null {
    const bulk = this.bulk.get()
    return bulk?.state === 'saved' || bulk?.state === 'sending' ? bulk : null
  }

  /** Nothing was decided since the last bulk decision: undo means that one. */
  get bulkIsLatest(): boolean {
    const bulk = this.bulk.get()
    return bulk !== null && bulk.state !== 'undone' && bulk.after === this.#around.lastDecision()
  }

  /** False: there is no bulk decision to take back. */
  undoBulk(): boolean {
    const bulk = this.bulk.get()
    if (bulk === null || bulk.state === 'undone' || bulk.state === 'undoing') return false
    this.bulk.set({ ...bulk, state: 'undoing' })
    invoke('bulk.undo', { bulk_id: bulk.bulk_id }).then(
      ({ removed, reopening }) => {
        const asked = reopening === 0 ? '' : ` ${count(reopening)} had been sent: the server is asked to reopen them.`
        this.bulkNote = this.#bulkWords
        this.bulk.set({ ...bulk, text: `${plural(removed, 'item')} back in the queue.${asked}`, state: 'undone' })
        announce(`${plural(removed, 'item')} back in the queue.${asked}`)
        this.#around.refresh()
      },
      (error: unknown) => {
        this.bulk.set(bulk)
        this.#around.say(`It could not be taken back: ${asAppError(error).message}`)
      },
    )
    return true
  }

  #apply(change: ListChange = 'chosen'): void {
    this.#around.filter(this.filter, change)
  }
}
