import { isDecision } from '../../../contract/commands.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { LocalDecision } from '../../../contract/local.ts'
import type { QueueFilter, SavedView } from '../../../contract/queue.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import { decisionOf } from '../../../electron/store/outbox/meaning.ts'
import type { MockState } from './state.ts'
import { earlierText, facetsOf, otherWorkspaceId, tally } from './world.ts'

/** The queue, its views, what is decided together, and the items themselves. */
export function queueHandlers({ options, world, role, outbox, find, drop, putBack, tell }: MockState) {
  // Enough of the filters to look at the screen with; the real ones are the store's.
  const snoozes = new Map<string, string | null>()
  let views: SavedView[] = []
  let bulkKeys: number[] = []
  function found({ criteria = {}, sort, by_session }: QueueFilter): { keys: Int32Array<ArrayBuffer>; total: number } {
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
      bulk_id: otherWorkspaceId, artifacts: artifacts.length, checkpoints: items.length - artifacts.length, not_allowed: 0,
      by_project: tally(artifacts.map(({ project_name }) => project_name)), by_agent: tally(artifacts.map(({ agent_name }) => agent_name)),
      least_confident: artifacts.slice(0, 10), sample: artifacts.slice(0, sample),
    }
  }

  function decidedHere(id: string): LocalDecision | null {
    for (const { command, state } of outbox.values()) if (command.target_id === id && isDecision(command)) return { command_id: command.command_id, state, ...decisionOf(command) }
    return null
  }

  function seen(detail: ItemDetail): ItemDetail {
    const local = decidedHere(detail.item.id)
    if (detail.kind === 'checkpoint') return { ...detail, role, local }
    const text = options.get('content')
    return { ...detail, role, local, content: options.has('wanted') ? { state: 'wanted' } : text === null ? detail.content : { state: 'ready', text } }
  }

  return {
    'queue.index': (filter) => {
      const { keys, total } = found(filter)
      const sessions = filter.by_session ? Int32Array.from([...keys.keys()].filter((i) => i === 0 || (keys[i] ?? 0) % 60 !== (keys[i - 1] ?? 0) % 60)) : null
      const head = [...keys.subarray(0, filter.head ?? 0)].flatMap((key) => world.items.get(key)?.item ?? [])
      const top = world.items.get(keys[0] ?? -1)
      return { keys, total, sessions, complete: true, next_at: null, head, first: filter.first && top ? seen(top) : null }
    },
    'queue.counts': ({ views }) => views.map((criteria) => found({ workspace_id: null, criteria }).total),
    'queue.facets': () => facetsOf(world),
    'queue.progress': () => ({ today: 41, recent: 30, recent_minutes: 22 }),
    'queue.snooze': ({ items, until }) => {
      for (const { id } of items) snoozes.set(id, until)
      tell()
    },
    'queue.items': ({ keys }) => keys.flatMap((key) => world.items.get(key)?.item ?? []),
    'views.list': () => views,
    'views.put': (view) => void (views = [...views.filter(({ id }) => id !== view.id), view]),
    'views.remove': ({ id }) => void (views = views.filter((view) => view.id !== id)),
    'bulk.prepare': (input) => preview(input.of === 'keys' ? [...input.keys] : [...found(input.filter).keys], input.sample),
    'bulk.decide': () => {
      for (const key of bulkKeys) drop(world.items.get(key)?.item.id ?? '')
      tell()
      return { decided: Int32Array.from(bulkKeys), gone: 0, storage: 'disk' }
    },
    'bulk.progress': () => ({ waiting: 0, returned: 0 }),
    'bulk.undo': () => {
      putBack(bulkKeys)
      tell()
      return { removed: bulkKeys.length, reopening: 0 }
    },
    'items.detail': ({ id }) => {
      const detail = find(id)
      return detail ? seen(detail) : null
    },
    'items.content': ({ id }) => {
      const detail = find(id.replace('-8006-', '-8004-'))
      if (detail?.kind !== 'artifact' || detail.content.state !== 'ready') return null
      return options.has('wanted') ? { state: 'wanted' } : { state: 'ready', text: id.includes('-8006-') ? earlierText(detail.content.text) : detail.content.text }
    },
    'items.looked': () => undefined,
    'drafts.flushed': () => undefined,
    'drafts.put': ({ item, text }) => {
      const detail = find(item.id)
      if (detail) detail.draft = text
    },
  } satisfies Partial<Handlers>
}
