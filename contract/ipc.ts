import { z } from 'zod'
import { activityFilter, activityPage, activityPeople, chainCheck, chainReports, exportFormat } from './activity.ts'
import { appInfo, beginning } from './beginning.ts'
import { command } from './commands.ts'
import { conversation, talkTarget } from './conversation.ts'
import { contentCheck, localDiagnostics, serverHealth } from './diagnostics.ts'
import { listPlace, memberRole, reviewWithinHours, sha256, uuid } from './entities.ts'
import type { appErrorSchema } from './errors.ts'
import { replicatedTableNames } from './feed.ts'
import { insights, insightsFilter } from './insights.ts'
import { contentState, draftRef, itemDetail, itemRef, queueItem } from './items.ts'
import { keptEntry, keptKind } from './kept.ts'
import { offlineScope, offlineState } from './offline.ts'
import { commandFate, decidedEntry, outboxEntry, setAside, takenBack } from './outbox.ts'
import { paletteFound } from './palette.ts'
import { invitation, inviteAddress, workspaceName, workspacePeople } from './people.ts'
import { lookTarget, viewer } from './presence.ts'
import { basketChoice, projectDetail, projectSummary } from './projects.ts'
import {
  bulkDecision,
  bulkInput,
  bulkPreview,
  bulkResult,
  bulkProgress,
  bulkUndone,
  queueCounts,
  queueCountsInput,
  queueFacets,
  queueIndex,
  queueIndexInput,
  queueProgress,
  savedView,
  snoozeInput,
} from './queue.ts'
import { agentChoice, sessionDetail, sessionFilter, sessionPage } from './sessions.ts'
import { settings } from './settings.ts'
import {
  account,
  authOffers,
  authStatus,
  connection,
  factor,
  keyStoreChoice,
  knownAccount,
  outboxStatus,
  secret,
  signInProgress,
  signedInSession,
  syncStatus,
  workspaceChoice,
  workspaceListed,
} from './status.ts'

const channel = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
const none = z.undefined()

const email = z.string().max(320)
const digits = z.string().trim().max(20)
const accountId = z.string().regex(/^[0-9a-f]{32}$/)
const signedIn = account.nullable()
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const isPng = (bytes: Uint8Array): boolean => pngSignature.every((byte, index) => bytes[index] === byte)

/**
 * All that the renderer can ask of main: channel → input and output. Handlers, preload and the renderer's client take
 * their types from here; every input is parsed in main, outputs are parsed in tests and development.
 */
