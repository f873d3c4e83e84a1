import { infiniteQueryOptions, keepPreviousData, notifyManager, QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { TalkTarget } from '../../contract/conversation.ts'
import type { ActivityFilter } from '../../contract/activity.ts'
import type { ListPlace } from '../../contract/entities.ts'
import type { ReplicatedTable } from '../../contract/feed.ts'
import { defaultSettings, type Settings } from '../../contract/settings.ts'
import type { Beginning } from '../../contract/beginning.ts'
import type { IpcChannel } from '../../contract/ipc.ts'
import type { KeptKind } from '../../contract/kept.ts'
import type { QueueCriteria } from '../../contract/queue.ts'
import type { InsightsFilter } from '../../contract/insights.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import type { SessionFilter } from '../../contract/sessions.ts'
import { invoke, listen } from './ipc.ts'
import { deliverTogether } from './notify.ts'

/** Everything on screen comes from the local replica: it is fresh until an event says otherwise, online or not. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, gcTime: 60_000, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})

deliverTogether(notifyManager)

// The same options at each render: others would have the query tell everybody that its options have changed.
const same = <T>(options: T) => (): T => options

export const queries = {
  info: same(queryOptions({ queryKey: ['app.info'], queryFn: () => invoke('app.info'), gcTime: Infinity })),
  auth: same(queryOptions({ queryKey: ['auth.status'], queryFn: () => invoke('auth.status'), gcTime: Infinity })),
  progress: same(queryOptions({ queryKey: ['auth.progress'], queryFn: () => invoke('auth.progress'), gcTime: Infinity })),
  /** asks the server: how one can sign in at the chosen one */
  offers: same(queryOptions({ queryKey: ['auth.offers'], queryFn: () => invoke('auth.offers'), staleTime: 0 })),
  accounts: same(queryOptions({ queryKey: ['accounts.list'], queryFn: () => invoke('accounts.list') })),
  factors: same(queryOptions({ queryKey: ['auth.factors'], queryFn: () => invoke('auth.factors'), staleTime: 0, gcTime: 0 })),
  signedInSessions: same(queryOptions({ queryKey: ['auth.sessions'], queryFn: () => invoke('auth.sessions'), staleTime: 0, gcTime: 0 })),
  connection: same(queryOptions({ queryKey: ['connection.get'], queryFn: () => invoke('connection.get') })),
  palette: (workspaceId: string | null, text: string, limit: number) =>
    queryOptions({ queryKey: ['palette.find', workspaceId, text], queryFn: () => invoke('palette.find', { workspace_id: workspaceId, text, limit }), staleTime: 0, gcTime: 10_000 }),
  settings: same(queryOptions({ queryKey: ['settings.get'], queryFn: () => invoke('settings.get'), gcTime: Infinity })),
  sync: same(queryOptions({ queryKey: ['sync.status'], queryFn: () => invoke('sync.status'), gcTime: Infinity })),
  outbox: same(queryOptions({ queryKey: ['outbox.status'], queryFn: () => invoke('outbox.status'), gcTime: Infinity })),
  outboxList: same(queryOptions({ queryKey: ['outbox.list'], queryFn: () => invoke('outbox.list') })),
  history: same(queryOptions({ queryKey: ['outbox.history'], queryFn: () => invoke('outbox.history', { limit: 200 }), staleTime: 0 })),
  setAside: same(queryOptions({ queryKey: ['outbox.set_aside'], queryFn: () => invoke('outbox.set_aside') })),
  localDiagnostics: same(queryOptions({ queryKey: ['diagnostics.local'], queryFn: () => invoke('diagnostics.local'), staleTime: 0 })),
  serverHealth: same(queryOptions({ queryKey: ['diagnostics.server'], queryFn: () => invoke('diagnostics.server'), staleTime: 0, gcTime: 0 })),
  queueCounts: (workspaceId: string | null, views: QueueCriteria[]) =>
    queryOptions({
      queryKey: ['queue.counts', workspaceId, views],
      queryFn: () => invoke('queue.counts', { workspace_id: workspaceId, views }),
      placeholderData: keepPreviousData,
      // what happened while nobody showed them was not heard
      staleTime: 0,
    }),
  queueFacets: (workspaceId: string | null) =>
    queryOptions({ queryKey: ['queue.facets', workspaceId], queryFn: () => invoke('queue.facets', { workspace_id: workspaceId }), staleTime: 0 }),
  /** read now and then; at the start main's first answer has it */
  queueProgress: same(queryOptions({ queryKey: ['queue.progress'], queryFn: () => invoke('queue.progress'), staleTime: 1_000 })),
  views: same(queryOptions({ queryKey: ['views.list'], queryFn: () => invoke('views.list') })),
  workspaces: same(queryOptions({ queryKey: ['workspaces.list'], queryFn: () => invoke('workspaces.list') })),
  members: (workspaceId: string) =>
    queryOptions({ queryKey: ['people.members', workspaceId], queryFn: () => invoke('people.members', { workspace_id: workspaceId }) }),
  /** on the server only */
  invitations: (workspaceId: string) =>
    queryOptions({ queryKey: ['people.invitations', workspaceId], queryFn: () => invoke('people.invitations', { workspace_id: workspaceId }), staleTime: 0 }),
  projects: (workspaceId: string | null) =>
    queryOptions({ queryKey: ['projects.list', workspaceId], queryFn: () => invoke('projects.list', { workspace_id: workspaceId }) }),
  project: (id: string) => queryOptions({ queryKey: ['projects.detail', id], queryFn: () => invoke('projects.detail', { id }) }),
  baskets: (workspaceId: string | null) => queryOptions({ queryKey: ['baskets.list', workspaceId], queryFn: () => invoke('baskets.list', { workspace_id: workspaceId }) }),
  agents: (workspaceId: string | null) => queryOptions({ queryKey: ['agents.list', workspaceId], queryFn: () => invoke('agents.list', { workspace_id: workspaceId }) }),
  /** at the start main's first answer has it: their keys are pressed from the first item on */
  noteTemplates: same(queryOptions({ queryKey: ['kept.list', 'note_templates'], queryFn: () => invoke('kept.list', { kind: 'note_templates' }), gcTime: Infinity })),
  kept: (kind: KeptKind) => queryOptions({ queryKey: ['kept.list', kind], queryFn: () => invoke('kept.list', { kind }) }),
  offline: (scope: OfflineScope) => queryOptions({ queryKey: ['offline.state', scope.id], queryFn: () => invoke('offline.state', scope) }),
  sessionCount: (filter: SessionFilter) =>
    queryOptions({ queryKey: ['sessions.list', 'count', filter], queryFn: () => invoke('sessions.list', { ...filter, after: null, limit: 1 }), select: ({ total }) => total ?? 0 }),
  session: (id: string) => queryOptions({ queryKey: ['sessions.detail', id], queryFn: () => invoke('sessions.detail', { id }) }),
  /** one per item that is passed: whoever decides quickly would have hundreds of them in memory */
  conversation: (target: TalkTarget) =>
    queryOptions({ queryKey: ['conversation.get', target.id], queryFn: () => invoke('conversation.get', target), gcTime: 5_000 }),
  insights: (filter: InsightsFilter) => queryOptions({ queryKey: ['insights.overview', filter], queryFn: () => invoke('insights.overview', filter) }),
  activityPeople: (workspaceId: string | null) =>
    queryOptions({ queryKey: ['activity.people', workspaceId], queryFn: () => invoke('activity.people', { workspace_id: workspaceId }) }),
  /** asked for anew each time: it is about now */
  chainReports: (workspaceId: string | null) =>
    queryOptions({ queryKey: ['activity.verify', workspaceId], queryFn: () => invoke('activity.verify', { workspace_id: workspaceId }), staleTime: 0, gcTime: 0 }),
  item: (kind: 'artifact' | 'checkpoint', id: string) =>
    queryOptions({ queryKey: ['items.detail', id], queryFn: () => invoke('items.detail', { kind, id }) }),
  content: (id: string) => queryOptions({ queryKey: ['items.content', id], queryFn: () => invoke('items.content', { id }) }),
}

