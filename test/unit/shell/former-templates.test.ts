import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import { firstNoteTemplates, noteTemplatesEntry, noteTemplatesIn } from '../../../contract/kept.ts'
import { takeFormerTemplates } from '../../../electron/desk/former-templates.ts'
import { createLog } from '../../../electron/shell/log.ts'
import { openSettings } from '../../../electron/shell/settings.ts'
import type { Store } from '../../../electron/store/api.ts'
import { newLocation, openStore } from '../store/fixtures.ts'
import { temporaryFolder } from '../store/folder.ts'

/** Templates for notes were in the settings, readable; now each account keeps its own, sealed. */
const silent = createLog([])
const written = [
  { id: 'mine', name: 'Mine', text: 'As the Halden contract says in clause seven' },
  { id: 'shorter', name: 'Shorter', text: 'Half of it, please.' },
]

/** A profile of the earlier version, and the first account on it. */
async function rig(templates: unknown = written) {
  const profile = temporaryFolder()
  await writeFile(join(profile, 'settings.json'), JSON.stringify({ theme: 'dark', templates }))
  const folder = join(profile, 'account')
  const place = newLocation(folder)
  const { store } = await openStore(place)
  const inFile = async () => (JSON.parse(await readFile(join(profile, 'settings.json'), 'utf8')) as { templates?: unknown }).templates
  return { profile, folder, place, store, settings: await openSettings(profile, silent), inFile }
}
const deskOf = (store: Store) => ({ query: store.query, putKept: store.putKept })
const templatesOf = async (store: Store) => noteTemplatesIn(await store.query('kept.list', { kind: 'note_templates' }))

test('the first account takes them, in their order, sealed; nothing readable is left, and another account does not see them', async () => {
  const { profile, folder, place, store, settings, inFile } = await rig()
  // Whatever is changed before, they stay.
  await settings.set({ theme: 'light' })
  expect(await inFile()).toEqual(written)
  await takeFormerTemplates(settings, deskOf(store), { folder }, silent)
  expect(await templatesOf(store)).toEqual(written)
  expect([await inFile(), settings.formerTemplates(), settings.get().theme]).toEqual([undefined, null, 'light'])
  await store.close()
  for (const file of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const bytes = await readFile(join(file.parentPath, file.name))
    for (const encoding of ['utf8', 'utf16le'] as const) expect(bytes.includes(Buffer.from('Halden', encoding)), file.name).toBe(false)
  }
  const again = (await openStore(place)).store
  expect(await templatesOf(again)).toEqual(written)
  await again.close()
  const other = (await openStore(newLocation(join(profile, 'other')))).store
  await takeFormerTemplates(await openSettings(profile, silent), deskOf(other), { folder: join(profile, 'other') }, silent)
  expect(await templatesOf(other)).toEqual(firstNoteTemplates)
  await other.close()
})

test('what fails half-way is done the next time: no word is lost, and none stands there twice', async () => {
  const { folder, store, settings, inFile } = await rig()
  const full = () => Promise.reject(new AppError('storage_full', 'The disk is full.'))
  await takeFormerTemplates(settings, { ...deskOf(store), putKept: full }, { folder }, silent)
  expect([await inFile(), await templatesOf(store)]).toEqual([written, firstNoteTemplates])
  await takeFormerTemplates({ ...settings, dropFormerTemplates: full }, deskOf(store), { folder }, silent)
  expect([await inFile(), await templatesOf(store)]).toEqual([written, written])
  // Meanwhile they are changed, and one is added.
  const changed = [{ ...(written[0] as (typeof written)[0]), text: 'Changed' }, { id: 'new', name: 'New', text: 'New' }]
  await store.putKept(noteTemplatesEntry(changed))
  await takeFormerTemplates(settings, deskOf(store), { folder }, silent)
  expect((await templatesOf(store)).map(({ id, text }) => [id, text])).toEqual([['mine', 'Changed'], ['new', 'New'], ['mine-former', written[0]?.text], ['shorter', written[1]?.text]])
  expect(await inFile()).toBeUndefined()
  await store.close()
})

test('a temporary account takes none: they would end with it', async () => {
  const { store, settings, inFile } = await rig()
  await takeFormerTemplates(settings, deskOf(store), { folder: null }, silent)
  expect([await inFile(), await templatesOf(store)]).toEqual([written, firstNoteTemplates])
  await store.close()
})

test('who had thrown all away has none; who had changed none has those of the app', async () => {
  const none = await rig([])
  await takeFormerTemplates(none.settings, deskOf(none.store), { folder: none.folder }, silent)
  expect(await templatesOf(none.store)).toEqual([])
  await none.store.close()
  const unchanged = await rig(firstNoteTemplates)
  expect(unchanged.settings.formerTemplates()).toBeNull()
  await unchanged.settings.set({ theme: 'light' })
  expect(await unchanged.inFile()).toBeUndefined()
  await unchanged.store.close()
})
