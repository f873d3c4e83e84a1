import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { uuid } from '../../contract/entities.ts'
import { ensurePrivateFolder, hasCode, readIfThere, syncFolder, writeFileAtomic } from '../shell/files.ts'
import { keyFile, wrappedKey } from './key-stores.ts'

/** account.json: who, where, and how the key is wrapped. No secret stands in it. */
const accountFile = z.object({
  version: z.literal(1),
  url: z.string(),
  /** of the connection that it was signed in by; absent in files of the first version */
  publishable_key: z.string().optional(),
  user_id: uuid,
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  key: wrappedKey,
})
export type AccountFile = z.infer<typeof accountFile>

/** Accounts that are kept in this profile: accounts/<id>/, and which of them is open: current-account. */
export interface Accounts {
  id(url: string, userId: string): string
  folder(id: string): string
  /** the file of its session */
  vault(id: string): string
  read(id: string): Promise<AccountFile | null>
  /** makes the folder, so that a key file can be put there */
  prepare(id: string): Promise<void>
  /** makes the folder and replaces account.json */
  write(id: string, account: AccountFile): Promise<void>
  /** keeps the old account.json beside: its key may yet open what the store sets aside */
  setAside(id: string): Promise<void>
  /** removes account.json, the key and what only it opens of the session; the folder as well when nothing else is left in it */
  remove(id: string): Promise<void>
  /** removes everything in the folder but what was set aside, and is not the current one any more: sign-out */
  erase(id: string): Promise<void>
  /** all that can be read, by id */
  list(): Promise<{ id: string; file: AccountFile }[]>
  /** how many decisions stayed in it when it was closed; null: it was not counted */
  waiting(id: string): Promise<number | null>
  noteWaiting(id: string, decisions: number | null): Promise<void>
  current(): Promise<string | null>
  setCurrent(id: string | null): Promise<void>
}

const waitingFile = z.object({ decisions: z.number().int().nonnegative() })
const idPattern = /^[0-9a-f]{32}$/

export function openAccounts(profile: string): Accounts {
  const base = join(profile, 'accounts')
  const pointer = join(profile, 'current-account')
  const folder = (id: string) => {
    if (!idPattern.test(id)) throw new Error('not an account id')
    return join(base, id)
  }
  const file = (id: string) => join(folder(id), 'account.json')
  const counted = (id: string) => join(folder(id), 'waiting.json')
  const vault = (id: string) => join(folder(id), 'session.vault')
  const read = async (id: string): Promise<AccountFile | null> => {
    const bytes = await readIfThere(file(id))
    if (bytes === null) return null
    const parsed = accountFile.safeParse(parseJson(bytes))
    return parsed.success ? parsed.data : null
  }
  const prepare = async (id: string) => {
    await mkdir(base, { recursive: true, mode: 0o700 })
    await ensurePrivateFolder(folder(id))
    await syncFolder(base)
  }
  const remove = async (id: string) => {
    for (const path of [keyFile(folder(id)), file(id), counted(id), vault(id)]) await rm(path, { force: true })
    await rmdir(folder(id)).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error
    })
    if ((await readdir(base).catch(() => [])).length === 0) await rm(base, { recursive: true, force: true })
  }
  const current = async () => {
    const text = (await readIfThere(pointer))?.toString('utf8').trim() ?? ''
    return idPattern.test(text) ? text : null
  }
  const setCurrent = async (id: string | null) => {
    if (id === null) await rm(pointer, { force: true })
    else await writeFileAtomic(pointer, `${id}\n`)
  }
  return {
    id: (url, userId) => createHash('sha256').update(`${url}\n${userId}`).digest('hex').slice(0, 32),
    folder,
    vault,
    read,
    prepare,
    remove,
    current,
    setCurrent,
    async write(id, account) {
      await prepare(id)
      await writeFileAtomic(file(id), `${JSON.stringify(accountFile.parse(account), null, 2)}\n`)
    },
    async setAside(id) {
      const suffix = `set-aside-${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 4)}`
      for (const path of [file(id), keyFile(folder(id)), vault(id)]) {
        await rename(path, `${path}.${suffix}`).catch((error: unknown) => {
          if (!hasCode(error, 'ENOENT')) throw error
        })
      }
    },
    async erase(id) {
      for (const name of await readdir(folder(id)).catch(() => [])) {
        if (!name.includes('set-aside')) await rm(join(folder(id), name), { recursive: true, force: true })
      }
      await remove(id)
      if ((await current()) === id) await setCurrent(null)
    },
    async list() {
      const ids = (await readdir(base).catch(() => [])).filter((name) => idPattern.test(name)).toSorted()
      const files = await Promise.all(ids.map(async (id) => ({ id, file: await read(id) })))
      return files.flatMap(({ id, file: found }) => (found ? [{ id, file: found }] : []))
    },
    async waiting(id) {
      const bytes = await readIfThere(counted(id))
      const parsed = waitingFile.safeParse(bytes === null ? null : parseJson(bytes))
      return parsed.success ? parsed.data.decisions : null
    },
    async noteWaiting(id, decisions) {
      if (decisions === null) await rm(counted(id), { force: true })
      else await writeFileAtomic(counted(id), JSON.stringify({ decisions }))
    },
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