export const activityPages = (filter: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: ['activity.list', filter],
    queryFn: ({ pageParam }) => invoke('activity.list', { filter, after: pageParam, limit: 200 }),
    initialPageParam: null as ListPlace | null,
    getNextPageParam: (page) => page.next,
  })

export const sessionPages = (filter: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: ['sessions.list', 'pages', filter],
    queryFn: ({ pageParam }) => invoke('sessions.list', { ...filter, after: pageParam, limit: 200 }),
    initialPageParam: null as ListPlace | null,
    getNextPageParam: (page) => page.next,
  })

/** Main's first answer, so that nobody asks for a part of it. */
export function keepBeginning({ auth, settings, info, desk }: Beginning, changed: boolean): void {
  queryClient.setQueryData(queries.auth().queryKey, auth)
  queryClient.setQueryData(queries.settings().queryKey, settings)
  queryClient.setQueryData(queries.info().queryKey, info)
  if (desk === null) return
  // What an event has said meanwhile is newer.
  queryClient.setQueryData(queries.sync().queryKey, (known) => known ?? desk.sync)
  queryClient.setQueryData(queries.outbox().queryKey, (known) => known ?? desk.outbox)
  if (changed) return
  queryClient.setQueryData(queries.workspaces().queryKey, desk.workspaces)
  queryClient.setQueryData(queries.queueProgress().queryKey, desk.progress)
  queryClient.setQueryData(queries.noteTemplates().queryKey, desk.note_templates)
}

