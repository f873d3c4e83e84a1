import { tell } from '../announce.ts'
import { Autosave, openAccount } from '../autosave.ts'
import { asAppError, invoke } from '../ipc.ts'
import { queries, queryClient } from '../queries.ts'

/**
 * What was typed and is not yet in what was read of the conversation, by account and item: it is on its way into the
 * outbox's file, or could not be written there. A field that is opened again in between has it from here.
 */
const begun = new Map<string, string>()
const keyOf = (id: string): string => `${openAccount()} ${id}`

/** What was typed here last: `kept` is what the outbox's file had when the conversation was read. */
export const commentBegun = (id: string, kept: string): string => begun.get(keyOf(id)) ?? kept

/** Keeps what is typed beside the outbox, a moment after each change. */
export class CommentDraft {
  readonly #id: string
  readonly #saving = new Autosave(() => this.#put())
  #onProblem: ((text: string) => void) | null = null
  #text = ''

  /** `id`: of what is commented on */
  constructor(id: string) {
    this.#id = id
  }

  /** The field is there, and says itself why something is not kept. Once it goes, what it holds is written down. */
  show(onProblem: (text: string) => void): () => void {
    this.#onProblem = onProblem
    return () => {
      this.#onProblem = null
      void this.flush()
    }
  }

  type(text: string): void {
    this.#text = text
    begun.set(keyOf(this.#id), text)
    this.#saving.later()
  }

  /** Now. False: it could not be written down. */
  flush(): Promise<boolean> {
    return this.#saving.flush()
  }

  /** It is on its way: the outbox removes the draft with it, and nothing may write it anew behind that. */
  hold(): void {
    this.#saving.stop()
  }

  /** It was sent. */
  drop(): void {
    this.#saving.stop()
    begun.delete(keyOf(this.#id))
  }

  async #put(): Promise<boolean> {
    const key = keyOf(this.#id)
    const text = this.#text
    try {
      await invoke('drafts.put', { item: { kind: 'comment', id: this.#id }, text })
    } catch (error) {
      const words = `Your comment is not kept yet: ${asAppError(error).message}`
      if (this.#onProblem) this.#onProblem(words)
      else tell(`${words} As long as the app runs, you find it where you wrote it.`)
      return false
    }
    const { queryKey } = queries.conversation({ on: 'session', id: this.#id })
    // Where nobody looks it is not read again until somebody does.
    queryClient.setQueryData(queryKey, (talk) => talk && { ...talk, draft: text })
    void queryClient.invalidateQueries({ queryKey }).then(() => begun.get(key) === text && begun.delete(key))
    return true
  }
}
