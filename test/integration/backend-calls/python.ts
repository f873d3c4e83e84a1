import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The client that docs/integration.md was run with. */
const client = 'supabase==2.34.1'
const cache = join(import.meta.dirname, '../../../.local/python')

export interface Python {
  /** the interpreter that has the client */
  executable: string
  /** why there is none, in words; then the tests that need it are skipped and say so */
  missing: string | null
}

/** A virtual environment with the client, made once and kept under .local. A Python that cannot get it is a failure, not a skip. */
export function preparePython(): Python {
  const folder = join(cache, client.replace(/[^\w.]+/g, '-'))
  const executable = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  if (existsSync(executable)) return { executable, missing: null }
  const system = ['python3', 'python'].find(isCurrent)
  if (system === undefined) return { executable, missing: 'no Python ≥ 3.9 on this computer' }
  mkdirSync(cache, { recursive: true })
  const draft = `${folder}.${process.pid}`
  must(system, ['-m', 'venv', draft])
  must(executable.replace(folder, draft), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', client])
  try {
    renameSync(draft, folder)
  } catch (error) {
    // another run was faster
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(executable)) throw error
  }
  return { executable, missing: null }
}

const isCurrent = (command: string): boolean => spawnSync(command, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))']).status === 0

function must(command: string, args: readonly string[]): void {
  const { status, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
