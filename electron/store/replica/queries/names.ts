import type { Database } from '../../driver.ts'

/** User id → name, or e-mail address, for the given people of a workspace. Whom we do not know is left out. */
export function namesOf(db: Database, workspaceId: string, userIds: Iterable<string | null>): Record<string, string> {
  const ids = [...new Set(userIds)].filter((id) => id !== null)
  const rows = db.all<{ user_id: string; name: string | null }>(
    `select user_id, coalesce(nullif(display_name, ''), email) as name from workspace_memberships
     where user_id in (select value from json_each(?)) and workspace_id = ?`,
    [JSON.stringify(ids), workspaceId],
  )
  return Object.fromEntries(rows.flatMap(({ user_id, name }) => (name === null ? [] : [[user_id, name]])))
}
