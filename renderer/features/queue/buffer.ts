import type { ItemDetail, ItemRef, QueueItem } from '../../../contract/items.ts'
import { invoke } from '../../app/ipc.ts'
import { prepareContent, type PreparedContent } from '../../ui/content/ArtifactContent.tsx'

/** An item as it can be shown in the next frame. */
export interface Loaded {
  key: number
  detail: ItemDetail
  prepared: PreparedContent | null
  /** the buffer's generation when it was read: older ones are looked at again once they are on screen */
  generation: number
}

const rowsAtOnce = 200
const keptRows = 1_500
const keptDetails = 48
const detailsAtOnce = 4

/** Hands a slice of idle time to `work`; a key press comes first. */
const whenIdle = (work: () => void): void => void requestIdleCallback(work, { timeout: 500 })

/**
 * Rows of the list and whole items around the current one, in memory. It stands beside TanStack Query because a key
 * press takes from it synchronously, and because what it keeps follows the reviewer's position, not time.
 */
export class QueueBuffer {
  /** counts what changed outside; see Loaded.generation */
  generation = 0
  readonly #rows = new Map<number, QueueItem>()
  readonly #details = new Map<number, Loaded>()
  readonly #askedRows = new Set<number>()
  readonly #askedDetails = new Set<number>()
  /** one per item being read: the contents that came meanwhile */
  readonly #cameMeanwhile = new Set<Set<string>>()
  #wanted: readonly number[] = []
  readonly #onRows: () => void
  readonly #onDetail: (key: number, loaded: Loaded | null) => void
  readonly #onError: (error: unknown) => void

  constructor(on: { rows(): void; detail(key: number, loaded: Loaded | null): void; error(error: unknown): void }) {
    this.#onRows = on.rows
    this.#onDetail = on.detail
    this.#onError = on.error
  }

  row = (key: number): QueueItem | undefined => this.#rows.get(key)
  get = (key: number): Loaded | undefined => this.#details.get(key)

  put(loaded: Loaded): void {
    this.#details.set(loaded.key, loaded)
    this.#rows.set(loaded.key, loaded.detail.item)
  }

  /** `shown`: rows that are on screen, whether they are among these or not */
  putRows(items: readonly QueueItem[], shown: readonly number[] = items.map(({ key }) => key)): void {
    for (const item of items) this.#rows.set(item.key, item)
    trim(this.#rows, keptRows, new Set([...shown, ...this.#wanted]))
  }

  /** Names of projects and agents may have changed: rows are read again where they are shown. */
  forgetRows(): void {
    this.#rows.clear()
    this.#onRows()
  }

  /** These contents came: items that are kept without theirs, or are being read just now, are read again. */
  contentArrived(ids: readonly string[]): void {
    for (const came of this.#cameMeanwhile) for (const id of ids) came.add(id)
    for (const { key, detail } of [...this.#details.values()]) if (lacksContent(detail) && ids.includes(detail.item.id)) this.#details.delete(key)
  }

  /** The item is not what it was: it is read again when it is needed. */
  forget(id: string): void {
    for (const { key, detail } of [...this.#details.values()]) if (detail.item.id === id) this.#details.delete(key)
  }

  clear(): void {
    this.#rows.clear()
    this.#details.clear()
    this.#askedRows.clear()
    this.#askedDetails.clear()
    this.#wanted = []
  }

  /** Sees to it that these rows come. */
  wantRows(keys: readonly number[]): void {
    const missing = keys.filter((key) => !this.#rows.has(key) && !this.#askedRows.has(key)).slice(0, rowsAtOnce)
    if (missing.length === 0) return
    for (const key of missing) this.#askedRows.add(key)
    invoke('queue.items', { keys: missing })
      .then((items) => {
        this.putRows(items, keys)
      })
      .catch(this.#onError)
      .finally(() => {
        for (const key of missing) this.#askedRows.delete(key)
        this.#onRows()
        this.#pump()
      })
  }

  /** The items that may be needed next, nearest first; what is not among them may go. */
  wantDetails(keys: readonly number[]): void {
    this.#wanted = keys
    this.wantRows(keys)
    this.#pump()
  }

  async read(ref: ItemRef): Promise<Loaded | null> {
    const { generation } = this
    const came = new Set<string>()
    this.#cameMeanwhile.add(came)
    const detail = await invoke('items.detail', ref).finally(() => this.#cameMeanwhile.delete(came))
    if (detail === null) return null
    // The answer may be from before its content came, and no other word of that would follow.
    if (lacksContent(detail) && came.has(ref.id)) return await this.read(ref)
    const known = this.#details.get(detail.item.key)
    const sameContent =
      known?.detail.kind === 'artifact' &&
      detail.kind === 'artifact' &&
      known.detail.content.state === detail.content.state &&
      known.detail.artifact.content_sha256 === detail.artifact.content_sha256
    return { key: detail.item.key, detail, prepared: sameContent ? known.prepared : null, generation }
  }

  #pump(): void {
    for (const key of this.#wanted) {
      if (this.#askedDetails.size >= detailsAtOnce) return
      const row = this.#rows.get(key)
      if (!row || this.#details.has(key) || this.#askedDetails.has(key)) continue
      this.#askedDetails.add(key)
      this.read({ kind: row.kind, id: row.id })
        .then((loaded) => {
          if (loaded) this.#keep(loaded)
          this.#onDetail(key, loaded)
        })
        .catch(this.#onError)
        .finally(() => {
          this.#askedDetails.delete(key)
          // A failed read is not asked again by itself: moving onto the item, or a change, does.
          if (this.#details.has(key)) this.#pump()
        })
    }
  }

  #keep(loaded: Loaded): void {
    this.#details.set(loaded.key, loaded)
    trim(this.#details, keptDetails, new Set(this.#wanted))
    whenIdle(() => prepare(loaded))
  }

}

/** Its content is on its way: nobody can judge it yet. */
export const isComing = ({ detail }: Loaded): boolean => detail.kind === 'artifact' && detail.content.state === 'wanted'

const lacksContent = (detail: ItemDetail): boolean => detail.kind === 'artifact' && detail.content.state !== 'ready'

/** Parses the content, once: it is prepared when it comes on screen at the latest, and stays the same object then. */
export function prepare(loaded: Loaded): void {
  const { detail } = loaded
  if (loaded.prepared || detail.kind !== 'artifact' || detail.content.state !== 'ready') return
  loaded.prepared = prepareContent(detail.content.text)
}

/** Oldest first, but never what is needed. */
function trim<V>(map: Map<number, V>, limit: number, needed: ReadonlySet<number>): void {
  if (map.size <= limit) return
  for (const key of map.keys()) {
    if (map.size <= limit) return
    if (!needed.has(key)) map.delete(key)
  }
}
