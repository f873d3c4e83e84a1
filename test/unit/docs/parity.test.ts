import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/parity.md'), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| ')).slice(1)

test('each endpoint and each of its errors names a test that there is', () => {
  expect(rows.length).toBeGreaterThan(25)
  for (const row of rows) {
    const cited = [...row.matchAll(/`(test\/[^`]+)`(?: “([^”]+)”)?/g)]
    expect(cited.length, row).toBeGreaterThan(0)
    for (const [, file = '', title] of cited) {
      const source = readFileSync(join(root, file), 'utf8')
      if (title !== undefined) expect(source.includes(title), `${file}: ${title}`).toBe(true)
    }
  }
})
