import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** Countersign's folder among the user's caches: shared by all checkouts, safe to delete. */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'countersign')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'countersign', 'Cache')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'countersign')
  return join(home, '.cache', 'countersign')
}
