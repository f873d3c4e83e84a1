// The newest migration of the repository, as the database names it: what an app that is built from here knows.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

export const newestMigration =
  readdirSync(join(root, 'supabase', 'migrations'))
    .map((name) => /^(\d+)_.*\.sql$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort()
    .at(-1) ?? null
