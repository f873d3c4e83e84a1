import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const renderer = join(import.meta.dirname, '../../../renderer')

/** Files of the renderer with this ending, by their paths in it, with what stands in them. */
export const sources = (ending: '.css' | '.tsx'): (readonly [file: string, text: string])[] =>
  globSync(`**/*${ending}`, { cwd: renderer }).map((file) => [file, readFileSync(join(renderer, file), 'utf8')] as const)

/** What stands before each brace of a style sheet: lists of selectors, and at-rules, nested ones too. */
export const preludes = (sheet: string): string[] => [...sheet.replace(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{/g)].map(([, prelude = '']) => prelude.trim())
