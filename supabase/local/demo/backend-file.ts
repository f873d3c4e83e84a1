import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const backend = z.object({ url: z.url(), publishable_key: z.string(), secret_key: z.string().min(1), database_url: z.string() })
export type Backend = z.infer<typeof backend>

/** Where the running development stack says how to reach it, for tools beside it. Secret, so only its owner reads it. */
export const backendFile = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '.local', 'backend.json')

/** Writes the file; the answer removes it again, unless another stack has written it since. */
export function writeBackendFile(running: Backend, file = backendFile): () => void {
  const { url, publishable_key, secret_key, database_url } = running
  const text = `${JSON.stringify({ url, publishable_key, secret_key, database_url })}\n`
  mkdirSync(path.dirname(file), { recursive: true })
  // The mode holds for a new file only; an older one may be open to others.
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600 })
  return () => {
    if (readText(file) === text) rmSync(file, { force: true })
  }
}

/** The running stack, or undefined when none has said so. Throws on a file that isn't one of ours. */
export function readBackendFile(file = backendFile): Backend | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  try {
    return backend.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(`${file} does not describe a running stack; remove it and start the stack again`, { cause: error })
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
