import type { z } from 'zod'
import { BackendError } from './api.ts'

/** A small answer, parsed here. Throws BackendError schema when it is not what the contract says. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: Uint8Array, what: string): T {
  const parsed = schema.safeParse(parseJson(body))
  if (!parsed.success) throw new BackendError('schema', `${what} answered with something else`, { cause: parsed.error })
  return parsed.data
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
