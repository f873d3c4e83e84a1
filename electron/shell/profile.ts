import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { app } from 'electron'

/**
 * Decides the profile's folder before anything reads it, and takes its lock: one main process per profile.
 * False: another one has it, and has been told to show itself.
 */
export function takeProfile(env: NodeJS.ProcessEnv): boolean {
  const chosen = env['COUNTERSIGN_PROFILE']
  if (chosen) {
    const folder = resolve(chosen)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  }
  return app.requestSingleInstanceLock()
}
