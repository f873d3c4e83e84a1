import { createHash } from 'node:crypto'
import { artifactContents, type ArtifactContent } from '../../../contract/feed.ts'
import type { OfflineScope } from '../../../contract/offline.ts'
import type { ContentState } from '../../../contract/items.ts'
import { fitted } from '../bodies.ts'
import type { Prefetch } from '../api.ts'
import type { Database } from '../driver.ts'
import { isWaitedFor, missingBefore, missingInQueue, missingPinned, neededBytes, pinnedKeys, type Missing } from './needed-contents.ts'

export interface ContentLimits {
  /** UTF-8 bytes kept before the least recently read go */
  bytes: number
  /** about what one call may bring */
  batchBytes: number
  /** how many items of the queue, from its head, are fetched before anybody asks */
  prefetchItems: number
  /** a content that could not be had is not asked for again before this, in ms; ahead of time ever later */
  retryAfterMs: number
}

export const defaultContentLimits: ContentLimits = { bytes: 512 * 1024 * 1024, batchBytes: 1024 * 1024, prefetchItems: 5_000, retryAfterMs: 60_000 }

/** About what is hashed in one go: some milliseconds. */
const checkBytes = 1024 * 1024
/** So many are the queue's first items: what somebody decides within a minute. */
const firstItems = 100

/** Some milliseconds' work, and more than one answer brings. */
const evictedAtOnce = 200

/** An item, what it is compared with, and two more: these were opened last and stay, however full it is. */
const openedKept = 4
/** Room that nothing takes ahead of time, for what is opened: one content may have 10 MB. */
const reservedBytes = 16 * 1024 * 1024
const reservedShare = 1 / 8

/** The rest of what cannot be had doubles so many times: half an hour, from a minute. */
const mostDoublings = 5

const sha256Of = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Contents of artifacts: verified by hash when they come and when they are read, within a size limit. */
export class Contents {
  readonly #db: Database
  #limits: ContentLimits
  readonly #monotonic: () => number
  readonly #onPoint: (name: string) => void
  /** asked for on screen, the latest last */
  readonly #asked = new Set<string>()
  /** what could not be had: how often in a row, and when it was asked for last */
  readonly #suspended = new Map<string, { times: number; at: number }>()
  /** key → tick of its last reading, written when something has to go */
  readonly #read = new Map<number, number>()
  /** keys of what was opened last, the latest last */
  readonly #opened = new Set<number>()
  /** changes of the file when nothing of it could go any more; null: since then it may have become otherwise */
  #nothingToGoAt: number | null = null
  #tick: number
  #bytes = 0

  constructor(db: Database, limits: ContentLimits, monotonic: () => number, onPoint: (name: string) => void) {
    this.#db = db
    this.#limits = limits
    this.#monotonic = monotonic
    this.#onPoint = onPoint
    this.#tick = db.value<number | null>('select max(used) from contents') ?? 0
    this.measure()
  }

  /** The text for the screen; what is missing or broken is fetched next. */
  read(artifact: { key: number; id: string; content_sha256: string }): ContentState {
    const row = this.#db.row('select sha256, text from contents where key = ?', [artifact.key]) as [string, string] | undefined
    if (row === undefined) {
      const state = this.#suspended.has(artifact.id) && !this.#asked.has(artifact.id) ? 'broken' : 'wanted'
      this.#ask(artifact.id)
      return { state }
    }
    if (row[0] !== artifact.content_sha256 || sha256Of(row[1]) !== artifact.content_sha256) {
      this.remove(artifact.key)
      this.#ask(artifact.id)
      return { state: 'broken' }
    }
    this.#read.set(artifact.key, ++this.#tick)
    this.#open(artifact.key)
    return { state: 'ready', text: row[1] }
  }