export const ipcChannels = {
  /** once the account is open, or it is known that none will be by itself */
  'app.begin': channel(none, beginning),
  'app.info': channel(none, appInfo),
  /** the queue is painted: main prints `ready: queue, N items` once */
  'app.ready': channel(z.strictObject({ items: z.number().int().nonnegative() }), none),
  /** where one is, so that no notification tells what is in sight; `item`: the open item or session */
  'app.showing': channel(z.strictObject({ screen: z.string().max(50), item: uuid.nullable() }), none),

  'connection.get': channel(none, connection.nullable()),
  /** not_connected → signed_out; errors: invalid_url, secret_key_refused, invalid_key, unreachable */
  'connection.set': channel(z.strictObject({ url: z.string().max(2_000), publishable_key: z.string().max(4_000) }), connection),

  'auth.status': channel(none, authStatus),
  /** asks the server how one can sign in there */
  'auth.offers': channel(none, authOffers),
  'auth.progress': channel(none, signInProgress),
  /** drops a sign-in that is under way; links that come for it afterwards count for nothing */
  'auth.cancel': channel(none, none),
  /** Of the sign-ins: null when another step is needed, which `auth.progress` names. */
  'auth.sign_in_with_password': channel(z.strictObject({ email, password: secret, key_store: keyStoreChoice }), signedIn),
  /** opens the provider's page in the system's browser, again while it waits */
  'auth.sign_in_with_browser': channel(z.strictObject({ provider: z.string().regex(/^[a-z0-9_]{1,40}$/), key_store: keyStoreChoice }), none),
  /** has a mail with a link and a code sent */
  'auth.request_code': channel(z.strictObject({ email, key_store: keyStoreChoice }), none),
  /** `code`: the one of the mail, or its link */
  'auth.sign_in_with_code': channel(z.strictObject({ email, code: z.string().max(4_000), key_store: keyStoreChoice }), signedIn),
  /** errors: already_registered, weak_password, not_offered */
  'auth.sign_up': channel(z.strictObject({ email, password: secret, name: z.string().trim().max(200), key_store: keyStoreChoice }), signedIn),
  /** has a mail sent that leads to a new password */
  'auth.request_recovery': channel(z.strictObject({ email, key_store: keyStoreChoice }), none),
  'auth.verify_factor': channel(z.strictObject({ factor_id: uuid, code: digits }), signedIn),
  /** ends a recovery; errors: weak_password */
  'auth.set_new_password': channel(z.strictObject({ password: secret }), signedIn),
  /** opens a locked account offline as well; errors: wrong_passphrase */
  'auth.unlock': channel(z.strictObject({ passphrase: secret }), account),
  /** error unsent_decisions unless discard_unsent; `everywhere` needs the server, and changes nothing without it */
  'auth.sign_out': channel(z.strictObject({ discard_unsent: z.boolean(), everywhere: z.boolean().default(false) }), none),
  /** ends this person's sessions but this one */
  'auth.sign_out_others': channel(none, none),
  'auth.change_password': channel(z.strictObject({ password: secret }), none),
  'auth.factors': channel(none, z.array(factor)),
  /** `uri` goes into the QR code, `secret` is the same as text */
  'auth.enrol_factor': channel(z.strictObject({ name: z.string().trim().min(1).max(60) }), z.object({ id: uuid, secret: z.string(), uri: z.string() })),
  'auth.confirm_factor': channel(z.strictObject({ factor_id: uuid, code: digits }), none),
  /** error second_factor_needed when this session was not opened with one */
  'auth.remove_factor': channel(z.strictObject({ factor_id: uuid }), none),
  /** where the open account is signed in, newest first; asks the server */
  'auth.sessions': channel(none, z.array(signedInSession)),

  'accounts.list': channel(none, z.array(knownAccount)),
  /** Works offline. What the open account has not sent stays in it; of a temporary one: error unsent_decisions. */
  'accounts.switch': channel(z.strictObject({ id: accountId, discard_unsent: z.boolean() }), none),
  'accounts.remove': channel(z.strictObject({ id: accountId, discard_unsent: z.boolean() }), none),

  'workspaces.list': channel(none, z.array(workspaceListed)),
  /** The changes below happen on the server or not at all: they need it, and answer why it refused. */
  'workspaces.create': channel(z.strictObject({ name: workspaceName }), workspaceChoice),
  'workspaces.rename': channel(z.strictObject({ workspace_id: uuid, name: workspaceName }), none),
  /** `hours`: null is the default again */
  'workspaces.set_review_within': channel(z.strictObject({ workspace_id: uuid, hours: reviewWithinHours.nullable() }), none),
  /** error last_owner */
  'workspaces.leave': channel(z.strictObject({ workspace_id: uuid }), none),
  /** with everything in it, for good */
  'workspaces.delete': channel(z.strictObject({ workspace_id: uuid }), none),

  /** null: not one of mine */
  'people.members': channel(z.strictObject({ workspace_id: uuid }), workspacePeople.nullable()),
  'people.invitations': channel(z.strictObject({ workspace_id: uuid }), z.array(invitation)),
  /** errors: already_member, already_invited, not_allowed */
  'people.invite': channel(z.strictObject({ workspace_id: uuid, email: inviteAddress, role: memberRole }), invitation),
  'people.revoke': channel(z.strictObject({ invitation_id: uuid }), none),
  /** errors: last_owner, not_allowed */
  'people.set_role': channel(z.strictObject({ membership_id: uuid, role: memberRole }), none),
  'people.remove': channel(z.strictObject({ membership_id: uuid }), none),
  /** joins every workspace that my address is invited to; answers those that are new */
  'people.accept_invitations': channel(none, z.array(workspaceChoice)),

  /** projects, sessions and agents by name, roughly typed; items by words that begin so, in title or text */
  'palette.find': channel(z.strictObject({ workspace_id: uuid.nullable(), text: z.string().max(200), limit: z.number().int().min(1).max(50) }), paletteFound),
  'queue.index': channel(queueIndexInput, queueIndex),
  'queue.items': channel(z.strictObject({ keys: z.array(z.number().int()).max(500) }), z.array(queueItem)),
  'queue.counts': channel(queueCountsInput, queueCounts),
  'queue.facets': channel(z.strictObject({ workspace_id: uuid.nullable() }), queueFacets),
  'queue.progress': channel(none, queueProgress),
  /** durable when answered; local to this computer */
  'queue.snooze': channel(snoozeInput, none),
  'items.detail': channel(itemRef, itemDetail.nullable()),
  /** one artifact's content, such as an earlier revision's; null: no such artifact here */
  'items.content': channel(z.strictObject({ id: uuid }), contentState.nullable()),
  /** I have looked at this content: the next revision opens on what changed since */
  'items.looked': channel(z.strictObject({ id: uuid, content_sha256: sha256 }), none),

  'sessions.list': channel(sessionFilter.extend({ after: listPlace.nullable(), limit: z.number().int().min(1).max(500) }), sessionPage),
  'sessions.detail': channel(z.strictObject({ id: uuid }), sessionDetail.nullable()),
  'projects.list': channel(z.strictObject({ workspace_id: uuid.nullable() }), z.array(projectSummary)),
  'projects.detail': channel(z.strictObject({ id: uuid }), projectDetail.nullable()),
  'baskets.list': channel(z.strictObject({ workspace_id: uuid.nullable() }), z.array(basketChoice)),
  'agents.list': channel(z.strictObject({ workspace_id: uuid.nullable() }), z.array(agentChoice)),
  /** filters and templates that I saved, sealed on this computer */
  'kept.list': channel(z.strictObject({ kind: keptKind }), z.array(keptEntry)),
  'kept.put': channel(keptEntry, none),
  'kept.remove': channel(z.strictObject({ kind: keptKind, id: uuid }), none),

  'offline.state': channel(offlineScope, offlineState),
  'offline.keep': channel(offlineScope.extend({ kept: z.boolean() }), none),

  /** a printable record as PDF: who decided what, when, on which content; false: the person named no file */
  'sessions.save_record': channel(z.strictObject({ id: uuid }), z.object({ saved: z.boolean() })),

  'insights.overview': channel(insightsFilter, insights),

  /** the audit trail, newest first; `after`: where the page before ended */
  'activity.list': channel(z.strictObject({ filter: activityFilter, after: listPlace.nullable(), limit: z.number().int().min(1).max(500) }), activityPage),
  'activity.people': channel(z.strictObject({ workspace_id: uuid.nullable() }), activityPeople),
  /** a part of the check of the chains as they are kept here; `targets`: only those, at once */
  'activity.check': channel(
    z.strictObject({ workspace_id: uuid.nullable(), after: uuid.nullable(), targets: z.array(uuid).max(20_000).nullable() }),
    chainCheck,
  ),
  /** all of them, and the server's own check; that it could not be asked is an answer, not an error */
  'activity.verify': channel(z.strictObject({ workspace_id: uuid.nullable() }), chainReports),
  /** all events of the filter, written where the person says */
  'activity.export': channel(z.strictObject({ filter: activityFilter, format: exportFormat }), z.object({ saved: z.boolean(), events: z.number().int() })),

  /** writes what is on screen where the person says; false: they did not */
  'exports.save': channel(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9-]{1,80}\.(csv|png)$/),
      content: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('csv'), text: z.string().max(20_000_000) }),
        z.strictObject({ kind: z.literal('png'), bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length < 20_000_000 && isPng(bytes), 'no PNG') }),
      ]),
    }),
    z.object({ saved: z.boolean() }),
  ),

  'conversation.get': channel(talkTarget, conversation.nullable()),

  /** Answers when the command is durable ("Saved here"), or accepted in memory. The same command_id again changes nothing. */
  'outbox.add': channel(command, z.object({ command_id: uuid, storage: z.enum(['disk', 'memory']) })),
  /** undone: it had not been sent and is removed; otherwise it was on its way */
  'outbox.undo': channel(z.strictObject({ command_id: uuid }), z.object({ undone: z.boolean() })),
  'outbox.flush': channel(none, none),
  /** my latest decisions of this computer, the newest first, and whether each can still be taken back */
  'outbox.history': channel(z.strictObject({ limit: z.number().int().min(1).max(500) }), z.array(decidedEntry)),
  'outbox.list': channel(none, z.array(outboxEntry)),
  /** in the order of the ids */
  'outbox.fates': channel(z.strictObject({ command_ids: z.array(uuid).max(200) }), z.array(commandFate)),
  /** removes a refused or conflicting command after the person has seen it */
  'outbox.dismiss': channel(z.strictObject({ command_id: uuid }), none),
  'outbox.status': channel(none, outboxStatus),
  /** found when the account was opened; nothing: { rows: 0, file: null } */
  'outbox.set_aside': channel(none, setAside),

  'views.list': channel(none, z.array(savedView)),
  /** new, or changed under the same id */
  'views.put': channel(savedView, none),
  'views.remove': channel(z.strictObject({ id: uuid }), none),

  /** Freezes what would be decided. The newest few are remembered until the app ends. */
  'bulk.prepare': channel(bulkInput, bulkPreview),
  /** Answers when all of it is durable. Error not_found: prepare it again. */
  'bulk.decide': channel(bulkDecision, bulkResult),
  'bulk.undo': channel(z.strictObject({ bulk_id: uuid }), bulkUndone),
  /** Error not_found: it is too long ago. */
  'bulk.progress': channel(z.strictObject({ bulk_id: uuid }), bulkProgress),

  'drafts.put': channel(z.strictObject({ item: draftRef, text: z.string().max(20_000) }), none),
  /** answers the event `drafts.flush` of that number: what was typed is written down */
  'drafts.flushed': channel(z.strictObject({ id: z.number().int().nonnegative() }), none),

  /** tells colleagues which item is on this screen, unless the settings say not to */
  'presence.look': channel(lookTarget, none),

  'sync.status': channel(none, syncStatus),
  'sync.now': channel(none, none),

  'diagnostics.local': channel(none, localDiagnostics),
  /** asks the server now; offline is an answer, not an error */
  'diagnostics.server': channel(none, serverHealth),
  /** a sample of 200, or all of them */
  'diagnostics.check_contents': channel(z.strictObject({ whole: z.boolean() }), contentCheck),
  /** writes a file where the person says; false: they did not */
  'diagnostics.save': channel(none, z.object({ saved: z.boolean() })),

  'settings.get': channel(none, settings),
  'settings.set': channel(settings.partial(), settings),

  /** opens http, https or mailto in the system's browser, after the renderer's own confirmation */
  'links.open': channel(z.strictObject({ url: z.string().max(4_000) }), none),
} as const

