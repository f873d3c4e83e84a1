import { AppError } from '../../contract/errors.ts'
import type { Cursor, ReplicatedTable } from '../../contract/feed.ts'
import type { WorkspaceChoice } from '../../contract/status.ts'
import type { AnswerBody, AppliedPage, StagedPage } from './api.ts'
import type { HeldReplica } from './held-replica.ts'
import { tidyReplica, type Place } from './open.ts'
import type { Outbox } from './outbox/outbox.ts'
import { StagedPages } from './staged-pages.ts'

/** What a pull brings: its pages into the replica, and what they say about the commands into the outbox. */
export class Feed {
  readonly #place: Place
  readonly #replica: HeldReplica
  readonly #outbox: Outbox
  readonly #staged = new StagedPages()

  constructor(place: Place, replica: HeldReplica, outbox: Outbox) {
    this.#place = place
    this.#replica = replica
    this.#outbox = outbox
  }

  setWorkspaces(workspaces: readonly WorkspaceChoice[]): { tables: ReplicatedTable[] } {
    const tables = this.#replica.use((replica) => replica.setWorkspaces(workspaces))
    // What was done in a workspace that is kept here again shows again.
    if (tables.length > 0) this.#replica.follow(this.#outbox.open.targetsWithEffects())
    return { tables }
  }

  cursor(workspaceId: string): Cursor | null {
    return this.#replica.use((replica) => replica.cursor(workspaceId))
  }

  stage(body: AnswerBody): StagedPage {
    return this.#staged.add(body)
  }

  *apply(workspaceId: string, staged: number): Generator<void, AppliedPage> {
    const page = this.#staged.take(staged)
    const replica = this.#replica.current
    try {
      // A cluster whose files were put back has the same epoch, but not the history that the cursor has seen. Noted before
      // the cursor moves on: a crash in between would leave nothing to tell it by.
      const startsOver = page.reset && replica.cursor(workspaceId) !== null
      const again = this.#outbox.restores.note(workspaceId, page.epoch, startsOver)
      const { tables, rows, seen } = yield* replica.applyPage(workspaceId, page)
      const renewed = this.#replica.follow([...again, ...this.#outbox.land(seen)])
      tidyReplica(this.#place, replica, false)
      return { tables: [...new Set([...tables, ...renewed])], rows, resend: again.length > 0 }
    } catch (error) {
      // The page was one of many: what has been pulled before it is gone as well.
      if (!this.#replica.isCurrent(replica)) throw new AppError('storage_corrupt', 'The local copy was damaged and is built again.', { cause: error, retry: true })
      if (this.#replica.isDamaged(error)) this.#replica.startOver()
      // What was marked or kept offline between the slices went with the transaction.
      else this.#replica.followAll()
      throw error
    }
  }

  purge(workspaceId: string): { tables: ReplicatedTable[] } {
    return { tables: this.#replica.use((replica) => replica.purge(workspaceId)) }
  }
}
