import type { Database } from '../driver.ts'

/**
 * Keeps `waits`: an artifact waits while it is pending and no later revision exists; a checkpoint waits while it is
 * pending and belongs to the earliest stage of its session that is. Both are functions of the stored rows alone.
 */
export class WaitingPass {
  readonly #artifacts = new Set<string>()
  readonly #families = new Set<string>()
  readonly #sessions = new Set<string>()

  /** an artifact came, changed or went */
  artifact(id: string, revisionOf: string | null): void {
    this.#artifacts.add(id)
    if (revisionOf !== null) this.#families.add(revisionOf)
  }

  /** a checkpoint of this session came, changed or went */
  checkpoint(workSessionId: string): void {
    this.#sessions.add(workSessionId)
  }

  /**
   * Ids are recomputed only where another revision refers to them: for all others the row's status says it. The keys of
   * the items whose `waits` changed.
   */
  run(db: Database): number[] {
    const families = JSON.stringify([...this.#families])
    const artifacts = JSON.stringify([...this.#artifacts])
    return [
      ...db.column<number>(
        `update work_artifacts set waits = (status = 'pending') where key in (
           select a.key from json_each(?) j join work_artifacts a on a.id = j.value where a.waits is not (a.status = 'pending'))
         returning key`,
        [artifacts],
      ),
      ...db.column<number>(
        `update work_artifacts as a set waits = (${waitsAsRevision})
         where a.id in (
           select value from json_each(?1)
           union select a.id from json_each(?1) j join work_artifacts a on a.revision_of = j.value
           union select value from json_each(?2) j where exists (select 1 from work_artifacts a where a.revision_of = j.value)
         ) and a.waits is not (${waitsAsRevision})
         returning key`,
        [families, artifacts],
      ),
      ...db.column<number>(
        `update work_checkpoints as c set waits = (${waitsAsStage})
         where c.work_session_id in (select value from json_each(?)) and c.waits is not (${waitsAsStage})
         returning key`,
        [JSON.stringify([...this.#sessions])],
      ),
    ]
  }
}

// revision_of may name the revision before or the first one: a later one is either a child or a higher sibling.
const waitsAsRevision = `a.status = 'pending'
  and not exists (select 1 from work_artifacts b where b.revision_of = a.id)
  and not exists (select 1 from work_artifacts b where b.revision_of = a.revision_of and b.revision > a.revision)`

const waitsAsStage = `c.status = 'pending' and c.stage = (
  select min(b.stage) from work_checkpoints b where b.work_session_id = c.work_session_id and b.status = 'pending')`