export type IpcChannel = keyof typeof ipcChannels
export type IpcInput<C extends IpcChannel> = z.input<(typeof ipcChannels)[C]['input']>
export type IpcOutput<C extends IpcChannel> = z.output<(typeof ipcChannels)[C]['output']>

/** Main → renderer. */
export const ipcEvents = {
  'replica.changed': z.object({ tables: z.array(z.enum(replicatedTableNames)) }),
  /** an artifact's content arrived or was found broken */
  'content.changed': z.object({ ids: z.array(uuid) }),
  'sync.status': syncStatus,
  'outbox.status': outboxStatus,
  /** by whatever screen; of many at once none is told */
  'outbox.taken_back': takenBack,
  'auth.status': authStatus,
  'auth.progress': signInProgress,
  /** who of my colleagues looks at what, all of it */
  'presence.changed': z.object({ viewers: z.array(viewer) }),
  'settings.changed': settings,
  /** the account or the app is about to be left: write down what is typed and answer with `drafts.flushed` */
  'drafts.flush': z.object({ id: z.number().int() }),
  navigate: z.object({ to: z.string() }),
} as const
export type IpcEvent = keyof typeof ipcEvents
export type IpcEventPayload<E extends IpcEvent> = z.output<(typeof ipcEvents)[E]>

/** What crosses for every call: never a thrown exception. */
export type IpcAnswer<T> = { ok: true; value: T } | { ok: false; error: z.infer<typeof appErrorSchema> }

/** What the preload puts on `window.countersign`. */
export interface CountersignBridge {
  invoke<C extends IpcChannel>(channel: C, input: IpcInput<C>): Promise<IpcAnswer<IpcOutput<C>>>
  on<E extends IpcEvent>(event: E, listener: (payload: IpcEventPayload<E>) => void): () => void
}
