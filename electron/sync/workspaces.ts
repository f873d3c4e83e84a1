import type { WorkspaceChoice } from '../../contract/status.ts'
import type { SyncOptions } from './api.ts'

/** Workspaces are asked for again after this, ms: a new membership has no channel to poke on. */
const learnEveryMs = 5 * 60_000

/** Which workspaces are mine, as the server last said, and which of them have to be pulled. */
export class Workspaces {
  readonly #options: Pick<SyncOptions, 'store' | 'backend' | 'clock' | 'emit'>
  #ids: readonly string[] = []
  #learnedAt: number | null = null
  #doubts = 0
  readonly #dirty = new Set<string>()
  /** that were listed as ours and then refused */
  readonly #expelled = new Set<string>()

  constructor(options: Pick<SyncOptions, 'store' | 'backend' | 'clock' | 'emit'>) {
    this.#options = options
  }

  mustLearn(): boolean {
    return this.#learnedAt === null || this.#options.clock.monotonic() - this.#learnedAt > learnEveryMs
  }

  /** The list may be another one: it is asked for with the next pull. */
  doubt(): void {
    this.#learnedAt = null
    this.#doubts++
  }

  /** Asks for the list; all of it has to be pulled then. */
  async learn(signal: AbortSignal): Promise<readonly string[]> {
    const { store, backend, clock, emit } = this.#options
    const doubts = this.#doubts
    const workspaces: readonly WorkspaceChoice[] = await backend.workspaces(signal)
    const { tables } = await store.setWorkspaces(workspaces)
    if (tables.length > 0) emit.replicaChanged(tables)
    this.#ids = workspaces.map(({ id }) => id)
    // What came into doubt meanwhile may not be in this answer.
    this.#learnedAt = doubts === this.#doubts ? clock.monotonic() : null
    this.allDirty()
    return this.#ids
  }

  dirty(id: string): void {
    this.#dirty.add(id)
  }

  allDirty(): void {
    for (const id of this.#ids) this.#dirty.add(id)
  }

  /** Those that have to be pulled now. */
  takeDirty(): string[] {
    const ids = this.#ids.filter((id) => this.#dirty.has(id))
    this.#dirty.clear()
    return ids
  }

  pulled(id: string): void {
    this.#expelled.delete(id)
  }

  /** The server refused it; true: for the second time, although it was listed as ours. */
  refused(id: string): boolean {
    this.doubt()
    const again = this.#expelled.has(id)
    this.#expelled.add(id)
    return again
  }

  clear(): void {
    this.#dirty.clear()
    this.#expelled.clear()
  }
}
