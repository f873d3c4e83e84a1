import uFuzzy from '@leeoniya/ufuzzy'
import type { ReplicatedTable } from '../../../contract/feed.ts'
import { fuzzyOptions, rankedMatches, wordsOutOfOrder } from '../../../contract/fuzzy.ts'
import type { Database } from '../driver.ts'

export interface Named {
  id: string
  workspace_id: string
  name: string
}

const sources = {
  projects: { table: 'projects', sql: 'select id, workspace_id, name from projects order by name' },
  // Among equals the newest comes first.
  sessions: { table: 'work_sessions', sql: "select id, workspace_id, substr(task_intent, 1, 300) as name from work_sessions where task_intent <> '' order by created_at desc" },
  agents: { table: 'agents', sql: 'select id, workspace_id, name from agents order by name' },
} as const satisfies Record<string, { table: ReplicatedTable; sql: string }>
type NamedKind = keyof typeof sources

interface Haystack {
  rows: readonly Named[]
  /** without accents */
  names: string[]
}

/** Names, kept ready: what is typed of them is answered from memory. */
export class NameIndex {
  readonly #db: Database
  #fuzzy: uFuzzy | null = null
  readonly #ready = new Map<NamedKind, Haystack>()

  constructor(db: Database) {
    this.#db = db
  }

  /** A row of this table changed. */
  changed(table: ReplicatedTable): void {
    if (this.#ready.size === 0) return
    for (const kind of this.#ready.keys()) if (sources[kind].table === table) this.#ready.delete(kind)
  }

  forget(): void {
    this.#ready.clear()
  }

  /** The best first. `workspaceId` null: in all of mine. */
  find(kind: NamedKind, text: string, workspaceId: string | null, limit: number): Named[] {
    const { rows, names } = this.#haystack(kind)
    this.#fuzzy ??= new uFuzzy(fuzzyOptions)
    const [matches, info, order] = this.#fuzzy.search(names, uFuzzy.latinize(text), wordsOutOfOrder, rankedMatches)
    const best = order && info ? order.map((i) => info.idx[i]) : (matches ?? [])
    const found: Named[] = []
    for (const index of best) {
      const row = index === undefined ? undefined : rows[index]
      if (row && (workspaceId === null || row.workspace_id === workspaceId)) found.push(row)
      if (found.length === limit) break
    }
    return found
  }

  #haystack(kind: NamedKind): Haystack {
    const known = this.#ready.get(kind)
    if (known !== undefined) return known
    const rows = this.#db.all<Named>(sources[kind].sql)
    const made = { rows, names: rows.map(({ name }) => uFuzzy.latinize(name)) }
    this.#ready.set(kind, made)
    return made
  }
}
