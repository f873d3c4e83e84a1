import { expect, test } from 'vitest'
import { Database } from '../../../electron/store/driver.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { replicaMigrations, reviewTimeMigration } from '../../../electron/store/replica/schema.ts'

test('a replica from before the time to review hears its workspaces again, and keeps its rows until then', () => {
  const db = new Database(':memory:', null)
  migrate(db, replicaMigrations)
  db.exec(`
    insert into workspaces (key, id, name, created_at, row_version, generation) values (1, 'w', 'Market', '2026-01-05', 1, 1);
    insert into feeds (workspace_id, name, role, cursor) values ('w', 'Market', 'owner', '{}');
    alter table workspaces drop column review_within_hours`)
  reviewTimeMigration(db)
  expect(db.rows('select id, review_within_hours from workspaces')).toEqual([['w', null]])
  expect(db.rows('select cursor, sweep from feeds')).toEqual([[null, 1]])
  db.close()
})
