import { v7 as uuidv7 } from 'uuid'
import type { AppError } from '../../../contract/errors.ts'
import { announce, announceSoon } from '../../app/announce.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { typedBy, type TypedKey } from '../../app/keyboard/typed.ts'
import { isComing, type Loaded } from './buffer.ts'
import { buildCommand } from './commands.ts'
import type { DecisionRecord } from './decisions.ts'
import type { Inserting } from './inserting.ts'
import type { Act } from './pending-keys.ts'
import type { Stage } from './stage.ts'
import type { TakingBack } from './taking-back.ts'
import { decided, mayWrite, missing, needsArming, verdictFor, write, type Verdict, type VerdictKey } from './verdicts.ts'

/** How long a key waits for its item's content, and for the item itself, in milliseconds: what comes later has to be looked at first. */
const contentWait = 2_000
const itemWait = 10_000

/** What a verdict's key or button does to the item on screen. */
export class Deciding {
  #expiry: ReturnType<typeof setTimeout> | undefined
  /** the item that the keys wait for, or for whose content */
  #waitingFor: string | null = null
  readonly #stage: Stage
  readonly #takingBack: TakingBack
  readonly #inserting: Inserting

  constructor(stage: Stage, takingBack: TakingBack, inserting: Inserting) {
    this.#stage = stage
    this.#takingBack = takingBack
    this.#inserting = inserting
  }

  /** A verdict's key. Pressed before its item is on screen, it waits visibly; it never goes to another item. */
  press(key: VerdictKey): void {
    const { flash, opening } = this.#stage
    if (!this.#hasItem) return
    if (this.#stage.appears) {
      flash.say(opening === null ? 'This appeared just now, so nothing was decided. Look, then press again.' : 'Another item is on its way, so nothing was decided. Look, then press again.')
      // What follows R or M are words, and words are never keys.
      return key === 'a' ? undefined : this.#stage.openNote()
    }
    this.#now({ kind: 'verdict', key })
  }

  /** A verdict by key or button: decides at once, or arms when words go with it. The armed one again sends it. */
  choose(verdict: Verdict): void {
    const stage = this.#stage
    if (!this.#mayDecide()) {
      // Whatever the reason is: words follow, and none of them may be a key.
      if (needsArming(verdict)) this.#stage.openNote()
      return
    }
    if (!needsArming(verdict) || stage.writing.armed === verdict) return this.#decide(verdict)
    stage.writing = write(stage.writing, { kind: 'arm', verdict })
    stage.emit()
  }

  move(step: 1 | -1): void {
    this.#now({ kind: 'move', step })
  }

  note(): void {
    if (this.#hasItem) this.#now({ kind: 'note' })
  }

  templates(): void {
    this.#write({ kind: 'templates' })
  }

  insert(template: string): void {
    this.#write({ kind: 'insert', template })
  }

  type(text: string): void {
    const stage = this.#stage
    if (stage.mounted === null || !mayWrite(stage.mounted.detail)) return
    stage.writing = write(stage.writing, { kind: 'type', text })
    stage.drafts.type(stage.mounted.detail.item, text)
    stage.emit()
  }

  /** A key typed ahead: for a note that is not on screen yet. True: it has been taken. */
  typeAhead(event: TypedKey): boolean {
    const { pending, flash } = this.#stage
    if (pending.overflown && event.key !== 'Escape') {
      flash.say('Too many keys wait for their items. Wait until they are worked off, or drop them with Esc.')
      return true
    }
    const typed = pending.typing ? typedBy(event) : null
    if (typed === null) return false
    if (typed.kind === 'send') pending.add({ kind: 'send' })
    else if (typed.kind === 'erase') pending.erase()
    else pending.type(typed.text)
    this.#stage.emit()
    return true
  }

  /** ⌘⏎: the armed verdict; nothing when none is armed. */
  send(): void {
    const { armed } = this.#stage.writing
    if (armed !== null && this.#mayDecide()) this.#decide(armed)
  }

  /** Keys that waited take effect one by one, each once its item is on screen. */
  drain(): void {
    const stage = this.#stage
    this.#expire()
    if (stage.pending.empty) return
    setTimeout(() => {
      for (let mounted = stage.settled(); mounted !== null; mounted = stage.settled()) {
        const act = stage.pending.take()
        if (act === null) return
        this.#perform(act, mounted)
        const decides = act.kind === 'send' || (act.kind === 'verdict' && stage.writing.armed === null)
        // It did nothing (not decidable): the rest was typed blindly and goes with it; words stay.
        if (decides && stage.mounted === mounted) this.#dropPending(act)
        stage.emit()
      }
      this.#endWithQueue()
    })
  }

  /** No item is left for the keys that wait: undo means what was decided last, not them. */
  #endWithQueue(): void {
    const { pending, flash } = this.#stage
    if (pending.empty || this.#hasItem) return
    pending.clear()
    flash.say('That was the last item: the keys typed behind it were dropped.')
  }

  /** There is one that keys are for, or it is on its way. */
  get #hasItem(): boolean {
    return this.#stage.model.current !== null || this.#stage.opening !== null
  }

  /** Writing needs no content: it waits only for its item, and for what was asked for before it. */
  #write(act: Act): void {
    const { pending } = this.#stage
    if (!this.#hasItem) return
    const target = this.#stage.onScreen()
    if (target && pending.empty) this.#perform(act, target)
    else this.#wait(act)
  }

  /** Takes effect now, or waits for what was asked for before it. */
  #now(act: Act): void {
    const { pending, undoing, opening } = this.#stage
    const target = this.#stage.settled()
    if (target && pending.empty) return this.#perform(act, target)
    // One may walk on from what is still coming, but not past keys that wait for it.
    if (act.kind === 'move' && pending.empty && !undoing && opening === null) return this.#step(act.step)
    this.#wait(act)
  }

  #wait(act: Act): void {
    this.#stage.pending.add(act)
    this.#expire()
    this.#stage.emit()
  }

