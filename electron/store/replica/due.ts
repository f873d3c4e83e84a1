import { defaultReviewWithinHours } from '../../../contract/entities.ts'
import type { Database } from '../driver.ts'

const hour = 3_600_000
/** Milliseconds that an item of this workspace may wait before it is overdue. */
export const mayWait = (db: Database, workspaceId: string): number =>
  (db.value<number | null>('select review_within_hours from workspaces where id = ?', [workspaceId]) ?? defaultReviewWithinHours) * hour
