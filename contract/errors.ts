import { z } from 'zod'
import { errorCodes, type AppErrorShape } from './app-error.ts'

export { AppError, assertNever, errorCodes, type AppErrorShape, type ErrorCode } from './app-error.ts'

export const errorCode = z.enum(errorCodes)

/** Of an error that comes across a process boundary. */
export const appErrorSchema = z.object({
  code: errorCode,
  message: z.string(),
  retry: z.boolean().optional(),
  details: z.string().optional(),
}) satisfies z.ZodType<AppErrorShape>
