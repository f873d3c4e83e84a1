import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { AnswerBody } from './api.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** JSON of an answer's body; an answer that was cut in the middle says so as `network`: asking again helps. */
export function parseBody(body: AnswerBody): unknown {
  try {
    return JSON.parse(decoder.decode(body))
  } catch (cause) {
    throw new AppError('network', 'The answer of the server did not arrive whole.', { retry: true, cause })
  }
}

/** The value as the contract has it, or schema_mismatch naming the place and never the content. */
export function fitted<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new AppError('schema_mismatch', 'The server speaks a version that this app does not know. Update the app.', {
    details: `${what}: ${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'does not fit'}`,
  })
}