/** Which screens' reads a changed table touches. The queue keeps its own index and buffer and listens by itself. */
const readers: Record<ReplicatedTable, readonly IpcChannel[]> = {
  workspaces: ['workspaces.list', 'people.members', 'items.detail'],
  workspace_memberships: ['workspaces.list', 'conversation.get', 'people.members', 'people.invitations', 'items.detail', 'sessions.detail'],
  baskets: ['projects.list', 'projects.detail', 'baskets.list'],
  agents: ['agents.list', 'sessions.list', 'sessions.detail'],
  projects: ['outbox.list', 'projects.list', 'projects.detail', 'baskets.list', 'sessions.list', 'sessions.detail'],
  work_sessions: ['outbox.list', 'sessions.list', 'sessions.detail', 'projects.list', 'projects.detail', 'items.detail'],
  work_artifacts: ['outbox.list', 'offline.state', 'sessions.list', 'sessions.detail', 'projects.list', 'projects.detail', 'items.detail'],
  work_checkpoints: ['outbox.list', 'sessions.list', 'sessions.detail', 'projects.list', 'projects.detail', 'items.detail'],
  review_events: ['sessions.detail'],
  work_iterations: ['sessions.detail'],
  work_applications: ['sessions.detail'],
  context_mutations: ['sessions.detail'],
  claims: ['conversation.get'],
  comments: ['conversation.get', 'sessions.detail', 'projects.detail'],
}

/** Keeps the cache true from main's events. Changes that come in bursts (a first sync) are answered together. */
export function connectQueries(client: QueryClient): () => void {
  const due = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const invalidate = (channels: readonly string[]) => {
    for (const channel of channels) due.add(channel)
    timer ??= setTimeout(() => {
      timer = undefined
      const now = [...due]
      due.clear()
      for (const channel of now) void client.invalidateQueries({ queryKey: [channel] })
    }, 150)
  }
  const stops = [
    listen('replica.changed', ({ tables }) => invalidate(tables.flatMap((table) => readers[table]))),
    listen('content.changed', () => invalidate(['items.detail', 'items.content', 'offline.state'])),
    listen('sync.status', (status) => client.setQueryData(queries.sync().queryKey, status)),
    listen('outbox.status', (status) => {
      client.setQueryData(queries.outbox().queryKey, status)
      invalidate(['outbox.list', 'outbox.history', 'conversation.get', 'sessions.detail', 'projects.list', 'projects.detail', 'sessions.list'])
    }),
    listen('settings.changed', (settings) => {
      if (unanswered === 0) client.setQueryData(queries.settings().queryKey, settings)
    }),
  ]
  return () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

/** What belongs to the computer, not to an account. */
const ofThisComputer: readonly string[] = ['app.info', 'auth.status', 'auth.progress', 'accounts.list', 'connection.get', 'settings.get'] satisfies IpcChannel[]

/** Another account follows: nothing of this one may show there. */
export function forgetAccount(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => !ofThisComputer.includes(String(queryKey[0])) })
}

export const useSettings = (): Settings => useQuery(queries.settings()).data ?? defaultSettings

/** My user id; empty before an account is open. */
export function useMe(): string {
  const status = useQuery(queries.auth()).data
  return status !== undefined && 'account' in status ? status.account.user_id : ''
}

/** Changes of the settings that main has not answered: what it says meanwhile does not know of all of them. */
let unanswered = 0

/** Applies at once on screen; what main answers to the last change is the truth. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const key = queries.settings().queryKey
  const before = queryClient.getQueryData(key) ?? defaultSettings
  queryClient.setQueryData(key, { ...before, ...change })
  unanswered += 1
  try {
    const settings = await invoke('settings.set', change).finally(() => (unanswered -= 1))
    if (unanswered === 0) queryClient.setQueryData(key, settings)
  } catch (error) {
    if (unanswered === 0) {
      queryClient.setQueryData(key, before)
      // An earlier one may have failed as well.
      void queryClient.invalidateQueries({ queryKey: key })
    }
    throw error
  }
}
