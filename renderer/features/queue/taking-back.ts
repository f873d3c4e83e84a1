import { v7 as uuidv7 } from 'uuid'
import type { DecidedEntry, TakenBack } from '../../../contract/outbox.ts'
import { withWords, type ItemDetail } from '../../../contract/items.ts'
import { announce } from '../../app/announce.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { buildReopening } from './commands.ts'
import type { DecisionRecord } from './decisions.ts'
import type { Stage } from './stage.ts'
import type { Verdict } from './verdicts.ts'

/** Undo: the item is on screen again at once, whatever the outbox and the server say to it afterwards. */
export class TakingBack {
  readonly #stage: Stage
  /** the command that is being taken back here */
  #own: string | null = null
  /** how often undo was pressed while one was being taken back */
  #more = 0
  /** the index is asked for anew, and keys that waited take effect */
  readonly #onDone: () => void

  constructor(stage: Stage, onDone: () => void) {
    this.#stage = stage
    this.#onDone = onDone
  }

  /** Keys pressed meanwhile wait until it is known whether the item may be decided. */
  async undo(chosen: DecisionRecord | null = null): Promise<void> {
    const stage = this.#stage
    if (stage.undoing) {
      if (chosen === null) this.#more += 1
      return
    }
    const record = chosen ?? stage.history.undoable()
    if (!record) return stage.flash.say('There is nothing to undo.')
    const before = stage.model.current
    stage.leave()
    stage.undoing = true
    this.#own = record.command.command_id
    this.bringBack(record)
    let again = false
    try {
      await record.added
      if (record.state === 'failed') return
      const { undone } = await invoke('outbox.undo', { command_id: record.command.command_id })
      if (undone) this.#undone(record)
      else await this.#reopen(record, before)
      again = record.state === 'undone' || record.state === 'reopening'
    } catch (error) {
      this.#takeAway(record, before)
      stage.flash.say(`It could not be taken back: ${asAppError(error).message}`)
    } finally {
      stage.undoing = false
      this.#own = null
      stage.show()
      this.#onDone()
      const more = again ? this.#more : 0
      this.#more = Math.max(0, more - 1)
      if (more > 0) void this.undo()
    }
  }

  /** One of the decisions of this computer, of this run or an earlier one. */
  async undoOne({ command, item }: Pick<DecidedEntry, 'command' | 'item'>): Promise<void> {
    const { history, buffer, drafts, flash } = this.#stage
    this.#stage.keepWords()
    const known = history.find(command.command_id)
    if (known) return this.undo(known)
    if (command.kind !== 'review_artifact' && command.kind !== 'resolve_checkpoint') return
    const loaded = await buffer.read(item).catch(() => null)
    if (loaded === null) return flash.say('This item is not on this computer any more.')
    const { decision } = command.payload
    const verdict: Verdict = command.kind === 'review_artifact' && command.payload.request_changes ? 'changes' : decision
    const words = (command.kind === 'review_artifact' ? command.payload.feedback : command.payload.note) ?? ''
    // What is written here stands before them when it is brought back; what only the outbox has does not.
    const draft = drafts.textOf(loaded.detail)
    const note = withWords(drafts.typed(item) === draft ? '' : draft, words)
    // What was pressed while it was read is not for it.
    this.#stage.keepWords()
    const undecided = { ...loaded, detail: asPending(loaded.detail) }
    await this.undo({ command, loaded: undecided, follower: null, unread: null, verdict, note, state: 'sent', error: null, added: Promise.resolve() })
  }

  /** Main has taken a command back. By another screen: its decision is undone, or, asked to be reopened by it, stands. */
  heard({ command_id, item, words }: TakenBack): void {
    if (command_id === this.#own) return
    const stage = this.#stage
    const record = stage.history.find(command_id)
    if (record !== null) {
      stage.history.change(record, 'undone')
      stage.waitsAgain(record)
    }
    stage.stands(command_id)
    if (item !== null) void stage.takenBack(item, words?.item.kind === item.kind ? words.text : null)
    stage.emit()
  }

  /** Into the queue and on screen, with its words, behind what was written to it since. */
  bringBack({ loaded, note, follower }: DecisionRecord): void {
    const { drafts, buffer, returning, model } = this.#stage
    const { item } = loaded.detail
    drafts.remember(item, note === '' ? drafts.typed(item) : withWords(drafts.typed(item), note))
    buffer.put(loaded)
    returning.add(loaded.key, follower)
    model.select(loaded.key)
    // It may be on screen already, as decided.
    if (this.#stage.mounted?.key === loaded.key) this.#stage.mount(loaded)
    this.#stage.show()
  }

  /** From now on the index has it, and its words are its draft again. */
  isBack({ loaded, follower, note }: DecisionRecord): void {
    const { returning, drafts, buffer, mounted, writing } = this.#stage
    returning.known(loaded.key, follower)
    buffer.put(loaded)
    // With what was written to it since it came.
    drafts.restore(loaded.detail.item, mounted?.key === loaded.key ? writing.text : drafts.typed(loaded.detail.item) || note)
  }

  /** It stays decided after all: back to where one was. Whoever writes goes on writing, there. */
  #takeAway({ loaded }: DecisionRecord, before: number | null): void {
    const stage = this.#stage
    const { returning, model, drafts, writes } = stage
    returning.drop(loaded.key)
    stage.keepWords()
    drafts.letGo(loaded.detail.item)
    model.select(loaded.key)
    model.takeCurrent()
    if (before !== null) model.select(before)
    // Where that is the same item, it is shown anew: as decided.
    if (before === loaded.key) stage.mount(null)
    stage.appear(writes)
  }

  #undone(record: DecisionRecord): void {
    this.#stage.history.change(record, 'undone')
    this.isBack(record)
    announce(`Taken back: ${record.loaded.detail.item.title}. It is on screen again.`)
  }

  /** It was on its way already: the server is asked, where it can reopen at all. */
  async #reopen(record: DecisionRecord, before: number | null): Promise<void> {
    const { history, flash, watch } = this.#stage
    const reopening = buildReopening(record.command, { id: uuidv7(), now: new Date() })
    if (reopening === null) {
      this.#takeAway(record, before)
      history.change(record, 'sent')
      return flash.say('It was sent already: the agent has this answer and acts on it, so it cannot be taken back.')
    }
    await invoke('outbox.add', reopening)
    history.reopen(record, reopening.command_id)
    watch.expectReopening(record.loaded.key)
    this.isBack(record)
    flash.say('It was sent already: the server is asked to reopen it.')
  }
}

/** As it was before the decision, and is again when that is taken back. */
function asPending(detail: ItemDetail): ItemDetail {
  if (detail.kind === 'artifact') {
    return { ...detail, local: null, item: { ...detail.item, status: 'pending' }, artifact: { ...detail.artifact, status: 'pending' } } as ItemDetail
  }
  return { ...detail, local: null, item: { ...detail.item, status: 'pending' }, checkpoint: { ...detail.checkpoint, status: 'pending' } } as ItemDetail
}
