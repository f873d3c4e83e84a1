import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import { claimOn } from '../claims.ts'
import { commentsOn } from './comments.ts'
import type { QueryContext } from './context.ts'
import { namesOf } from './names.ts'
import { roleIn } from './role.ts'

const tables = { artifact: 'work_artifacts', checkpoint: 'work_checkpoints', session: 'work_sessions' } as const

export function conversationGet(context: QueryContext, target: IpcInput<'conversation.get'>): IpcOutput<'conversation.get'> {
  const { db, userId } = context
  const { on, id } = target
  const workspaceId = db.value<string>(`select workspace_id from ${tables[on]} where id = ?`, [id])
  if (workspaceId === undefined) return null
  const comments = commentsOn(context, on, id)
  const claim = on === 'session' ? null : claimOn(context, { kind: on, id }, Date.now())
  return {
    workspace_id: workspaceId,
    comments,
    claim,
    draft: context.draft({ kind: 'comment', id }),
    role: roleIn(db, workspaceId, userId),
    names: namesOf(db, workspaceId, [...comments.map(({ author_user_id }) => author_user_id), claim?.user_id ?? null]),
  }
}
