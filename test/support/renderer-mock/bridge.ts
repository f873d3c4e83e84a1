import { isDecision, type Command } from '../../../contract/commands.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import type { CountersignBridge, IpcChannel, IpcEvent, IpcEventPayload, IpcInput, IpcOutput } from '../../../contract/ipc.ts'
import type { AuthStatus, OutboxStatus, SignInProgress, SyncStatus } from '../../../contract/status.ts'
import type { QueueFilter, SavedView } from '../../../contract/queue.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import { decisionOf } from '../../../electron/store/outbox/meaning.ts'
import { invitations, people } from './people.ts'
import { createWorld, earlierText, facetsOf, me, tally, uuidOf, workspaceId } from './world.ts'

class Refused extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** What a test or a person at the page does to the made-up main: `window.mock`. */
export interface Mock {
  emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void
  /** decided by a colleague */
  decideElsewhere(id: string): void
  /** a newer revision took its place */
  supersede(id: string): void
  arrive(): void
  calls: { channel: string; input: unknown }[]
}

/**
 * The contract on data in memory. Parameters: `items` (how many), `auth` (not_connected, signed_out, locked,
 * sign_in_needed), `sync` (offline, pulling, …), `role`, `storage`, `fail` (a channel that errors), `slow` (ms per
 * answer), `trouble` (conflicts in the outbox), `wanted` (contents missing), `content` (the content of every artifact), `theme`, `density`, `workspaces`.
 */
