import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { TestStack } from '../../support/stack.ts'
import type { Blocks, Language, Step } from './document.ts'
import type { Python } from './python.ts'

/** Runs a step with the names filled in; answers what it printed or returned. */
export type Runner = (step: Step, names: Readonly<Record<string, string>>) => Promise<string>

interface Parts {
  stack: TestStack
  blocks: Blocks
  python: Python
}

const run = promisify(execFile)
// Below the repository, so that the script finds the client that the app uses.
const folder = join(import.meta.dirname, '../../../.local/backend-calls')

export function runner(language: Language, { stack, blocks, python }: Parts): Runner {
  const block = (step: Step): string => {
    const code = blocks.get(`${language} ${step}`)
    if (code === undefined) throw new Error(`docs/integration.md has no block ${language} ${step}`)
    return code
  }
  if (language === 'sql') return async (step, names) => bySql(stack, block('connect'), block(step), names)
  return async (step, names) => {
    const known = Object.entries(names).map(([name, value]) => `${language === 'js' ? 'const ' : ''}${name.toUpperCase()} = ${JSON.stringify(value)}\n`).join('')
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `${process.pid}-${step}.${language === 'js' ? 'mjs' : 'py'}`)
    writeFileSync(file, `${block('connect')}\n${known}\n${block(step)}`)
    const { stdout } = await run(language === 'js' ? process.execPath : python.executable, [file], {
      env: { ...process.env, SUPABASE_URL: stack.url, SUPABASE_SECRET_KEY: stack.secret_key },
    })
    return stdout
  }
}

/** As psql would: `:'name'` is a quoted literal. A refusal is an answer here, as it is on the page. */
async function bySql(stack: TestStack, connect: string, code: string, names: Readonly<Record<string, string>>): Promise<string> {
  const client = new pg.Client({ connectionString: stack.database_url })
  await client.connect()
  try {
    await client.query(connect)
    const text = code.replace(/:'(\w+)'/g, (_, name: string) => pg.escapeLiteral(names[name] ?? ''))
    const { rows } = await client.query<object>(text)
    return JSON.stringify(rows)
  } catch (error) {
    if (error instanceof pg.DatabaseError) return `${error.code} ${error.detail}`
    throw error
  } finally {
    await client.end()
  }
}
