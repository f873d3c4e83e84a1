import type { Database } from '../driver.ts'
import type { Sealer } from './seal.ts'

/** A look is forgotten after this: a revision that comes later is read as a whole. */
const keepMs = 180 * 24 * 3600 * 1000
/** The latest alone are kept: a revision comes within days, and opening checks the whole file. */
const keptAtMost = 20_000
const forgottenAtOnce = 5_000

interface StoredLook {
  artifact_id: string
  content_sha256: string
  at: string
  seal: string
}

/**
 * Which contents this person has looked at. Kept beside drafts and decisions, not in the replica: it is nobody else's, the
 * server does not have it, and a replica that is pulled again must not make everything look new.
 */
export class Looks {
  readonly #db: Database
  readonly #sealer: Sealer
  readonly #now: () => number

  /** `now`: wall clock, ms */
  constructor(db: Database, sealer: Sealer, now: () => number) {
    this.#db = db
    this.#sealer = sealer
    this.#now = now
  }

  note(artifactId: string, contentSha256: string, at: string): void {
    const fields = [artifactId, contentSha256, at]
    this.#db.run(
      `insert into looks (artifact_id, content_sha256, at, seal) values (?, ?, ?, ?)
       on conflict (artifact_id) do update set content_sha256 = excluded.content_sha256, at = excluded.at, seal = excluded.seal`,
      [...fields, this.#sealer.seal('looks', fields)],
    )
  }

  /** Those of these artifacts whose content, as it is, was looked at. A row with a wrong seal counts as none. */
  among(artifacts: readonly { id: string; content_sha256: string }[]): Set<string> {
    const hashes = new Map(artifacts.map(({ id, content_sha256 }) => [id, content_sha256]))
    const rows = this.#db.readable<StoredLook>('select * from looks where artifact_id in (select value from json_each(?))', [JSON.stringify([...hashes.keys()])])
    const oldest = this.#oldest()
    const agreeing = rows.filter(
      (row) => row.at >= oldest && hashes.get(row.artifact_id) === row.content_sha256 && this.#sealer.agrees('looks', [row.artifact_id, row.content_sha256, row.at], row.seal),
    )
    return new Set(agreeing.map(({ artifact_id }) => artifact_id))
  }

  /** Those that are too old or too many go, some of them at a time; true: there may be more. */
  forget(most = keptAtMost): boolean {
    const beyond = this.#db.value<string>('select at from looks order by at desc limit 1 offset ?', [most]) ?? ''
    const upto = [this.#oldest(), beyond].toSorted().at(-1) ?? ''
    return this.#db.run('delete from looks where artifact_id in (select artifact_id from looks where at <= ? limit ?)', [upto, forgottenAtOnce]) === forgottenAtOnce
  }

  #oldest(): string {
    return new Date(this.#now() - keepMs).toISOString()
  }
}
