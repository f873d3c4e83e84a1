import { join } from 'node:path'
import { firstNoteTemplates, noteTemplate, type NoteTemplate } from '../../contract/kept.ts'
import { defaultSettings, settings as settingsSchema, type Settings } from '../../contract/settings.ts'
import { readIfThere, writeFileAtomic } from './files.ts'
import type { Log } from './log.ts'

export interface SettingsFile {
  get(): Settings
  /** Merges, writes, then tells the listeners; a failed write changes nothing. */
  set(changes: Partial<Settings>): Promise<Settings>
  onChange(listener: (settings: Settings) => void): void
  /** templates for notes that an earlier version put here, for whoever opens an account to keep sealed; null: none */
  formerTemplates(): readonly NoteTemplate[] | null
  /** they are kept elsewhere now */
  dropFormerTemplates(): Promise<void>
}

/**
 * Settings of this computer, readable as they are (`settings.json`). What can't be read in it falls back to the default
 * one by one, so that one bad value, or one of a newer version, does not cost the others.
 */
export async function openSettings(folder: string, log: Log): Promise<SettingsFile> {
  const file = join(folder, 'settings.json')
  const listeners = new Set<(settings: Settings) => void>()
  const text = await readText(file, log)
  let current = parseSettings(text)
  let former = formerTemplatesIn(text)
  let writing: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = writing.then(work)
    writing = next.catch(() => undefined)
    return next
  }
  // Until somebody has them, they stay in the file with every change of it.
  const write = (settings: Settings, templates: readonly NoteTemplate[] | null) =>
    writeFileAtomic(file, `${JSON.stringify({ ...settings, ...(templates === null ? {} : { templates }) }, null, 2)}\n`)
  return {
    get: () => current,
    set: (changes) =>
      inTurn(async () => {
        const merged = settingsSchema.parse({ ...current, ...changes })
        await write(merged, former)
        current = merged
        for (const listener of listeners) listener(current)
        return current
      }),
    onChange: (listener) => void listeners.add(listener),
    formerTemplates: () => former,
    dropFormerTemplates: () =>
      inTurn(async () => {
        if (former === null) return
        await write(current, null)
        former = null
      }),
  }
}

export function parseSettings(text: string | null): Settings {
  const stored = parseJson(text)
  if (stored === null || typeof stored !== 'object') return defaultSettings
  const result: Record<string, unknown> = { ...defaultSettings }
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const value = schema.safeParse((stored as Record<string, unknown>)[name])
    if (value.success) result[name] = value.data
  }
  return settingsSchema.parse(result)
}

/** Those that differ from what every account begins with. */
function formerTemplatesIn(text: string | null): readonly NoteTemplate[] | null {
  const stored = parseJson(text)
  if (stored === null || typeof stored !== 'object' || !('templates' in stored) || !Array.isArray(stored.templates)) return null
  const templates = stored.templates.flatMap((each) => noteTemplate.safeParse(each).data ?? [])
  return JSON.stringify(templates) === JSON.stringify(firstNoteTemplates) ? null : templates
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? {} : JSON.parse(text)
  } catch {
    return {}
  }
}

async function readText(file: string, log: Log): Promise<string | null> {
  try {
    return (await readIfThere(file))?.toString('utf8') ?? null
  } catch (error) {
    log.warn('settings', 'could not read the settings; using the defaults', { error })
    return null
  }
}
