import type { CommentRow } from '../../../../contract/entities.ts'
import type { ShownComment } from '../../../../contract/sessions.ts'
import type { QueryContext } from './context.ts'
import { selectList } from '../tables.ts'

const columns = { artifact: 'artifact_id', checkpoint: 'checkpoint_id', session: 'work_session_id' } as const

/** The comments on something, oldest first, those that were written here and have not been sent at the end. */
export function commentsOn({ db, userId, effectsOn, localChange }: QueryContext, on: keyof typeof columns, id: string): ShownComment[] {
  const sent = db.all<CommentRow>(`select ${selectList('comments', 'c')} from comments c where c.${columns[on]} = ? order by c.created_at, c.id`, [id])
  const known = new Set(sent.map((row) => row.id))
  const local = localChange(id)
  const written = effectsOn(id).flatMap((command): ShownComment[] => {
    if (command.kind !== 'comment' || known.has(command.command_id)) return []
    const state = local?.command_id === command.command_id ? local.state : 'unsent'
    return [
      {
        id: command.command_id,
        workspace_id: command.workspace_id,
        artifact_id: on === 'artifact' ? id : null,
        checkpoint_id: on === 'checkpoint' ? id : null,
        work_session_id: on === 'session' ? id : null,
        author_user_id: userId,
        body: command.payload.body,
        created_at: command.issued_at,
        edited_at: null,
        row_version: 1,
        local: { command_id: command.command_id, kind: 'comment', state },
      },
    ]
  })
  return [...sent.map((row) => ({ ...row, local: null })), ...written]
}
