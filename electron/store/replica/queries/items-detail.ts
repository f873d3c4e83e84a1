import type { ArtifactRow, CheckpointRow, SessionRow } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'
import { fromStored, selectList } from '../tables.ts'
import { mayWait } from '../due.ts'
import { readItems } from './items.ts'
import { namesOf } from './names.ts'
import { revisionsOf } from './revisions.ts'
import { roleIn } from './role.ts'

const artifactById = `select ${selectList('work_artifacts', 'a')} from work_artifacts a where a.id = ?`
const checkpointById = `select ${selectList('work_checkpoints', 'c')} from work_checkpoints c where c.id = ?`
const sessionById = `select ${selectList('work_sessions', 's')} from work_sessions s where s.id = ?`

/** Everything that the reading pane shows. Reading it is what asks for a content that is not here. */
export function itemsDetail(context: QueryContext, ref: IpcInput<'items.detail'>): IpcOutput<'items.detail'> {
  const { db, contents, userId } = context
  const item = readItems(db, 'id', [ref.id])[0]
  if (item === undefined || item.kind !== ref.kind) return null
  const stored = db.get<SessionRow>(sessionById, [item.work_session_id])
  const session = stored === undefined ? null : fromStored<SessionRow>('work_sessions', stored)
  const common = {
    session,
    local: context.localDecision(ref.id),
    draft: context.draft(ref),
    role: roleIn(db, item.workspace_id, userId),
    due_at: new Date(Date.parse(item.created_at) + mayWait(db, item.workspace_id)).toISOString(),
  }
  const names = (reviewers: readonly (string | null)[]) => namesOf(db, item.workspace_id, [...reviewers, session?.initiated_by_user_id ?? null, userId])
  if (item.kind === 'artifact') {
    const artifact = db.get<ArtifactRow>(artifactById, [ref.id]) as ArtifactRow
    const content = contents.read({ key: item.key, id: artifact.id, content_sha256: artifact.content_sha256 })
    const revisions = revisionsOf(db, artifact.id, artifact.revision_of)
    const looked = revisions.length > 1 ? context.lookedAt(revisions) : new Set<string>()
    const seen = revisions.findLast(({ id, reviewed_by_user_id }) => looked.has(id) || reviewed_by_user_id === userId) ?? null
    // What it will be compared with.
    const earlier = revisions.filter(({ revision }) => revision < artifact.revision)
    const base = earlier.find(({ id }) => id === seen?.id) ?? earlier.at(-1)
    if (base !== undefined) contents.want(base)
    return {
      kind: 'artifact',
      item,
      artifact,
      content,
      revisions: revisions.map(({ key: _, ...revision }) => revision),
      seen: seen?.id ?? null,
      ...common,
      names: names(revisions.map(({ reviewed_by_user_id }) => reviewed_by_user_id)),
    }
  }
  const checkpoint = fromStored<CheckpointRow>('work_checkpoints', db.get<CheckpointRow>(checkpointById, [ref.id]) as CheckpointRow)
  return { kind: 'checkpoint', item, checkpoint, ...common, names: names([checkpoint.resolved_by_user_id]) }
}
