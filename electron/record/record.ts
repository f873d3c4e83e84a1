import { AppError } from '../../contract/errors.ts'
import type { Auth } from '../auth/auth.ts'
import type { AccountDesk } from '../desk/desk.ts'
import { recordHtml } from './html.ts'

/** A session's review record as a document, and how its file is called. Throws not_found. */
export async function sessionRecord(desk: AccountDesk, auth: Pick<Auth, 'status'>, appVersion: string, id: string): Promise<{ name: string; html: string }> {
  const detail = await desk.query('sessions.detail', { id })
  if (detail === null) throw new AppError('not_found', 'This session is not here any more.')
  const status = auth.status()
  const account = 'account' in status ? status.account : null
  const workspaces = await desk.query('workspaces.list', undefined)
  const html = recordHtml(detail, {
    workspace: workspaces.find((workspace) => workspace.id === detail.session.workspace_id)?.name ?? null,
    madeAt: new Date().toISOString(),
    madeBy: account?.display_name ?? account?.email ?? 'a member',
    appVersion,
    problems: await problemsOf(desk, detail),
  })
  return { name: `countersign-record-${id.slice(0, 8)}.pdf`, html }
}

/** How many checks of this session's chains failed. */
async function problemsOf(desk: AccountDesk, { session, events }: { session: { workspace_id: string }; events: readonly { target_id: string }[] }): Promise<number> {
  const targets = [...new Set(events.map(({ target_id }) => target_id))]
  return (await desk.query('activity.check', { workspace_id: session.workspace_id, after: null, targets })).total_problems
}
