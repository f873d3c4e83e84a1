import type { AppInfo } from '../../contract/beginning.ts'
import { AppError } from '../../contract/errors.ts'
import type { IpcInput } from '../../contract/ipc.ts'
import { openingQuestion } from '../../contract/queue.ts'
import { checkChains, exportedEvents } from '../record/activity.ts'
import type { Auth } from '../auth/auth.ts'
import type { AccountDesk } from '../desk/desk.ts'
import { diagnosticsFile } from '../desk/diagnostics-file.ts'
import { sessionRecord } from '../record/record.ts'
import type { FileContent } from '../shell/files.ts'
import type { SettingsFile } from '../shell/settings.ts'
import type { Handlers } from './dispatch.ts'

interface HandlerParts {
  auth: Auth
  desk: AccountDesk
  settings: SettingsFile
  info: Omit<AppInfo, 'key_stores' | 'demo' | 'profile'>
  profile: AppInfo['profile']
  /** the queue is on screen for the first time */
  onReady(items: number): void
  /** the page has written down what was typed, as it was asked to */
  onDraftsFlushed(id: number): void
  /** what the page has on screen */
  onShowing(view: IpcInput<'app.showing'>): void
  openExternal(url: string): Promise<void>
  /** asks where, and only then makes the content; false: nowhere */
  saveFile(name: string, content: () => FileContent | Promise<FileContent>): Promise<boolean>
  /** the same for what is too large to be held as a whole */
  saveStream(name: string, parts: AsyncIterable<string>): Promise<boolean>
  printPdf(html: string): Promise<Uint8Array>
  /** the http, https or mailto address; throws invalid_input */
  checkLink(url: string): string
}

