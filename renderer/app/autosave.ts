import { queries, queryClient } from './queries.ts'

/** After the last key, and at the latest after the first one that is not written down yet; ms. */
const quiet = 400
const atMost = 2_000

const unsaved = new Set<Autosave>()

/** Whose words they are: the next account's files are not the place for them. */
export function openAccount(): string | null {
  const status = queryClient.getQueryData(queries.auth().queryKey)
  return status !== undefined && 'account' in status ? status.account.id : null
}

/** Writes down what is typed: in a pause, in long typing every now and then, and at once when the app or the account is left. */
export class Autosave {
  readonly #save: () => Promise<boolean>
  #timer: ReturnType<typeof setTimeout> | undefined
  #first: number | null = null
  #account: string | null = null

  /** `save` never rejects; false: it could not be written, and is tried again with the next key or when one leaves. */
  constructor(save: () => Promise<boolean>) {
    this.#save = save
  }

  /** Something was typed. */
  later(): void {
    const now = performance.now()
    this.#first ??= now
    this.#account = openAccount()
    unsaved.add(this)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(quiet, this.#first + atMost - now)))
  }

  /** Now. False: what was typed could not be written. */
  async flush(): Promise<boolean> {
    if (!unsaved.has(this)) return true
    this.stop()
    if (this.#account !== openAccount()) return true
    const written = await this.#save()
    if (!written) unsaved.add(this)
    return written
  }

  /** There is nothing to write any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#first = null
    unsaved.delete(this)
  }
}

/** All that was typed and is not written down yet. Never rejects. */
export async function flushTyped(): Promise<void> {
  await Promise.all([...unsaved].map((each) => each.flush()))
}
