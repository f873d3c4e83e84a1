import type { ReplicatedTable } from '../../contract/feed.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import type { StoreLocation } from './api.ts'
import { isCorrupt, openReplica, removeFiles, type Place } from './open.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Replica, ReplicaOptions } from './replica/replica.ts'

/** The replica of an open account: replaced by an empty one when damage shows, and kept in step with the outbox. */
export class HeldReplica {
  /** it was damaged, or under another key, when it was opened */
  readonly rebuilt: boolean
  /** counts those that were thrown away: keys of one mean nothing in another */
  round = 0
  readonly #place: Place
  readonly #location: StoreLocation
  readonly #options: ReplicaOptions
  readonly #outbox: Outbox
  readonly #onRebuilt: () => void
  /** null: thrown away, and an empty one could not be made yet (the disk is full) */
  #replica: Replica | null

  constructor(place: Place, location: StoreLocation, options: ReplicaOptions, outbox: Outbox, onRebuilt: () => void) {
    this.#place = place
    this.#location = location
    this.#options = options
    this.#outbox = outbox
    this.#onRebuilt = onRebuilt
    // What the outbox has is read apart: its damage is none of the replica's.
    const pins = outbox.pins.all()
    const { replica, rebuilt } = openReplica(place, location, options, (opened) => {
      this.#takeOver(opened, pins)
    })
    this.#replica = replica
    this.rebuilt = rebuilt
  }

  get current(): Replica {
    return (this.#replica ??= this.#empty())
  }

  /** For work in slices, which has to notice that it is another one now. */
  isCurrent(replica: Replica): boolean {
    return this.#replica === replica
  }

  /** Where damage is found the replica starts over, and the answer is that of an empty one. */
  use<T>(work: (replica: Replica) => T): T {
    try {
      return work(this.current)
    } catch (error) {
      if (!this.isDamaged(error)) throw error
      this.startOver()
      return work(this.current)
    }
  }

  /** Whether this tells of damage in it, and not in the outbox, which queries read as well. */
  isDamaged(error: unknown): boolean {
    return isCorrupt(error) && !this.#outbox.threw(error)
  }

  startOver(): void {
    // Told first: the reading thread lets go of the file.
    this.#onRebuilt()
    this.round += 1
    this.#replica?.close()
    this.#replica = null
    if (this.#place.folder !== null) removeFiles(this.#place.folder, ['replica'])
    this.#replica = this.#empty()
  }

  limitContents(bytes: number): void {
    this.#options.contentLimits = { ...this.#options.contentLimits, bytes }
    this.use((replica) => replica.contents.setLimit(bytes))
  }

  /** Marks and effects of these targets follow the outbox; a failure here costs a cache, never the decision. */
  follow(targets: readonly string[]): ReplicatedTable[] {
    const { open } = this.#outbox
    const marked = targets.filter((id) => open.isMarked(id))
    const free = targets.filter((id) => !open.isMarked(id))
    try {
      return this.use((replica) => {
        replica.mark(marked, true)
        replica.mark(free, false)
        return replica.renew([...new Set(targets)])
      })
    } catch (error) {
      this.#options.onPoint(`marks.failed: ${String(error)}`)
      return []
    }
  }

  /** The same for all of them, and for what is kept offline. */
  followAll(): void {
    const pins = this.#outbox.pins.all()
    this.use((replica) => this.#takeOver(replica, pins))
  }

  /** A failure costs the next start some time, never the end of this one. */
  keepOrder(): void {
    try {
      this.#replica?.queue.keepOrder()
    } catch (error) {
      this.#options.onPoint(`order.failed: ${String(error)}`)
    }
  }

  close(): void {
    this.#replica?.close()
  }

  /** The marks are set as the rows come; what was created here shows when its workspace is known again. */
  #empty(): Replica {
    const pins = this.#outbox.pins.all()
    return openReplica(this.#place, this.#location, this.#options, (replica) => replica.contents.pin(pins)).replica
  }

  #takeOver(replica: Replica, pins: readonly OfflineScope[]): void {
    replica.contents.pin(pins)
    replica.rebuildMarks(this.#outbox.open.markedTargets(), this.#outbox.open.targetsWithEffects())
  }
}
