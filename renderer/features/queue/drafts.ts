import type { AppError } from '../../../contract/errors.ts'
import { withWords, type ItemDetail, type ItemRef } from '../../../contract/items.ts'
import { Autosave } from '../../app/autosave.ts'
import { asAppError, invoke } from '../../app/ipc.ts'
import { withAhead } from './note-words.ts'
import type { WrittenAhead } from './pending-keys.ts'
import { mayWrite } from './verdicts.ts'

/** Notes as they are typed: in memory at once, in the outbox's file after a short pause or when one moves on. */
export class Drafts {
  readonly #texts = new Map<string, string>()
  readonly #due = new Map<string, ItemRef>()
  readonly #ahead = new Map<string, readonly WrittenAhead[]>()
  readonly #saving = new Autosave(() => this.#write())
  readonly #onError: (error: AppError) => void
  readonly #onForgotten: (item: ItemRef) => void

  /** `onForgotten`: what was read of the item before has a draft that is not its any more */
  constructor(onError: (error: AppError) => void, onForgotten: (item: ItemRef) => void = () => undefined) {
    this.#onError = onError
    this.#onForgotten = onForgotten
  }

  /** What was typed here last, or what was kept before; with what was written ahead of it. */
  textOf(detail: ItemDetail): string {
    const { id } = detail.item
    const ahead = this.#ahead.get(id)
    if (ahead) {
      this.#ahead.delete(id)
      // Who may write it was not known when it was typed.
      if (mayWrite(detail)) this.type(detail.item, withAhead(this.textOf(detail), ahead, detail))
    }
    return this.#texts.get(id) ?? detail.draft
  }

  /** Written to an item that has not been read yet: behind what it has already. */
  async writtenAhead({ kind, id }: ItemRef, acts: readonly WrittenAhead[]): Promise<void> {
    this.#ahead.set(id, [...(this.#ahead.get(id) ?? []), ...acts])
    const detail = await invoke('items.detail', { kind, id }).catch(() => null)
    if (detail) this.textOf(detail)
  }

  /** What was typed here and not dropped since. */
  typed({ id }: ItemRef): string {
    return this.#texts.get(id) ?? ''
  }

  type({ kind, id }: ItemRef, text: string): void {
    this.#texts.set(id, text)
    this.#due.set(id, { kind, id })
    this.#saving.later()
  }

  /** In memory only: it is in the command, or about to be put. */
  remember(item: ItemRef, text: string): void {
    this.#texts.set(item.id, text)
  }

  /** The words are in the command now; the draft goes once that is kept. */
  hold(item: ItemRef): void {
    this.#due.delete(item.id)
  }

  /** From now on its draft is what the outbox has: nothing, until words are put back to it. */
  drop(item: ItemRef): void {
    // What stood on disk went with the command; only what was typed in this run may have been put there behind it.
    const text = this.typed(item)
    this.#texts.delete(item.id)
    if (text !== '') void this.#put(item, '')
    this.#onForgotten(item)
  }

  /** It stays decided: what was remembered of it is in its command; what was typed since is written down. */
  letGo(item: ItemRef): void {
    if (!this.#due.has(item.id)) this.#texts.delete(item.id)
    this.#onForgotten(item)
  }

  /** The outbox has put words back to it, behind what it knew: here they stand behind what is known here. */
  putBack(item: ItemRef, words: string): void {
    if (this.#texts.has(item.id)) this.type(item, withWords(this.typed(item), words))
    this.#onForgotten(item)
  }

  /** It was read just now: where nothing is written here, its draft is what the outbox has. */
  adopt({ item }: ItemDetail): void {
    if (this.typed(item) === '' && !this.#due.has(item.id)) this.#texts.delete(item.id)
  }

  restore(item: ItemRef, text: string): void {
    this.#texts.set(item.id, text)
    if (text !== '') void this.#put(item, text)
  }

  flush(): void {
    void this.#saving.flush()
  }

  async #write(): Promise<boolean> {
    const due = [...this.#due.values()]
    this.#due.clear()
    const written = await Promise.all(
      due.map(async (item) => {
        const kept = await this.#put(item, this.#texts.get(item.id) ?? '')
        if (!kept) this.#due.set(item.id, item)
        return kept
      }),
    )
    return written.every(Boolean)
  }

  async #put({ kind, id }: ItemRef, text: string): Promise<boolean> {
    try {
      await invoke('drafts.put', { item: { kind, id }, text })
      return true
    } catch (error) {
      // Too long to keep, or the disk is full: it stays in memory and is tried again with the next key, or when one moves on.
      this.#onError(asAppError(error))
      return false
    }
  }
}