  /** It will be needed soon; fetched like what is on screen when it is not here. */
  want(artifact: { key: number; id: string }): void {
    if (this.#db.value<number>('select 1 from contents where key = ?', [artifact.key]) === undefined) this.#ask(artifact.id)
  }

  /** What is too much goes: some now, the rest when nothing waits (`evict`). */
  setLimit(bytes: number): void {
    this.#limits = { ...this.#limits, bytes }
    this.#nothingToGoAt = null
    this.evict()
  }

  /** Takes the place of what was kept offline before. */
  pin(scopes: readonly OfflineScope[]): void {
    this.#db.transaction(() => {
      this.#db.run('delete from pins')
      for (const { kind, id } of scopes) this.#db.run('insert into pins (kind, id) values (?, ?)', [kind, id])
    })
    this.evict()
  }

  /**
   * Ids to fetch: asked for on screen, the latest first; then, by `prefetch`, the head of the queue and what its
   * revisions came from, while there is room; then what is kept offline, which is somebody's word and beyond the limit.
   */
  wanted(limit: number, prefetch: Prefetch): string[] {
    const ids = [...this.#asked].reverse().filter((id) => this.#mayAsk(id, 1)).slice(0, limit)
    if (ids.length >= limit) return ids
    const taken = new Set(ids)
    const ahead = this.#limits.bytes - Math.min(reservedBytes, this.#limits.bytes * reservedShare)
    let room = ahead - this.#bytes
    let bytes = 0
    const most = limit + this.#suspended.size + ids.length
    const missing = missingInQueue(this.#db, most, prefetch === 'first' ? Math.min(firstItems, this.#limits.prefetchItems) : this.#limits.prefetchItems)
    if (prefetch === 'head' && missing.length < most) missing.push(...missingBefore(this.#db, most - missing.length, this.#limits.prefetchItems))
    const fits = (contentBytes: number) => ids.length === 0 || bytes + contentBytes <= this.#limits.batchBytes
    const take = ({ id, content_bytes }: Missing) => {
      bytes += content_bytes
      taken.add(id)
      ids.push(id)
    }
    // Only where it is full does it matter how much of it may go; then that makes room when the contents come.
    const total = missing.reduce((sum, each) => sum + each.content_bytes, 0)
    if (total > room && this.#mayGetRoom()) room = ahead - neededBytes(this.#db, this.#limits.prefetchItems)
    // What could not be had before stands behind all else.
    const failed = (each: Missing) => Number(this.#suspended.has(each.id))
    for (const each of missing.toSorted((one, other) => failed(one) - failed(other))) {
      if (ids.length >= limit || bytes + each.content_bytes > room) break
      if (taken.has(each.id) || !this.#mayAsk(each.id)) continue
      if (!fits(each.content_bytes)) return ids
      take(each)
    }
    for (const each of prefetch === 'head' && ids.length < limit ? missingPinned(this.#db, most) : []) {
      if (ids.length >= limit || !fits(each.content_bytes)) break
      if (!taken.has(each.id) && this.#mayAsk(each.id)) take(each)
    }
    return ids
  }

  /** Stores what agrees with its hash. `requested` ones that did not come, or came broken, rest for a while, each time longer. */
  apply(requested: readonly string[], answer: unknown): { ids: string[]; broken: string[] } {
    const contents = fitted(artifactContents, answer, 'contents')
    const stored: string[] = []
    const broken: string[] = []
    this.#counted(() => {
      for (const content of contents) {
        const key = this.#store(content)
        if (key !== null && this.#asked.has(content.id)) this.#open(key)
        ;(key === null ? broken : stored).push(content.id)
      }
    })
    for (const id of requested) {
      this.#asked.delete(id)
      if (stored.includes(id)) this.#suspended.delete(id)
      else this.#suspended.set(id, { times: (this.#suspended.get(id)?.times ?? 0) + 1, at: this.#monotonic() })
    }
    this.evict()
    return { ids: stored, broken }
  }

  totals(): { count: number; bytes: number; limit_bytes: number; last_key: number } {
    const [count, lastKey] = this.#db.row('select count(*), coalesce(max(key), 0) from contents') as [number, number]
    return { count, bytes: this.#bytes, limit_bytes: this.#limits.bytes, last_key: lastKey }
  }

  /** Hashes up to `limit` contents again, less where they are large; a broken one is removed and fetched again. */
  check(after: number, limit: number): { checked: number; broken: string[]; next: number | null } {
    const keys = this.#db.column<number>('select key from contents where key > ? order by key limit ?', [after, limit])
    const broken: string[] = []
    let checked = 0
    let bytes = 0
    let last = after
    for (const key of keys) {
      if (bytes > checkBytes) break
      const row = this.#db.row('select a.id, a.content_sha256, c.bytes, c.text from contents c join work_artifacts a on a.key = c.key where c.key = ?', [key]) as
        | [string, string, number, string]
        | undefined
      if (row !== undefined && sha256Of(row[3]) !== row[1]) {
        this.remove(key)
        this.#ask(row[0])
        broken.push(row[0])
      }
      bytes += row?.[2] ?? 0
      checked += 1
      last = key
    }
    return { checked, broken, next: checked < limit && checked === keys.length ? null : last }
  }

  /**
   * Least recently read first; what waits in the queue and what its revisions came from, what is kept offline and what was
   * opened last stays, even beyond the limit. At most so many at a time, so that a limit that was lowered by much holds
   * nobody up; true: there is more that may go.
   */
  evict(): boolean {
    if (this.#bytes <= this.#limits.bytes || this.#nothingToGoAt === this.#changes()) return false
    const went = this.#counted(() => {
      for (const [key, tick] of this.#read) this.#db.run('update contents set used = ? where key = ?', [tick, key])
      this.#read.clear()
      const candidates = this.#db.column<number>(
        `select c.key from contents c indexed by contents_used
         where c.key not in (select value from json_each(?))
           and not exists (select 1 from work_artifacts b where b.key = c.key and ${isWaitedFor})
           and c.key not in (${pinnedKeys}) order by c.used limit ?`,
        [JSON.stringify([...this.#opened]), evictedAtOnce],
      )
      for (const key of candidates) {
        if (this.#bytes <= this.#limits.bytes) break
        this.remove(key)
        this.#onPoint('contents.evicting')
      }
      return candidates.length
    })
    if (this.#bytes <= this.#limits.bytes) return false
    if (went < evictedAtOnce) this.#nothingToGoAt = this.#changes()
    return went === evictedAtOnce
  }

  /** Rows went without us (tombstones, a purge): their contents go too. */
  dropOrphans(): void {
    this.#db.run('delete from contents where not exists (select 1 from work_artifacts a where a.key = contents.key)')
    this.measure()
  }

  /** How much is here is counted along; where a transaction was rolled back, or others deleted, it is counted anew. */
  measure(): void {
    this.#bytes = this.#db.value<number>('select coalesce(sum(bytes), 0) from contents indexed by contents_used') ?? 0
  }

  /** Nothing where there is none. */
  remove(key: number): void {
    const bytes = this.#db.value<number>('select bytes from contents where key = ?', [key])
    if (bytes === undefined) return
    this.#db.run('delete from contents where key = ?', [key])
    this.#bytes -= bytes
  }

  /** The key of what it was stored for; null: it is broken, or for nothing that is here. */
  #store({ id, content, content_sha256 }: ArtifactContent): number | null {
    const artifact = this.#db.row('select key, content_sha256 from work_artifacts where id = ?', [id]) as [number, string] | undefined
    if (artifact === undefined) return null
    const [key, expected] = artifact
    if (content_sha256 !== expected || sha256Of(content) !== expected) return null
    this.remove(key)
    const bytes = Buffer.byteLength(content, 'utf8')
    this.#db.run('insert into contents (key, bytes, used, sha256, text) values (?, ?, ?, ?, ?)', [key, bytes, ++this.#tick, expected, content])
    this.#bytes += bytes
    return key
  }

  /** In one transaction; when it fails, what was counted in it was not. */
  #counted<T>(work: () => T): T {
    try {
      return this.#db.transaction(work)
    } catch (error) {
      this.measure()
      throw error
    }
  }

  /** Whoever opens a further one lets go of the first of them. */
  #open(key: number): void {
    this.#opened.delete(key)
    this.#opened.add(key)
    const [first] = this.#opened
    if (this.#opened.size <= openedKept || first === undefined) return
    this.#opened.delete(first)
    this.#nothingToGoAt = null
  }

  /** Rows that were ever written: while it is the same, so is all that decides about what may go. */
  #changes(): number {
    return this.#db.value<number>('select total_changes()') ?? 0
  }

  /** False: beyond the limit already, by what is not to go. */
  #mayGetRoom(): boolean {
    return this.#bytes <= this.#limits.bytes || this.evict() || this.#bytes <= this.#limits.bytes
  }

  #ask(id: string): void {
    this.#asked.delete(id)
    this.#asked.add(id)
  }

  /** Who waits for it on screen (`most` 1) does not wait longer for its having failed many times. */
  #mayAsk(id: string, most = Infinity): boolean {
    const failed = this.#suspended.get(id)
    if (failed === undefined) return true
    const doublings = Math.min(failed.times, most, mostDoublings + 1) - 1
    return failed.at + this.#limits.retryAfterMs * 2 ** doublings <= this.#monotonic()
  }
}
