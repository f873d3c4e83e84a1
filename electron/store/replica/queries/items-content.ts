import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryContext } from './context.ts'

/** One artifact's content alone, such as an earlier revision's. Reading it is what asks for one that is not here. */
export function itemsContent({ db, contents }: QueryContext, { id }: IpcInput<'items.content'>): IpcOutput<'items.content'> {
  const artifact = db.get<{ key: number; content_sha256: string }>('select key, content_sha256 from work_artifacts where id = ?', [id])
  return artifact === undefined ? null : contents.read({ ...artifact, id })
}
