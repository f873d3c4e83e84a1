import { noteTemplatesEntry, noteTemplatesIn, type NoteTemplate } from '../../contract/kept.ts'
import type { OpenAccount } from '../auth/auth.ts'
import type { Log } from '../shell/log.ts'
import type { SettingsFile } from '../shell/settings.ts'
import type { AccountDesk } from './desk.ts'

type Former = Pick<SettingsFile, 'formerTemplates' | 'dropFormerTemplates'>

/**
 * An earlier version kept the templates for notes in the settings, readable and for every account. The first account that
 * is opened on this computer takes them, sealed; then they go from the settings. A temporary account takes none: they
 * would end with it. Whatever fails, they stay where they are until the next time; taking them twice adds nothing.
 */
export async function takeFormerTemplates(settings: Former, desk: Pick<AccountDesk, 'query' | 'putKept'>, { folder }: Pick<OpenAccount, 'folder'>, log: Log): Promise<void> {
  const former = settings.formerTemplates()
  if (former === null || folder === null) return
  try {
    const kept = await desk.query('kept.list', { kind: 'note_templates' })
    await desk.putKept(noteTemplatesEntry(kept.length === 0 ? former : withMissing(noteTemplatesIn(kept), former)))
    await settings.dropFormerTemplates()
  } catch (error) {
    log.warn('desk', 'the templates for notes are taken over another time', { error })
  }
}

/** No word is lost, and none stands there twice. */
function withMissing(own: readonly NoteTemplate[], former: readonly NoteTemplate[]): NoteTemplate[] {
  const known = new Set(own.map(({ name, text }) => JSON.stringify([name, text])))
  const ids = new Set(own.map(({ id }) => id))
  const missing = former.filter(({ name, text }) => !known.has(JSON.stringify([name, text])))
  return [...own, ...missing.map((each) => (ids.has(each.id) ? { ...each, id: `${each.id.slice(0, 50)}-former` } : each))]
}
