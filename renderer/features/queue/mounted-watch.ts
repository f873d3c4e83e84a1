import type { ItemDetail } from '../../../contract/items.ts'
import { ago } from '../../ui/time.ts'
import type { Loaded, QueueBuffer } from './buffer.ts'
import { changeSince, type Change } from './changes.ts'

/** Decisions right after a change from outside wait so long: the reviewer cannot have seen it. In milliseconds. */
export const guardTime = 250
const pause = 150

interface Surroundings {
  /** still in the queue, or on its way back into it */
  inQueue(key: number): boolean
  /** decided here, and that is what one sees of it: that it leaves is no news */
  mine(loaded: Loaded): boolean
  onChange(): void
}

/**
 * Looks again at the item on screen whenever something changed elsewhere, and says what is different. The pane itself
 * is never exchanged: what one reads is what one decides.
 */
export class MountedWatch {
  change: Change | null = null
  /** the same, by which another one is known */
  #told: string | null = null
  #mounted: Loaded | null = null
  /** as the replica has it now; undefined: not looked at since it was mounted */
  #latest: ItemDetail | null | undefined
  /**
   * Something changed a moment ago. wait: a key pressed now takes effect afterwards, if nothing stands in the way then;
   * ignore: it cannot have been meant for this item.
   */
  guarded: 'wait' | 'ignore' | null = null
  #guardTimer: ReturnType<typeof setTimeout> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** a reopening is on its way to the server */
  readonly #reopening = new Set<number>()
  readonly #buffer: QueueBuffer
  readonly #around: Surroundings

  constructor(buffer: QueueBuffer, around: Surroundings) {
    this.#buffer = buffer
    this.#around = around
  }

  guard(what: 'wait' | 'ignore'): void {
    // What was not meant for this item is not by anything that happens to it meanwhile.
    this.guarded = this.guarded === 'ignore' ? 'ignore' : what
    clearTimeout(this.#guardTimer)
    this.#guardTimer = setTimeout(() => {
      this.guarded = null
      this.#around.onChange()
    }, guardTime)
  }

  reopening = (key: number): boolean => this.#reopening.has(key)

  expectReopening(key: number): void {
    this.#reopening.add(key)
  }

  /** It stays decided: where it is on screen, that shows. */
  reopeningFailed(key: number): void {
    this.#reopening.delete(key)
    if (this.#mounted?.key === key) this.lookSoon()
  }

  /** Another item is on screen. One that was read before the last change is looked at again, after the frame. */
  mount(loaded: Loaded | null): void {
    this.#mounted = loaded
    this.#latest = undefined
    this.change = null
    this.#told = null
    this.guarded = null
    clearTimeout(this.#guardTimer)
    this.#lookIfOlder()
  }

  /** The item on screen got its content, which nobody has read yet; what is known of it stays. */
  completed(loaded: Loaded): void {
    this.#mounted = loaded
    this.guard('wait')
    this.#lookIfOlder()
  }

  #lookIfOlder(): void {
    if (this.#mounted && this.#mounted.generation < this.#buffer.generation) this.lookSoon()
  }

  lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.look()
    }, pause)
  }

  /** Reads the item again; answers with it if it is still the one on screen. */
  async look(): Promise<Loaded | null> {
    const mounted = this.#mounted
    if (!mounted) return null
    const { kind, id } = mounted.detail.item
    const now = await this.#buffer.read({ kind, id }).catch(() => undefined)
    if (now === undefined || this.#mounted !== mounted) return null
    this.#latest = now?.detail ?? null
    this.judge()
    return now
  }

  /** Compares again: the item, or whether it is in the queue, has changed. */
  judge(): void {
    const mounted = this.#mounted
    if (!mounted || this.#latest === undefined) return
    const { key, detail } = mounted
    if (this.#reopening.has(key)) {
      if (this.#latest?.item.status !== 'pending' || this.#latest.local !== null) return
      this.#reopening.delete(key)
      return this.#around.onChange()
    }
    if (this.#around.mine(mounted)) return
    const changed = (time: (iso: string) => string) => changeSince(detail, this.#latest ?? null, this.#around.inQueue(key), time)
    // With its time as it is: "5 min ago" would be news every minute.
    const told = changed((iso) => iso)?.text ?? null
    if (told === this.#told) return
    this.#told = told
    this.change = changed((iso) => ago(iso, Date.now()))
    // The bar that says it is an alert: screen readers speak it.
    if (this.change) this.guard('wait')
    this.#around.onChange()
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#guardTimer)
    this.#timer = undefined
  }
}
