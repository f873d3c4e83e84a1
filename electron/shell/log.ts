import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

type LogLevel = 'debug' | 'info' | 'warn' | 'error'
type Details = Readonly<Record<string, unknown>>

/** `log.info('sync', 'pulled', { rows: 12 })`: what happened where, details apart, so that lines can be searched. */
export interface Log {
  debug(scope: string, message: string, details?: Details): void
  info(scope: string, message: string, details?: Details): void
  warn(scope: string, message: string, details?: Details): void
  error(scope: string, message: string, details?: Details): void
}

const secretName = /token|password|passphrase|secret|authorization|apikey|api_key|cookie|^key$|^code$|verifier/i

/** Removes what must not stand in a log from a text: tokens, keys, e-mail addresses, secrets in addresses. */
export function redactText(text: string): string {
  return text
    .replace(/eyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?/g, '[token]')
    .replace(/\bsb[a-z]?_(secret_|publishable_|temp_)?[\w-]{8,}/g, '[key]')
    .replace(/\bbearer\s+[\w.~+/-]+=*/gi, 'Bearer [token]')
    .replace(/([?&#](?:apikey|access_token|refresh_token|token|code|key)=)[^&\s"']+/gi, '$1[secret]')
    .replace(/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1[secret]@')
    .replace(/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+/g, '[e-mail]')
}

/** The same for a value of any shape; errors become name, message, code and cause. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value.length > 2_000 ? `${value.slice(0, 2_000)}…` : value)
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? '[function]' : value
  if (depth > 4) return '[deeper]'
  if (value instanceof Error) {
    const { name, message, cause } = value
    const code: unknown = 'code' in value ? value.code : undefined
    return {
      name,
      message: redactText(message),
      ...(code === undefined ? {} : { code }),
      ...(value.stack === undefined ? {} : { at: redactText(value.stack.split('\n').slice(1, 4).map((line) => line.trim()).join(' | ')) }),
      ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
    }
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => redact(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, secretName.test(key) && entry != null ? '[secret]' : redact(entry, depth + 1)]),
  )
}

interface LogSink {
  /** what is below it is not written here */
  least: LogLevel
  write(line: string): void
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Lines of `<time> <level> <scope> <message> {details}`, redacted, to every sink. A failing sink never fails the caller. */
export function createLog(sinks: readonly LogSink[]): Log {
  const write = (level: LogLevel) => (scope: string, message: string, details?: Details) => {
    const takers = sinks.filter(({ least }) => order.indexOf(level) >= order.indexOf(least))
    if (takers.length === 0) return
    const tail = details === undefined ? '' : ` ${JSON.stringify(redact(details))}`
    const line = `${new Date().toISOString()} ${level.padEnd(5)} ${scope}: ${redactText(message)}${tail}\n`
    for (const sink of takers) {
      try {
        sink.write(line)
      } catch {
        // a full disk must not end what was going to be logged
      }
    }
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A file that is rolled over at `limit` bytes, with `keep` older ones: countersign.log, countersign.1.log, … */
export function rotatingFile(folder: string, least: LogLevel, { limit = 1_000_000, keep = 3 } = {}): LogSink {
  const file = (n: number) => join(folder, n === 0 ? 'countersign.log' : `countersign.${n}.log`)
  let size: number | undefined
  const rotate = () => {
    for (let n = keep - 1; n >= 0; n--) {
      try {
        renameSync(file(n), file(n + 1))
      } catch {
        // not there yet
      }
    }
    size = 0
  }
  return {
    least,
    write(line) {
      if (size === undefined) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        size = statSync(file(0), { throwIfNoEntry: false })?.size ?? 0
      }
      if (size > limit) rotate()
      appendFileSync(file(0), line, { mode: 0o600 })
      size += Buffer.byteLength(line)
    },
  }
}

export const standardOutput = (least: LogLevel): LogSink => ({ least, write: (line) => void process.stdout.write(line) })

export const asLogLevel = (text: string | undefined): LogLevel | null => order.find((level) => level === text) ?? null
