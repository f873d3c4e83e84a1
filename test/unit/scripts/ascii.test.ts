import { expect, test } from 'vitest'
import { inAscii } from '../../../scripts/lib/ascii.mjs'

test('a script in ASCII alone says what it said', () => {
  const script = '[`it’s ${"日本"} 🙂`, /^[’“]🙂?$/u.test("’🙂"), ({ größe: 1 }).größe, "\u2028".length, "plain"]'
  const ascii = inAscii(script)
  expect(ascii).toMatch(/^[\x20-\x7e]+$/)
  const run = (code: string): unknown => new Function(`return ${code}`)()
  expect(run(ascii)).toEqual(run(script))
})
