import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '../../../contract/errors.ts'

const root = join(import.meta.dirname, '../../..')
const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|sql)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))

test('each code that the database refuses with stands in the table of its page', () => {
  const raised = new Set(sources('supabase/migrations').flatMap((sql) => [...sql.matchAll(/private\.fail\(\s*'([a-z_]+)'/g)].map(([, code]) => code)))
  const table = readFileSync(join(root, 'docs/database.md'), 'utf8').split('| status | `details` |')[1]?.split('\n\n')[0] ?? ''
  expect(raised.size).toBeGreaterThan(10)
  expect([...raised].filter((code) => !table.includes(`\`${code}\``))).toEqual([])
})

test('each code of the contract is one that something answers with', () => {
  const used = [...sources('electron'), ...sources('supabase/migrations'), ...sources('renderer/app'), ...sources('renderer/features')].join('\n')
  expect(errorCodes.filter((code) => !used.includes(`'${code}'`))).toEqual([])
})
