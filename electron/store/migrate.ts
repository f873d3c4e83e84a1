import { AppError } from '../../contract/errors.ts'
import type { Database } from './driver.ts'

/** One step forward. Steps that were released are never edited; a new one is added at the end. */
export type Migration = (db: Database) => void

/**
 * Brings a file to the newest schema, each step in a transaction of its own. A file of a newer app is refused.
 * `onStep` hears of a step that is made and not committed yet.
 */
export function migrate(db: Database, steps: readonly Migration[], onStep: (version: number) => void = () => undefined): void {
  const version = Number(db.value<number>('pragma user_version') ?? 0)
  if (version > steps.length) {
    throw new AppError('schema_mismatch', 'This profile was written by a newer version of the app. Update the app.')
  }
  steps.slice(version).forEach((step, index) => {
    const next = version + index + 1
    db.transaction(() => {
      step(db)
      db.exec(`pragma user_version = ${next}`)
      onStep(next)
    })
  })
}
