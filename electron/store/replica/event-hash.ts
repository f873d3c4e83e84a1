import { createHash } from 'node:crypto'
import type { ReviewEventRow } from '../../../contract/entities.ts'

/** The hash of an event by the rule of `private.event_hash`: SHA-256 over a jsonb array as PostgreSQL prints it. */
export function eventHash(event: Omit<ReviewEventRow, 'hash' | 'row_version'>): string {
  const parts = [
    event.previous_hash, event.seq, event.id, event.workspace_id, event.target_table, event.target_id, event.kind,
    event.actor_user_id, event.command_id, event.before, event.after, event.note, event.content_sha256, utc(event.created_at),
  ]
  return createHash('sha256').update(jsonbText(parts), 'utf8').digest('hex')
}

/** As `jsonb::text` has it: spaces after commas and colons, keys by their length and then by their bytes. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).map((key) => ({ key, bytes: Buffer.from(key, 'utf8') }))
  keys.sort((a, b) => a.bytes.length - b.bytes.length || a.bytes.compare(b.bytes))
  return `{${keys.map(({ key }) => `${JSON.stringify(key)}: ${jsonbText((value as Record<string, unknown>)[key])}`).join(', ')}}`
}

const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)$/

/** A time as `private.utc` prints it, six digits after the point. */
export function utc(time: string): string {
  const [, day, clock, fraction = '', offset = 'Z'] = parts.exec(time) ?? []
  if (day === undefined || clock === undefined) return time
  const whole = offset === 'Z' || /^[+-]00:?00$/.test(offset) ? `${day}T${clock}` : new Date(`${day}T${clock}${offset}`).toISOString().slice(0, 19)
  return `${whole}.${fraction.padEnd(6, '0')}Z`
}
