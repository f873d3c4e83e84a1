import { afterFrame } from '../../app/after-frame.ts'
import type { QueueBuffer } from './buffer.ts'
import type { HeldIndex } from './held-index.ts'
import type { QueueModel } from './queue-model.ts'

/** How many items before and after the current one are kept ready. */
const ahead = 16
const behind = 3

/** Has ready what may come next: rows by the hundred, long before they are needed; whole items for the next few. */
export class Prefetch {
  readonly #model: QueueModel
  readonly #buffer: QueueBuffer
  readonly #newer: HeldIndex
  #pausing: ReturnType<typeof setTimeout> | undefined

  /** `newer`: the index that is held back, whose first items come next as well */
  constructor(model: QueueModel, buffer: QueueBuffer, newer: HeldIndex) {
    this.#model = model
    this.#buffer = buffer
    this.#newer = newer
  }

  /** After the frame, because what one sees comes first; or after a pause, in ms. */
  soon(pause = 0): void {
    this.stop()
    if (pause === 0) afterFrame(() => this.#all())
    else this.#pausing = setTimeout(() => this.#all(), pause)
  }

  /** Whole items, at once. */
  items(): void {
    const model = this.#model
    const { current, currentRow } = model
    const after = model.rows(currentRow, currentRow + ahead + 1)
    const before = model.rows(currentRow - behind, currentRow).reverse()
    this.#buffer.wantDetails([...new Set([...(current === null ? [] : [current]), ...this.#newer.next(ahead), ...after, ...before])])
  }

  stop(): void {
    clearTimeout(this.#pausing)
  }

  #all(): void {
    const model = this.#model
    const soon = model.keyAt(model.currentRow + 2 * ahead)
    if (soon !== undefined && !this.#buffer.row(soon)) this.#buffer.wantRows(model.rows(model.currentRow, model.currentRow + 150))
    this.items()
  }
}
