import type { Database } from '../driver.ts'

// Both halves come sorted from their covering index and are merged; one text of keys crosses into JavaScript, because
// 100,000 rows as objects take four times as long.
const waiting = (table: string, workspace: string) =>
  `select key, created_at, id from ${table} indexed by ${table}_waiting where waits = 1 and marked = 0${workspace}`
const keys = (workspace: string) => `
  select group_concat(key) from (
    ${waiting('work_artifacts', workspace)} union all ${waiting('work_checkpoints', workspace)} order by created_at, id)`
const allKeys = keys('')
const keysOfWorkspace = keys(' and workspace_id = ?1')

type Keys = Int32Array<ArrayBuffer>

/** The queue's order as keys, kept while only decisions change it: each of them takes a key out. */
export class Queue {
  /** counts changes of rows: what was looked up by id may be here now */
  version = 0
  readonly #db: Database
  /** by workspace; null: all of them */
  readonly #lists = new Map<string | null, Keys>()

  constructor(db: Database) {
    this.#db = db
  }

  /** Oldest first. The caller owns the answer. */
  keys = (workspaceId: string | null): Keys => this.view(workspaceId).slice()

  /** The same, to look through at once: the next decision changes it. */
  view(workspaceId: string | null): Readonly<Keys> {
    let list = this.#lists.get(workspaceId)
    if (list === undefined) {
      const text = workspaceId === null ? this.#db.value<string | null>(allKeys) : this.#db.value<string | null>(keysOfWorkspace, [workspaceId])
      list = parseKeys(text ?? '')
      this.#lists.set(workspaceId, list)
    }
    return list
  }

  /** These wait no more; nothing else changed. */
  remove(gone: readonly number[]): void {
    if (gone.length > 100) return this.forget()
    for (const [workspaceId, list] of this.#lists) {
      let left = list
      for (const key of gone) {
        const at = left.indexOf(key)
        if (at < 0) continue
        left.copyWithin(at, at + 1)
        left = left.subarray(0, -1)
      }
      this.#lists.set(workspaceId, left)
    }
  }

  /** Rows changed. */
  forget(): void {
    this.version += 1
    this.#lists.clear()
  }
}

/** `12,7,103` as numbers. */
export function parseKeys(text: string): Keys {
  if (text === '') return new Int32Array(0)
  let total = 1
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 44) total += 1
  const list = new Int32Array(total)
  let at = 0
  let key = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0) {
      key = key * 10 + digit
    } else {
      list[at++] = key
      key = 0
    }
  }
  list[at] = key
  return list
}