export function installBridge(options: URLSearchParams): void {
  const size = Number(options.get('items') ?? 128)
  const world = createWorld(size)
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const outbox = new Map<string, { command: Command; state: OutboxEntry['state'] }>()
  let settings = { ...defaultSettings, theme: (options.get('theme') ?? 'system') as 'dark', density: (options.get('density') ?? 'standard') as 'compact' }
  const connection = { url: 'https://abcdefgh.supabase.co', publishable_key: 'sb_publishable_mock' }
  const account = { id: 'a'.repeat(32), user_id: me, email: 'maren@example.com', display_name: 'Maren Vik', key_store: (options.get('store') ?? 'keychain') as 'keychain' }
  let auth = authOf(options.get('auth'))
  let progress = progressOf(options.get('step'))
  const storage = (options.get('storage') ?? 'disk') as OutboxStatus['storage']
  const online = options.get('sync') !== 'offline'
  const calls: Mock['calls'] = []

  function progressOf(step: string | null): SignInProgress {
    const email = account.email
    if (step === 'browser') return { step, provider: 'github', error: null }
    if (step === 'mail') return { step, purpose: 'recovery', email, error: { code: 'invalid_code', message: 'This link was used already or has expired. Ask for a new one.' } }
    if (step === 'second_factor') return { step, email, factors: [{ id: me, name: 'Phone' }, { id: workspaceId, name: 'Key ring' }], error: null }
    if (step === 'new_password') return { step, email, error: null }
    return { step: 'idle', error: step === 'refused' ? { code: 'invalid_credentials', message: 'The sign-in was refused on the provider’s page.' } : null }
  }

  function authOf(state: string | null): AuthStatus {
    switch (state) {
      case 'not_connected':
        return { state }
      case 'signed_out':
        return { state, connection }
      case 'locked':
        return { state, connection, id: account.id, email: account.email }
      case 'sign_in_needed':
        return { state, connection, account }
      default:
        return { state: 'signed_in', connection, account }
    }
  }
  const sync = (): SyncStatus => ({
    state: (options.get('sync') ?? 'live') as SyncStatus['state'],
    since: new Date(Date.now() - 3_600_000).toISOString(),
    last_pull_at: options.get('sync') === 'pulling' && size === 0 ? null : new Date().toISOString(),
    progress: options.get('sync') === 'pulling' ? { rows: 12_400, bytes: 9e6, total: 29_000, time_left_ms: 40_000 } : null,
    next_try_at: null,
    realtime: true,
    error: null,
  })
  const outboxStatus = (): OutboxStatus => {
    const states = [...outbox.values()].map(({ state }) => state)
    const of = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length
    return { unsent: of('held', 'unsent', 'sending'), sending: of('sending'), conflicts: of('conflict'), refused: of('refused'), storage }
  }
  const emit: Mock['emit'] = (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload as never))
  const byId = new Map([...world.items.values()].map((detail) => [detail.item.id, detail]))
  const find = (id: string): ItemDetail | undefined => byId.get(id)
  const drop = (id: string) => {
    const at = world.keys.indexOf(byId.get(id)?.item.key ?? -1)
    if (at >= 0) world.keys.splice(at, 1)
  }
  const tell = () => {
    emit('outbox.status', outboxStatus())
    emit('replica.changed', { tables: ['work_artifacts', 'work_checkpoints'] })
  }

  // Enough of the filters to look at the screen with; the real ones are the store's.
  const snoozes = new Map<string, string | null>()
  let views: SavedView[] = []
  let bulkKeys: number[] = []
  function found({ criteria = {}, sort, by_session }: QueueFilter): { keys: Int32Array; total: number } {
    const c = criteria
    const keys = world.keys.filter((key) => {
      const item = world.items.get(key)?.item
      if (!item || ((snoozes.get(item.id) ?? null) !== null) !== (c.snoozed ?? false)) return false
      const confidence = item.kind === 'artifact' && item.agent_confidence !== null ? item.agent_confidence * 100 : 255
      return (
        (c.text === undefined || item.title.toLowerCase().includes(c.text.toLowerCase())) &&
        (!c.kinds?.length || c.kinds.includes(item.kind)) &&
        (!c.project_ids?.length || c.project_ids.includes(item.project_id ?? '')) &&
        (!c.session_ids?.length || c.session_ids.includes(item.work_session_id)) &&
        (!c.task_types?.length || c.task_types.includes(item.task_type ?? 'research')) &&
        (!c.confidence || (confidence >= c.confidence.min && confidence <= c.confidence.max)) &&
        (!c.revised || (item.kind === 'artifact' && item.revision > 1)) &&
        (!c.overdue || Date.now() - Date.parse(item.created_at) > 48 * 3_600_000) &&
        (!c.mine || item.work_session_id.charCodeAt(35) % 2 === 1)
      )
    })
    const value = (key: number) => {
      const item = world.items.get(key)?.item
      return item?.kind === 'artifact' ? (item.agent_confidence ?? 0) : 2
    }
    if (sort === 'newest') keys.reverse()
    if (sort === 'least_confident') keys.sort((a, b) => value(a) - value(b))
    if (by_session) keys.sort((a, b) => (a % 60) - (b % 60))
    return { keys: Int32Array.from(keys), total: keys.length }
  }
  function preview(keys: number[], sample: number) {
    const items = keys.flatMap((key) => world.items.get(key)?.item ?? [])
    const artifacts = items.filter(({ kind }) => kind === 'artifact')
    bulkKeys = artifacts.map(({ key }) => key)
    return {
      bulk_id: uuid2, artifacts: artifacts.length, checkpoints: items.length - artifacts.length, not_allowed: 0,
      by_project: tally(artifacts.map(({ project_name }) => project_name)), by_agent: tally(artifacts.map(({ agent_name }) => agent_name)),
      least_confident: artifacts.slice(0, 10), sample: artifacts.slice(0, sample),
    }
  }

  const role = () => (options.get('role') ?? 'owner') as 'owner'
  function seen(detail: ItemDetail): ItemDetail {
    if (detail.kind === 'checkpoint') return { ...detail, role: role() }
    const text = options.get('content')
    return { ...detail, role: role(), content: options.has('wanted') ? { state: 'wanted' } : text === null ? detail.content : { state: 'ready', text } }
  }

  function add(command: Command): void {
    outbox.set(command.command_id, { command, state: 'held' })
    if (command.kind !== 'reopen') drop(command.target_id)
    setTimeout(tell, 5)
    if (!online) return
    setTimeout(() => {
      if (outbox.get(command.command_id)?.state !== 'held') return
      outbox.delete(command.command_id)
      tell()
    }, settings.undo_seconds * 1_000)
  }

  const entry = ({ command, state }: { command: Command; state: OutboxEntry['state'] }): OutboxEntry => {
    const item = find(command.target_id)?.item
    const { decision, note } = isDecision(command) ? decisionOf(command) : { decision: null, note: null }
    const error = state === 'conflict' ? { code: 'already_decided', message: 'Decided by jonas@example.com 2 min ago: rejected.' } : state === 'refused' ? { code: 'effects_started', message: 'Atlas began to apply it at 14:02.' } : null
    return { command_id: command.command_id, kind: command.kind, target_id: command.target_id, command, fields: [], item: { kind: item?.kind ?? 'artifact', id: command.target_id }, title: item?.title ?? null, state, decision, note, issued_at: command.issued_at, attempts: 2, error, theirs: null, again: null }
  }
  if (options.has('trouble')) {
    for (const [i, state] of (['conflict', 'refused', 'unsent'] as const).entries()) {
      const item = world.items.get(i + 1)?.item
      if (!item) continue
      outbox.set(String(i), {
        state,
        command: { command_id: String(i), workspace_id: workspaceId, target_id: item.id, issued_at: new Date(Date.now() - 400_000).toISOString(), kind: 'review_artifact', expected: { status: 'pending', revision: 1, content_sha256: 'a'.repeat(64) }, payload: { decision: 'reject', feedback: 'The second table mixes list and street prices; separate them, and say which month each figure is from.', request_changes: false } },
      })
    }
  }

  const handlers: { [C in IpcChannel]?: (input: never) => unknown } = {
    'app.info': () => ({ version: '0.1.0', electron: '33.2.1', chromium: '130.0.6723.137', node: '20.18.1', platform: 'linux', profile: { folder: '/home/reviewer/.config/Countersign', storage: options.has('read-only') ? 'read_only' : 'disk' }, key_stores: ['keychain', 'passphrase', 'key_file', 'temporary'], demo: options.has('demo') }),
    'app.ready': () => undefined,
    'app.showing': () => undefined,
    'connection.get': () => connection,
    'connection.set': () => connection,
    'auth.status': () => auth,
    'auth.progress': () => progress,
    'auth.offers': () => ({ password: true, sign_up: true, providers: options.get('providers')?.split(',') ?? ['github', 'google'] }),
    'auth.cancel': () => {
      progress = { step: 'idle', error: null }
      emit('auth.progress', progress)
    },
    'auth.sign_in_with_browser': ({ provider }: { provider: string }) => {
      progress = { step: 'browser', provider, error: null }
      emit('auth.progress', progress)
    },
    'auth.factors': () => (options.has('factors') ? [{ id: uuid2, name: 'Phone', created_at: new Date(Date.now() - 9e9).toISOString() }] : []),
    'auth.enrol_factor': () => ({ id: uuid2, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Countersign:maren%40example.com?algorithm=SHA1&digits=6&issuer=Countersign&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
    'auth.confirm_factor': () => {
      throw new Refused('invalid_code', 'This code is wrong or too old. Wait for the next one of your authenticator app; the clocks of both devices have to agree.')
    },
    'auth.sessions': () => {
      if (!online) throw new Refused('server_needed', 'The server can’t be reached now.')
      return [
        { id: uuidOf(11, 1), created_at: new Date(Date.now() - 4e8).toISOString(), used_at: new Date().toISOString(), user_agent: 'Countersign/0.1.0', second_factor: true, current: true },
        { id: uuidOf(11, 2), created_at: new Date(Date.now() - 9e9).toISOString(), used_at: new Date(Date.now() - 9e7).toISOString(), user_agent: 'Mozilla/5.0 (X11; Linux x86_64)', second_factor: false, current: false },
      ]
    },
    'accounts.list': () =>
      options.has('accounts')
        ? [
            { ...account, url: connection.url, current: auth.state !== 'signed_out', waiting: null },
            { id: 'b'.repeat(32), url: connection.url, email: 'jonas@example.com', display_name: null, key_store: 'passphrase', current: false, waiting: 3 },
            { id: 'c'.repeat(32), url: 'https://another-project-of-ours.supabase.co', email: 'maren.vik@a-customer-with-a-long-name.example.com', display_name: 'Maren Vik', key_store: 'key_file', current: false, waiting: null },
          ].slice(auth.state === 'signed_out' ? 1 : 0)
        : [],
    'accounts.switch': () => {
      throw new Refused('unsent_decisions', '2 decisions have not reached the server. Signing out deletes them.')
    },
    'auth.sign_in_with_password': ({ password }: { password: string }) => {
      if (password === 'wrong') throw new Refused('invalid_credentials', '')
      auth = authOf(null)
      emit('auth.status', auth)
      return account
    },
    'auth.request_code': ({ email }: { email: string }) => {
      progress = { step: 'mail', purpose: 'sign_in', email, error: null }
      emit('auth.progress', progress)
    },
    'auth.sign_in_with_code': () => {
      throw new Refused('invalid_code', 'This code or link is wrong, was used already or has expired. Check it, or ask for a new one.')
    },
    'auth.unlock': () => {
      throw new Refused('wrong_passphrase', '')
    },
    'auth.sign_out': () => {
      auth = authOf('signed_out')
      emit('auth.status', auth)
    },
    'workspaces.list': () =>
      options.get('workspaces') === '0'
        ? []
        : [{ id: workspaceId, name: 'Harbour Research', role: role(), review_within_hours: 48 }, { id: uuid2, name: 'Second desk', role: 'viewer', review_within_hours: 48 }].slice(0, Number(options.get('workspaces') ?? 1)),
    'workspaces.create': ({ name }: { name: string }) => ({ id: uuid2, name, role: 'owner' }),
    'workspaces.leave': () => {
      throw new Refused('last_owner', 'The last owner of a workspace can’t leave or give up the role.')
    },
    'people.members': ({ workspace_id }: { workspace_id: string }) => people(workspace_id, (options.get('role') ?? 'owner') as 'owner'),
    'people.invitations': ({ workspace_id }: { workspace_id: string }) => {
      if (!online) throw new Refused('server_needed', 'The server can’t be reached now.')
      return invitations(workspace_id)
    },
    'people.invite': () => {
      throw new Refused(online ? 'already_invited' : 'server_needed', online ? 'This address is invited already.' : 'People and workspaces are changed on the server, which can’t be reached now. Nothing was changed; what you entered is still here.')
    },
    'people.revoke': () => undefined,
    'people.set_role': () => undefined,
    'people.remove': () => undefined,
    'people.accept_invitations': () => [],
    'queue.index': (filter: IpcInput<'queue.index'>) => ({ ...found(filter), complete: true, next_at: null }),
    'queue.counts': ({ views }: IpcInput<'queue.counts'>) => views.map((criteria) => found({ workspace_id: null, criteria }).total),
    'queue.facets': () => facetsOf(world),
    'queue.progress': () => ({ today: 41, recent: 30, recent_minutes: 22 }),
    'queue.snooze': ({ items, until }: IpcInput<'queue.snooze'>) => {
      for (const { id } of items) snoozes.set(id, until)
      tell()
    },
    'views.list': () => views,
    'views.put': (view: SavedView) => void (views = [...views.filter(({ id }) => id !== view.id), view]),
    'views.remove': ({ id }: { id: string }) => void (views = views.filter((view) => view.id !== id)),
    'bulk.prepare': (input: IpcInput<'bulk.prepare'>) => preview(input.of === 'keys' ? [...input.keys] : [...found(input.filter).keys], input.sample),
    'bulk.decide': () => {
      const { length } = bulkKeys
      for (const key of bulkKeys) drop(world.items.get(key)?.item.id ?? '')
      tell()
      return { decided: length, gone: 0, storage: 'disk' }
    },
    'bulk.undo': () => {
      world.keys.push(...bulkKeys)
      world.keys.sort((a, b) => a - b)
      tell()
      return { removed: bulkKeys.length, reopening: 0 }
    },
    'queue.items': ({ keys }: { keys: number[] }) => keys.flatMap((key) => world.items.get(key)?.item ?? []),
    'items.detail': ({ id }: { id: string }) => {
      const detail = find(id)
      return detail ? seen(detail) : null
    },
    'items.content': ({ id }: { id: string }) => {
      const detail = find(id.replace('-8006-', '-8004-'))
      if (detail?.kind !== 'artifact' || detail.content.state !== 'ready') return null
      return options.has('wanted') ? { state: 'wanted' } : { state: 'ready', text: id.includes('-8006-') ? earlierText(detail.content.text) : detail.content.text }
    },
    'items.looked': () => undefined,
    'sessions.list': (filter: IpcInput<'sessions.list'>) => {
      const found = world.sessions.filter((each) => (filter.project_id === null || each.project_id === filter.project_id) && (filter.statuses.length === 0 || filter.statuses.includes(each.status)))
      const from = filter.after === null ? 0 : found.findIndex(({ id }) => id === filter.after?.id) + 1
      const sessions = found.slice(from, from + filter.limit)
      const last = sessions.at(-1)
      return { sessions, next: last && from + sessions.length < found.length ? { created_at: last.created_at, id: last.id } : null, total: filter.after === null ? found.length : null }
    },
    'sessions.detail': ({ id }: { id: string }) => {
      const session = world.sessions.find((each) => each.id === id)
      if (!session) return null
      const details = [...world.items.values()].filter(({ item }) => item.work_session_id === id).slice(0, 6)
      const artifacts = details.flatMap((each) => (each.kind === 'artifact' ? [{ ...each.artifact, local: null }] : []))
      const events = artifacts.slice(0, 2).map((artifact, i) => ({
        id: String(i), workspace_id: workspaceId, target_table: 'work_artifacts', target_id: artifact.id, seq: 1, kind: i ? 'approved' : 'rejected', actor_user_id: me, command_id: null,
        before: { status: 'pending' }, after: { status: i ? 'approved' : 'rejected' }, note: i ? null : 'The sources do not support the second claim.', content_sha256: null, created_at: session.created_at, previous_hash: null, hash: 'a'.repeat(64), row_version: 1,
      }))
      return { session, artifacts, checkpoints: details.flatMap((each) => (each.kind === 'checkpoint' ? [{ ...each.checkpoint, local: null }] : [])), events, names: world.names,
        agent: { id: session.executed_by_agent_id ?? '', name: session.agent_name ?? '', description: 'Reads price pages' }, comments: [], returned: [], role: role(),
        iterations: artifacts.slice(0, 1).map((artifact) => ({ id: uuid2, workspace_id: workspaceId, work_session_id: id, number: 1, opened_by_artifact_id: artifact.id, instruction: 'Separate list prices from street prices.', closed_by_artifact_id: null, closed_at: null, created_at: session.created_at, row_version: 1 })),
        applications: artifacts.slice(0, 3).map((artifact, i) => ({ id: artifact.id, workspace_id: workspaceId, work_session_id: id, artifact_id: artifact.id, artifact_title: artifact.title, status: (['failed', 'applied', 'pending'] as const)[i] ?? 'pending', attempts: i === 0 ? 3 : 1, claimed_by: null, claimed_until: null, reason: i === 0 ? 'The substrate answered 503: it is being reindexed.' : null, finished_at: null, created_at: session.created_at, row_version: 1, local: null })),
        mutations: [{ id: uuid2, workspace_id: workspaceId, work_session_id: id, application_id: null, kind: 'update' as const, target: 'pricing/halden', before: { plan: 'Business', price: 28 }, after: { plan: 'Business', price: 31.5 }, created_at: session.created_at, row_version: 1 }],
      }
    },
    'projects.list': () => world.projects,
    'projects.detail': ({ id }: { id: string }) => {
      const project = world.projects.find((each) => each.id === id)
      return project ? { project, content: { sessions: 9, artifacts: 41, checkpoints: 6, applications: 12, comments: 0, unsent: 2 }, server_version: 1, returned: [], role: role(), names: world.names } : null
    },
    'baskets.list': () => [...world.projects.map(({ id, name, basket_id }) => ({ id: basket_id, workspace_id: workspaceId, name, project_id: id, project_name: name })), { id: uuid2, workspace_id: workspaceId, name: 'Loose ends', project_id: null, project_name: null }],
    'agents.list': () => world.sessions.slice(0, 3).map(({ executed_by_agent_id, agent_name }) => ({ id: executed_by_agent_id, workspace_id: workspaceId, name: agent_name, description: null })),
    'kept.list': () => [],
    'kept.put': () => undefined,
    'kept.remove': () => undefined,
    'offline.state': () => ({ kept: false, by_project: false, contents: 41, here: 12 }),
    'offline.keep': () => undefined,
    'outbox.add': (command: Command) => {
      add(command)
      return { command_id: command.command_id, storage: storage === 'memory' ? 'memory' : 'disk' }
    },
    'outbox.undo': ({ command_id }: { command_id: string }) => {
      const held = outbox.get(command_id)
      if (!held) return { undone: false }
      outbox.delete(command_id)
      const key = find(held.command.target_id)?.item.key
      if (key !== undefined) world.keys = [...world.keys, key].sort((a, b) => a - b)
      setTimeout(tell, 5)
      return { undone: true }
    },
    'outbox.flush': () => undefined,
    'outbox.list': () => [...outbox.values()].map(entry),
    'outbox.dismiss': ({ command_id }: { command_id: string }) => {
      outbox.delete(command_id)
      tell()
    },
    'outbox.status': outboxStatus,
    'outbox.set_aside': () => ({ rows: options.has('trouble') ? 1 : 0, file: null }),
    'drafts.put': ({ item, text }: IpcInput<'drafts.put'>) => {
      const detail = find(item.id)
      if (detail) detail.draft = text
    },
    'sync.status': sync,
    'sync.now': () => undefined,
    'settings.get': () => settings,
    'settings.set': (change: Partial<typeof settings>) => {
      settings = { ...settings, ...change }
      return settings
    },
    'diagnostics.local': () => ({
      rows: { workspaces: 1, workspace_memberships: 4, baskets: 8, agents: 5, projects: 8, work_sessions: 60, work_artifacts: size, work_checkpoints: 12, review_events: 340 },
      contents: { count: size, bytes: size * 4_200, limit_bytes: 512 * 1024 * 1024, last_key: size },
      drafts: 1,
      workspaces: [{ id: workspaceId, role: 'owner', epoch: 'e1', cursor: '{"position":1}' }],
      key_store: 'keychain',
      storage,
      replica_rebuilt: false,
      set_aside: { rows: 0, file: null },
      outbox: outboxStatus(),
      sync: sync(),
    }),
    'diagnostics.server': () =>
      online
        ? { ok: true, round_trip_ms: 24, behind: { rows: 0, more: false }, database: { ok: true, database_time: new Date().toISOString(), schema_version: '20261101001200', pending_artifacts: size, pending_checkpoints: 12, oldest_pending_at: new Date(Date.now() - 9e7).toISOString() } }
        : { ok: false, error: { code: 'network', message: 'The server cannot be reached.', retry: true } },
    'diagnostics.check_contents': () => ({ checked: Math.min(size, 200), broken: 0, total: size }),
    'diagnostics.save': () => ({ saved: true }),
    'links.open': () => undefined,
  }
  const uuid2 = '00000000-0000-4000-9000-000000000002'

  const bridge: CountersignBridge = {
    async invoke<C extends IpcChannel>(channel: C, input: IpcInput<C>) {
      calls.push({ channel, input })
      await new Promise((resolve) => setTimeout(resolve, Number(options.get('slow') ?? 1)))
      try {
        if (options.get('fail') === channel) throw new Refused('storage_full', 'No space left on the disk.')
        const handler = handlers[channel] as ((input: unknown) => unknown) | undefined
        if (!handler) throw new Refused('internal', `The mock does not know ${channel}.`)
        return { ok: true, value: structuredClone(handler(input)) as IpcOutput<C> }
      } catch (error) {
        return { ok: false, error: error instanceof Refused ? { code: error.code, message: error.message } : { code: 'internal', message: String(error) } }
      }
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as never))
      return () => set.delete(listener as never)
    },
  }
  const mock: Mock = {
    emit,
    calls,
    decideElsewhere(id) {
      const detail = find(id)
      if (detail?.kind !== 'artifact') return
      Object.assign(detail.artifact, { status: 'rejected', reviewed_by_user_id: '00000000-0000-4000-8000-000000000002', reviewed_at: new Date().toISOString() })
      drop(id)
      tell()
    },
    supersede(id) {
      drop(id)
      tell()
    },
    arrive() {
      world.keys = [...world.keys]
      tell()
    },
  }
  Object.assign(window, { countersign: bridge, mock })
}
