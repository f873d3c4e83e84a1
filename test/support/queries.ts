import type { TestStack } from './stack.ts'

/** Ids of what waits for this person, oldest first, by the database's own account: what their queue has to show. */
export async function waitingItems(stack: TestStack, email: string): Promise<string[]> {
  const { rows } = await stack.admin.query<{ id: string }>(
    `with mine as (
       select m.workspace_id from public.workspace_memberships m join auth.users u on u.id = m.user_id where u.email = $1
     ), waiting as (
       select a.id, a.created_at from public.work_artifacts a
        where a.status = 'pending' and a.workspace_id in (select workspace_id from mine)
          and not exists (select 1 from public.work_artifacts later where later.revision_of = a.id)
       union all
       select c.id, c.created_at from public.work_checkpoints c
        where c.status = 'pending' and c.workspace_id in (select workspace_id from mine)
          and not exists (select 1 from public.work_checkpoints earlier
                           where earlier.work_session_id = c.work_session_id and earlier.status = 'pending' and earlier.stage < c.stage)
     )
     select id from waiting order by created_at, id`,
    [email],
  )
  return rows.map((row) => row.id)
}

/** One statement, as the server would see somebody's own plain table write. Returns how many rows it wrote. */
export async function writeAs(stack: TestStack, email: string, statement: string, values: unknown[]): Promise<number | null> {
  const client = await stack.admin.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>('select id from auth.users where email = $1', [email])
    await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub: rows[0]?.id, role: 'authenticated' })])
    await client.query('set local role authenticated')
    const { rowCount } = await client.query(statement, values)
    await client.query('commit')
    return rowCount
  } finally {
    client.release()
  }
}

export async function rejectAs(stack: TestStack, email: string, artifactId: string, note: string): Promise<void> {
  const rejected = await writeAs(stack, email, "update public.work_artifacts set status = 'rejected', review_feedback = $2 where id = $1", [artifactId, note])
  if (rejected !== 1) throw new Error(`${rejected} artifacts were rejected`)
}
