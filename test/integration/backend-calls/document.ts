import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const languages = ['sql', 'js', 'python'] as const
export type Language = (typeof languages)[number]
export const steps = ['connect', 'session', 'results', 'revise', 'checkpoint', 'answer', 'applications', 'finish', 'refused'] as const
export type Step = (typeof steps)[number]
export type Blocks = ReadonlyMap<string, string>

/** The blocks of a page whose fence names a language and a step: `sql results` → its text. */
export function blocksOf(page: string): Blocks {
  const text = readFileSync(join(import.meta.dirname, '../../..', page), 'utf8')
  const blocks = new Map<string, string>()
  for (const [, name, code] of text.matchAll(/^```(\w+ \w+)\n([\s\S]*?)^```$/gm)) {
    if (name === undefined || code === undefined) continue
    if (blocks.has(name)) throw new Error(`${page} has two blocks named ${name}`)
    blocks.set(name, code)
  }
  return blocks
}
