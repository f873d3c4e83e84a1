import { rm } from 'node:fs/promises'
import type { SupportedStorage } from '@supabase/supabase-js'
import { z } from 'zod'
import { readIfThere, writeFileAtomic } from '../shell/files.ts'
import { seal, unseal } from './seal.ts'

const context = 'countersign/v1/session-vault'
const entries = z.record(z.string(), z.string())

/**
 * What supabase-js stores of a session, under AES-256-GCM in one file; without a file in memory only. Each change is on
 * disk before its promise resolves: a refresh token that was rotated and not kept would sign the person out.
 */
export interface Vault extends SupportedStorage {
  getItem(key: string): Promise<string | null>
  setItem(key: string, value: string): Promise<void>
  removeItem(key: string): Promise<void>
  /** empties it and removes its file */
  destroy(): Promise<void>
}

export function memoryVault(): Vault {
  return createVault(new Map(), async () => undefined, async () => undefined)
}

/** Opens or creates the file. A vault that is damaged or under another key is empty: it asks for a new sign-in, no more. */
export async function openVault(file: string, key: Uint8Array): Promise<{ vault: Vault; damaged: boolean }> {
  const sealed = await readIfThere(file)
  const plain = sealed === null ? null : unseal(key, sealed, context)
  const parsed = plain === null ? null : parse(plain)
  const values = new Map(Object.entries(parsed ?? {}))
  const write = () => writeFileAtomic(file, seal(key, Buffer.from(JSON.stringify(Object.fromEntries(values))), context))
  const vault = createVault(values, write, () => rm(file, { force: true }))
  return { vault, damaged: sealed !== null && parsed === null }
}

function parse(plain: Buffer): Record<string, string> | null {
  try {
    return entries.parse(JSON.parse(plain.toString('utf8')))
  } catch {
    return null
  }
}

function createVault(values: Map<string, string>, write: () => Promise<void>, remove: () => Promise<void>): Vault {
  let destroyed = false
  let queue: Promise<void> = Promise.resolve()
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const next = queue.then(work)
    queue = next.catch(() => undefined)
    return next
  }
  const save = () => inOrder(async () => (destroyed ? undefined : write()))
  return {
    getItem: async (key) => values.get(key) ?? null,
    setItem: async (key, value) => {
      values.set(key, value)
      await save()
    },
    removeItem: async (key) => {
      if (values.delete(key)) await save()
    },
    destroy: () =>
      inOrder(async () => {
        destroyed = true
        values.clear()
        await remove()
      }),
  }
}
