import { AppError } from '../../../contract/errors.ts'
import type { Database } from '../driver.ts'
import { indexed, matchOf, stringsIn } from './search-text.ts'

interface Texts {
  title: string | null
  intent: string | null
  reasoning: string | null
  feedback: string | null
  content: string | null
}

const artifactTexts = `
  select a.title, s.task_intent as intent, a.agent_reasoning as reasoning, a.review_feedback as feedback, c.text as content
  from work_artifacts a left join work_sessions s on s.id = a.work_session_id left join contents c on c.key = a.key where a.key = ?`
const checkpointTexts = `
  select null as title, s.task_intent as intent, k.reason as reasoning, k.resolution_note as feedback, null as content
  from work_checkpoints k left join work_sessions s on s.id = k.work_session_id where k.key = ?`

/** What has just come is indexed first, for this long at most. */
const catchUpMs = 8
/** Items taken from the queue of what is to be indexed at a time. */
const perRound = 64

/**
 * Full text over all items, by their keys. New rows have higher keys than all before them, so a first pull only leaves
 * `upto` behind and costs nothing here; later changes put their keys into `search_due` (triggers, schema.ts). Both are
 * worked off when nobody waits. A content that was evicted stays findable until its item changes.
 */
export class Search {
  readonly #db: Database
  /** what the reading thread found, as long as the index is as it was */
  #prefound: { typed: string; found: Uint8Array; complete: boolean } | null = null

  constructor(db: Database) {
    this.#db = db
    // A key can be given again after a restart when its row was the last one and went.
    const last = lastKeyIn(db)
    if (uptoIn(db) > last) this.#db.run('update search_state set upto = ?', [last])
  }

  /** Indexes for about `ms`; false: nothing is left. Not inside a page's transaction. */
  work(ms: number): boolean {
    if (this.#db.inTransaction) return true
    const until = performance.now() + ms
    let left = true
    while (left && performance.now() < until) left = this.#db.transaction(() => this.#round(until))
    return left
  }

  /** Before something is looked for. On a full disk nothing more is indexed, and what is can be found. */
  catchUp(): void {
    try {
      this.work(catchUpMs)
    } catch (error) {
      if (error instanceof AppError && (error.code === 'storage_full' || error.code === 'storage_read_only')) return
      throw error
    }
  }

  get isComplete(): boolean {
    return this.#prefound?.complete !== false && isComplete(this.#db)
  }

  /** See findIn. Answered from what the reading thread has just found for the same words. */
  find(typed: string): Uint8Array | null {
    if (this.#prefound?.typed === typed) return this.#prefound.found
    this.#prefound = null
    return findIn(this.#db, typed)
  }

  /** Keys of a few items with all words: those that have them in the title, then others, the newest first. */
  latest(typed: string, limit: number): number[] {
    const match = matchOf(typed)
    if (match === null) return []
    const sql = 'select rowid from search where search match ? order by rowid desc limit ?'
    const titled = this.#db.column<number>(sql, [`{title} : (${match})`, limit])
    if (titled.length >= limit) return titled
    return [...new Set([...titled, ...this.#db.column<number>(sql, [match, limit])])].slice(0, limit)
  }

  /** What the reading thread found for these words, for the query that comes next. */
  prefound(typed: string, found: Uint8Array, complete: boolean): void {
    this.#prefound = { typed, found, complete }
  }

  #round(until: number): boolean {
    const due = this.#db.column<number>('select key from search_due limit ?', [perRound])
    const upto = uptoIn(this.#db)
    const last = Math.min(lastKeyIn(this.#db), upto + perRound)
    if (due.length > 0) {
      for (const key of due) {
        this.#index(key)
        this.#db.run('delete from search_due where key = ?', [key])
        if (performance.now() > until) break
      }
      return true
    }
    if (upto >= last) return false
    let done = upto
    while (done < last && (done === upto || performance.now() < until)) this.#index(++done)
    this.#db.run('update search_state set upto = ?', [done])
    return true
  }

  #index(key: number): void {
    this.#prefound = null
    const texts = this.#db.get<Texts>(artifactTexts, [key]) ?? this.#db.get<Texts>(checkpointTexts, [key])
    if (texts === undefined) {
      this.#db.run('delete from search where rowid = ?', [key])
      return
    }
    const { title, intent, reasoning, feedback, content } = texts
    this.#db.run('insert or replace into search (rowid, title, intent, reasoning, feedback, content) values (?, ?, ?, ?, ?, ?)', [
      key,
      ...[title, intent, reasoning, feedback, stringsIn(content)].map(indexed),
    ])
  }
}

/** Keys of the items with all words, as a set by key; null: nothing was asked for. */
export function findIn(db: Database, typed: string): Uint8Array<ArrayBuffer> | null {
  const match = matchOf(typed)
  if (match === null) return null
  const found = new Uint8Array(lastKeyIn(db) + 1)
  const keys = db.value<string | null>('select group_concat(rowid) from search where search match ?', [match])
  if (keys != null) markNumbers(keys, found)
  return found
}

/** Sets the places that a list like `12,7,103` names, digit by digit: for 90,000, split and Number took 5 to 14 ms, this takes 1. */
function markNumbers(list: string, places: Uint8Array): void {
  let number = 0
  for (let i = 0; i < list.length; i++) {
    const code = list.charCodeAt(i)
    if (code === comma) {
      places[number] = 1
      number = 0
    } else number = number * 10 + code - zero
  }
  places[number] = 1
}

const comma = ','.charCodeAt(0)
const zero = '0'.charCodeAt(0)

/** Whether every item is indexed as it is now. */
export const isComplete = (db: Database): boolean => db.value('select 1 from search_due limit 1') === undefined && uptoIn(db) >= lastKeyIn(db)

const uptoIn = (db: Database): number => db.value<number>('select upto from search_state') ?? 0

const lastKeyIn = (db: Database): number =>
  db.value<number>('select max((select coalesce(max(key), 0) from work_artifacts), (select coalesce(max(key), 0) from work_checkpoints))') ?? 0
