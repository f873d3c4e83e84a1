import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** The system account that PostgreSQL runs as when we are root (it refuses to run as root itself). */
export interface Account {
  name: string
  uid: number
  gid: number
}

/** Undefined when the current user can run PostgreSQL itself. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]): Account => ({ name: String(name), uid: Number(uid), gid: Number(gid) }))
    .filter((account) => account.uid > 0)
  // Any account in /etc/passwd does; initdb only insists that the uid has a name.
  const found =
    accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody') ?? accounts[0]
  if (!found) throw new Error('PostgreSQL does not run as root and /etc/passwd has no other account to run it as')
  return found
}

/** Whether the account can get to the path: every existing folder above it lets it pass. */
export function canReach(target: string, account: Account | undefined): boolean {
  let folder = path.resolve(target)
  for (;;) {
    if (!passable(folder, account)) return false
    const parent = path.dirname(folder)
    if (parent === folder) return true
    folder = parent
  }
}

function passable(folder: string, account: Account | undefined): boolean {
  try {
    if (!account) {
      accessSync(folder, constants.X_OK)
      return true
    }
    const { mode, uid, gid } = statSync(folder)
    if (uid === account.uid) return (mode & 0o100) !== 0
    if (gid === account.gid) return (mode & 0o010) !== 0
    return (mode & 0o001) !== 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
