import { BackendError } from './api.ts'

/** The parts of a refusal that decide what it means: PostgREST's error body, if it is one. */
interface RestErrorBody {
  code?: unknown
  message?: unknown
  details?: unknown
  hint?: unknown
}

/**
 * What an answer other than 2xx means. The database's own refusals carry their code in `details`; PostgREST's carry
 * theirs in `code`. A 4xx without such a body comes from something in between (a proxy, a portal): it may pass.
 */
export function failureOf(status: number, body: string, headers: Headers): BackendError {
  const parsed = parseBody(body)
  const code = typeof parsed?.code === 'string' ? parsed.code : ''
  const text = typeof parsed?.message === 'string' ? parsed.message : `the server answered ${status}`
  if (parsed?.details === 'not_member') return new BackendError('not_member', text)
  if (status === 401) return new BackendError('unauthorized', text)
  if (status === 429) {
    const retryAfterMs = retryAfter(headers.get('retry-after'))
    return new BackendError('rate_limited', text, retryAfterMs === undefined ? {} : { retryAfterMs })
  }
  if (status === 413) return new BackendError('too_large', text)
  if (status >= 500 || status === 408) return new BackendError('server', text)
  // PostgREST does not find the function, or the function lacks what it reads
  if (code === 'PGRST202' || code === 'PGRST203' || code === '42883' || code === '42P01' || code === '42703') {
    return new BackendError('schema', text)
  }
  if (parsed === null) return new BackendError('server', `something between here and the server answered ${status}`)
  const ours = /^PT\d{3}$/.test(code) && typeof parsed.details === 'string'
  const hint = typeof parsed.hint === 'string' && parsed.hint !== '' ? parsed.hint : undefined
  return new BackendError('refused', text, { refusal: { code: ours ? String(parsed.details) : code, hint } })
}

/** Seconds or a date, as RFC 9110 has it; at most an hour. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 3_600_000) : undefined
}

function parseBody(body: string): RestErrorBody | null {
  try {
    const parsed: unknown = JSON.parse(body)
    return parsed !== null && typeof parsed === 'object' && ('message' in parsed || 'code' in parsed) ? parsed : null
  } catch {
    return null
  }
}