  #perform(act: Act, mounted: Loaded): void {
    switch (act.kind) {
      case 'verdict':
        return this.choose(verdictFor(mounted.detail.kind, act.key))
      case 'note':
        return this.#stage.openNote()
      case 'templates':
        return this.#stage.showTemplates(true)
      case 'insert':
        return this.#inserting.template(act.template)
      case 'text':
        this.#stage.openNote()
        return this.type(this.#stage.writing.text + act.text)
      case 'send':
        return this.send()
      case 'move':
        return this.#step(act.step)
    }
  }

  #step(step: 1 | -1): void {
    const { model, flash } = this.#stage
    if (model.current === null) return
    // Where one stays what comes by itself is as unasked for as before.
    if (model.neighbour(step) === null) return flash.say(step === 1 ? 'This is the last item of the list.' : 'This is the first item of the list.')
    this.#stage.leave()
    model.move(step)
    this.#stage.show()
    const { title } = this.#stage
    if (title !== null) announceSoon(title)
  }

  /** `behind`: a verdict that did nothing; what follows one that would have gone out was for the next item. */
  #dropPending(behind: Act | null = null): void {
    const { typing } = this.#stage.pending
    this.#stage.keepWords(behind === null || (behind.kind === 'verdict' && behind.key !== 'a') ? 0 : 1)
    // Whoever writes goes on writing.
    if (typing) this.#stage.openNote()
  }

  stop(): void {
    clearTimeout(this.#expiry)
  }

  /** What keys wait for is not waited for for ever. */
  #expire(): void {
    const waiting = this.#awaited()
    if (waiting === this.#waitingFor) return
    this.#waitingFor = waiting
    clearTimeout(this.#expiry)
    if (waiting === null) return
    const isContent = this.#stage.mounted !== null
    this.#expiry = setTimeout(() => {
      this.#waitingFor = null
      if (this.#awaited() !== waiting) return
      this.#dropPending()
      this.#stage.flash.say(`The ${isContent ? 'content' : 'item'} did not come in time, so nothing was decided.`)
    }, isContent ? contentWait : itemWait)
  }

  /** The item that keys wait for, or for whose content; null: none, or for something else. */
  #awaited(): string | null {
    const { pending, mounted, model, opening } = this.#stage
    if (pending.empty || opening !== null) return null
    if (mounted === null) return model.current === null ? null : `item ${model.current}`
    return isComing(mounted) ? mounted.detail.item.id : null
  }

  #mayDecide(): boolean {
    const { watch, flash } = this.#stage
    if (this.#stage.onScreen() === null) return false
    if (watch.guarded !== null) {
      flash.say('Something changed just now, so nothing was decided. Look, then press again.')
      return false
    }
    const reason = this.#stage.obstacle()
    if (reason !== null) flash.say(reason)
    return reason === null
  }

  #decide(verdict: Verdict): void {
    const stage = this.#stage
    const { mounted, history, drafts } = stage
    if (mounted === null) return
    const { text } = stage.writing
    const lack = missing(verdict, text)
    if (lack !== null) return stage.flash.say(lack)

    // Frozen here, before anything moves: the command is about what is on screen, whatever comes next.
    const { item } = mounted.detail
    const command = buildCommand(mounted.detail, verdict, text, { id: uuidv7(), now: new Date() })
    const record: DecisionRecord = { command, loaded: mounted, follower: null, unread: stage.reading.unread(mounted.detail, verdict, performance.now()), verdict, note: text, state: 'saving', error: null, added: Promise.resolve() }
    history.add(record)
    drafts.hold(item)
    stage.returning.drop(mounted.key)
    record.follower = stage.model.takeCurrent()
    stage.flash.clear()
    stage.show()
    const next = stage.title
    const what = `${item.title}: ${decided(verdict)}.`
    if (stage.model.current === null) announce(`${what} That was the last one.`)
    else announce(next === null ? what : `${what} Next: ${next}.`)

    record.added = invoke('outbox.add', command).then(
      ({ storage }) => {
        history.change(record, storage === 'disk' ? 'saved' : 'sending')
        drafts.drop(item)
        stage.emit()
      },
      (error: unknown) => this.#notKept(record, asAppError(error)),
    )
  }

  /** The outbox could not keep it: item and text come back, with the reason. */
  #notKept(record: DecisionRecord, error: AppError): void {
    const stage = this.#stage
    const { history, watch, writes } = stage
    const { item } = record.loaded.detail
    history.change(record, 'failed', error)
    stage.keepWords()
    this.#takingBack.bringBack(record)
    this.#takingBack.isBack(record)
    watch.guard('ignore')
    stage.emit()
    // Whoever is writing to the next one goes on writing: none of it is a key for what came back.
    if (writes) this.#stage.openNote()
    announce(`Not kept: ${item.title}. ${error.message}`)
  }
}
