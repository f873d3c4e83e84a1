import { join } from 'node:path'
import { defaultSettings, settings as settingsSchema, type Settings } from '../../contract/settings.ts'
import { readIfThere, writeFileAtomic } from './files.ts'
import type { Log } from './log.ts'

export interface SettingsFile {
  get(): Settings
  /** Merges, writes, then tells the listeners; a failed write changes nothing. */
  set(changes: Partial<Settings>): Promise<Settings>
  onChange(listener: (settings: Settings) => void): void
}

/**
 * Settings of this computer, readable as they are (`settings.json`). What can't be read in it falls back to the default
 * one by one, so that one bad value, or one of a newer version, does not cost the others.
 */
export async function openSettings(folder: string, log: Log): Promise<SettingsFile> {
  const file = join(folder, 'settings.json')
  const listeners = new Set<(settings: Settings) => void>()
  let current = parseSettings(await readText(file, log))
  let writing: Promise<unknown> = Promise.resolve()
  return {
    get: () => current,
    set(changes) {
      const next = writing.then(async () => {
        const merged = settingsSchema.parse({ ...current, ...changes })
        await writeFileAtomic(file, `${JSON.stringify(merged, null, 2)}\n`)
        current = merged
        for (const listener of listeners) listener(current)
        return current
      })
      writing = next.catch(() => undefined)
      return next
    },
    onChange: (listener) => void listeners.add(listener),
  }
}

export function parseSettings(text: string | null): Settings {
  let stored: unknown
  try {
    stored = text === null ? {} : JSON.parse(text)
  } catch {
    stored = {}
  }
  if (stored === null || typeof stored !== 'object') return defaultSettings
  const result: Record<string, unknown> = { ...defaultSettings }
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const value = schema.safeParse((stored as Record<string, unknown>)[name])
    if (value.success) result[name] = value.data
  }
  return settingsSchema.parse(result)
}

async function readText(file: string, log: Log): Promise<string | null> {
  try {
    return (await readIfThere(file))?.toString('utf8') ?? null
  } catch (error) {
    log.warn('settings', 'could not read the settings; using the defaults', { error })
    return null
  }
}
