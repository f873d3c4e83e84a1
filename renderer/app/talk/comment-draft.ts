import { invoke } from '../ipc.ts'
import { queryClient } from '../queries.ts'

const delayMs = 400

/** Keeps what is typed beside the outbox, a moment after each change. */
export class CommentDraft {
  readonly #id: string
  #pending: { text: string; timer: ReturnType<typeof setTimeout> } | null = null

  /** `id`: of what is commented on */
  constructor(id: string) {
    this.#id = id
  }

  type(text: string): void {
    this.drop()
    this.#pending = { text, timer: setTimeout(() => this.flush(), delayMs) }
  }

  /** Now. */
  flush(): void {
    if (this.#pending === null) return
    const { text } = this.#pending
    this.drop()
    invoke('drafts.put', { item: { kind: 'comment', id: this.#id }, text }).then(
      () => queryClient.invalidateQueries({ queryKey: ['conversation.get', this.#id] }),
      () => undefined,
    )
  }

  /** It was sent: the outbox has removed the draft with it. */
  drop(): void {
    clearTimeout(this.#pending?.timer)
    this.#pending = null
  }
}