/** What the renderer can ask, and who answers it. */
export function appHandlers({ auth, desk, settings, info, profile, onReady, onDraftsFlushed, onShowing, openExternal, saveFile, saveStream, printPdf, checkLink }: HandlerParts): Handlers {
  const begun = new Promise<void>((resolve) => auth.onStatus(({ state }) => state !== 'starting' && resolve()))
  const appInfo = (): AppInfo => ({ ...info, profile, key_stores: profile.storage === 'disk' ? auth.keyStores() : ['temporary'], demo: auth.isDemo })
  return {
    'app.begin': async () => {
      await begun
      const first = await readFirst(desk).catch(() => null)
      // Read last: what changes later comes behind this answer, as an event.
      return { auth: auth.status(), settings: settings.get(), info: appInfo(), desk: first && { ...first, sync: desk.syncStatus() } }
    },
    'app.info': appInfo,
    'app.ready': ({ items }) => onReady(items),
    'app.showing': onShowing,

    'connection.get': () => auth.connection(),
    'connection.set': (input) => auth.setConnection(input),

    'auth.status': () => auth.status(),
    'auth.offers': () => auth.offers(),
    'auth.progress': () => auth.progress(),
    'auth.cancel': () => auth.cancel(),
    'auth.sign_in_with_password': (input) => auth.signInWithPassword(input),
    'auth.sign_in_with_browser': (input) => auth.signInWithBrowser(input),
    'auth.request_code': (input) => auth.requestCode(input),
    'auth.sign_in_with_code': (input) => auth.signInWithCode(input),
    'auth.sign_up': (input) => auth.signUp(input),
    'auth.request_recovery': (input) => auth.requestRecovery(input),
    'auth.verify_factor': ({ factor_id, code }) => auth.verifyFactor(factor_id, code),
    'auth.set_new_password': ({ password }) => auth.setNewPassword(password),
    'auth.unlock': ({ passphrase }) => auth.unlock(passphrase),
    'auth.sign_out': ({ discard_unsent, everywhere }) => auth.signOut(discard_unsent, everywhere),
    'auth.sign_out_others': () => auth.signOutOthers(),
    'auth.change_password': ({ password }) => auth.changePassword(password),
    'auth.factors': () => auth.factors(),
    'auth.enrol_factor': ({ name }) => auth.enrolFactor(name),
    'auth.confirm_factor': ({ factor_id, code }) => auth.confirmFactor(factor_id, code),
    'auth.remove_factor': ({ factor_id }) => auth.removeFactor(factor_id),

    'accounts.list': () => auth.accounts(),
    'accounts.switch': ({ id, discard_unsent }) => auth.switchAccount(id, discard_unsent),
    'accounts.remove': ({ id, discard_unsent }) => auth.removeAccount(id, discard_unsent),

    'workspaces.list': () => desk.query('workspaces.list', undefined),
    'people.members': (input) => desk.query('people.members', input),
    ...desk.people,
    'palette.find': (input) => desk.query('palette.find', input),
    'queue.index': (input) => desk.query('queue.index', input),
    'queue.items': (input) => desk.query('queue.items', input),
    'queue.counts': (input) => desk.query('queue.counts', input),
    'queue.facets': (input) => desk.query('queue.facets', input),
    'queue.progress': () => desk.query('queue.progress', undefined),
    'queue.snooze': ({ items, until }) => desk.snooze(items, until),
    'items.detail': (input) => desk.query('items.detail', input),
    'items.content': (input) => desk.query('items.content', input),
    'items.looked': ({ id, content_sha256 }) => desk.noteLook(id, content_sha256),
    'sessions.list': (input) => desk.query('sessions.list', input),
    'sessions.detail': (input) => desk.query('sessions.detail', input),
    'projects.list': (input) => desk.query('projects.list', input),
    'projects.detail': (input) => desk.query('projects.detail', input),
    'baskets.list': (input) => desk.query('baskets.list', input),
    'agents.list': (input) => desk.query('agents.list', input),
    'kept.list': (input) => desk.query('kept.list', input),
    'kept.put': (entry) => desk.putKept(entry),
    'kept.remove': ({ kind, id }) => desk.removeKept(kind, id),
    'offline.state': (input) => desk.query('offline.state', input),
    'offline.keep': ({ kept, ...scope }) => desk.keepOffline(scope, kept),

    'sessions.save_record': async ({ id }) => {
      const record = await sessionRecord(desk, auth, info.version, id)
      return { saved: await saveFile(record.name, () => printPdf(record.html)) }
    },

    'insights.overview': (input) => desk.query('insights.overview', input),
    'conversation.get': (input) => desk.query('conversation.get', input),
    'activity.list': (input) => desk.query('activity.list', input),
    'activity.people': (input) => desk.query('activity.people', input),
    'activity.check': (input) => desk.query('activity.check', input),
    'activity.verify': ({ workspace_id }) => checkChains(desk.here(), workspace_id),
    'activity.export': async ({ filter, format }) => {
      const exported = exportedEvents(desk.here(), filter, format)
      const saved = await saveStream(`countersign-activity-${today()}.${format}`, exported.parts())
      return { saved, events: exported.count() }
    },
    'exports.save': async ({ name, content }) => ({
      saved: await saveFile(`countersign-${name.replace(/\./, `-${today()}.`)}`, () => (content.kind === 'csv' ? content.text : content.bytes)),
    }),

    'outbox.add': (command) => desk.add(command),
    'outbox.undo': async ({ command_id }) => ({ undone: await desk.undo(command_id) }),
    'outbox.flush': () => desk.flush(),
    'outbox.history': (input) => desk.query('outbox.history', input),
    'outbox.list': () => desk.query('outbox.list', undefined),
    'outbox.fates': (input) => desk.query('outbox.fates', input),
    'outbox.dismiss': ({ command_id }) => desk.dismiss(command_id),
    'outbox.status': () => desk.outboxStatus(),
    'outbox.set_aside': () => desk.setAside(),
    'views.list': () => desk.views(),
    'views.put': (view) => desk.putView(view),
    'views.remove': ({ id }) => desk.removeView(id),
    'bulk.prepare': (input) => desk.prepareBulk(input),
    'bulk.decide': (decision) => desk.decideBulk(decision),
    'bulk.undo': ({ bulk_id }) => desk.undoBulk(bulk_id),
    'bulk.progress': ({ bulk_id }) => desk.bulkProgress(bulk_id),
    'drafts.put': ({ item, text }) => desk.putDraft(item, text),
    'drafts.flushed': ({ id }) => onDraftsFlushed(id),

    'presence.look': (target) => desk.look(settings.get().share_presence ? target : null),

    'sync.status': () => desk.syncStatus(),
    'sync.now': () => desk.wake('manual'),

    'diagnostics.local': () => desk.diagnostics(),
    'diagnostics.server': () => desk.serverHealth(),
    'diagnostics.check_contents': ({ whole }) => desk.checkContents(whole),
    'diagnostics.save': async () => {
      const now = new Date()
      const name = `countersign-diagnostics-${now.toISOString().slice(0, 16).replace(':', '-')}.json`
      return { saved: await saveFile(name, () => diagnosticsFile(desk, info, now)) }
    },

    'settings.get': () => settings.get(),
    'settings.set': (changes) => settings.set(withoutUndefined(changes)),

    'links.open': async ({ url }) => {
      const link = checkLink(url)
      await openExternal(link).catch((error: unknown) => {
        throw new AppError('internal', 'This computer has no program that opens this address.', { cause: error })
      })
    },
  }
}

const today = (): string => new Date().toISOString().slice(0, 10)

/** An optional key that is given as undefined is one that is not given. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}

/** What the queue’s first picture shows of the store. */
async function readFirst(desk: AccountDesk) {
  const [queue, workspaces, progress, note_templates, outbox] = await Promise.all([
    desk.query('queue.index', openingQuestion),
    desk.query('workspaces.list', undefined),
    desk.query('queue.progress', undefined),
    desk.query('kept.list', { kind: 'note_templates' }),
    desk.outboxStatus(),
  ])
  return { queue, workspaces, progress, note_templates, outbox }
}
