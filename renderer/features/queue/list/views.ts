import type { QueueCriteria, QueueSort, SavedView } from '../../../../contract/queue.ts'
import { dayOf } from '../../../ui/days.ts'
import { plural } from '../../../ui/time.ts'

/** A way to look at the queue: which items, in which order. */
export type View = Omit<SavedView, 'id'> & { id: string }

/** Below this an artifact is called unsure, in per cent; see ui/ConfidenceBar. */
const unsure = { min: 0, max: 59 }

const view = (id: string, name: string, criteria: QueueCriteria, sort: QueueSort = 'oldest'): View => ({ id, name, criteria, sort, by_session: false })

export const allItems = view('all', 'All', {})

/** What everybody has; own ones come beside them. */
export const standardViews: readonly View[] = [
  allItems,
  view('mine', 'Mine', { mine: true }),
  view('unsure', 'Unsure', { confidence: unsure }, 'least_confident'),
  view('overdue', 'Overdue', { overdue: true }),
  view('checkpoints', 'Checkpoints', { kinds: ['checkpoint'] }),
  view('revised', 'Revised', { revised: true }),
  view('newest', 'Newest first', {}, 'newest'),
  view('others', 'Waiting on someone else', { claimed: 'others' }),
  view('snoozed', 'Snoozed', { snoozed: true }),
]

/** Printed above the list with their numbers; the others stand in the menu. */
export const quickViews = standardViews.slice(0, 4)

export const sortWords: Record<QueueSort, string> = {
  oldest: 'Oldest first',
  newest: 'Newest first',
  least_confident: 'Least confident first',
  most_confident: 'Most confident first',
  project: 'By project',
  agent: 'By agent',
  task_type: 'By task type',
  item_type: 'By kind of item',
  revision: 'Latest revisions first',
}

/** A filter that has no name of its own yet. */
export const filtered = (from: View, criteria: QueueCriteria): View => {
  const left = Object.fromEntries(Object.entries(criteria).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))) as QueueCriteria
  return Object.keys(left).length === 0 && from.sort === 'oldest' && !from.by_session ? allItems : { ...from, id: 'filtered', name: 'Filtered', criteria: left }
}

/** One part of a filter as a chip says it, and the criteria without it. */
export interface Chip {
  text: string
  without: QueueCriteria
}

type NamesOf = (list: 'projects' | 'agents' | 'sessions', id: string) => string

/** What narrows the list, in words. */
export function chipsOf(criteria: QueueCriteria, nameOf: NamesOf): Chip[] {
  const chips: Chip[] = []
  const add = (text: string, name: keyof QueueCriteria) => chips.push({ text, without: { ...criteria, [name]: undefined } })
  const listed = (ids: readonly string[] | undefined, many: string, list: 'projects' | 'agents' | 'sessions', name: keyof QueueCriteria) => {
    const [only, ...more] = ids ?? []
    if (only !== undefined) add(more.length === 0 ? nameOf(list, only) : plural(more.length + 1, many), name)
  }
  const words = (values: readonly string[] | undefined, name: keyof QueueCriteria, end = '') => {
    if (values?.length) add(values.map((value) => value.replaceAll('_', ' ')).join(', ') + end, name)
  }
  if (criteria.text !== undefined && criteria.text !== '') add(`with “${criteria.text}”`, 'text')
  words(criteria.kinds, 'kinds', ' only')
  listed(criteria.project_ids, 'project', 'projects', 'project_ids')
  listed(criteria.session_ids, 'session', 'sessions', 'session_ids')
  listed(criteria.agent_ids, 'agent', 'agents', 'agent_ids')
  words(criteria.task_types, 'task_types')
  words(criteria.item_types, 'item_types')
  words(criteria.session_statuses, 'session_statuses', ' sessions')
  if (criteria.confidence) add(`${criteria.confidence.min}–${criteria.confidence.max} % confident`, 'confidence')
  if (criteria.older_than_hours !== undefined) add(`older than ${hours(criteria.older_than_hours)}`, 'older_than_hours')
  if (criteria.newer_than_hours !== undefined) add(`of the last ${hours(criteria.newer_than_hours)}`, 'newer_than_hours')
  if (criteria.created_from !== undefined) add(`from ${dayOf(criteria.created_from)}`, 'created_from')
  if (criteria.created_until !== undefined) add(`until ${dayOf(criteria.created_until)}`, 'created_until')
  if (criteria.overdue) add('overdue', 'overdue')
  if (criteria.revised) add('revised', 'revised')
  if (criteria.mine) add('mine', 'mine')
  if (criteria.claimed) add(criteria.claimed === 'me' ? 'claimed by me' : 'claimed by others', 'claimed')
  if (criteria.snoozed) add('snoozed', 'snoozed')
  return chips
}

const hours = (n: number): string => (n % 24 === 0 ? plural(n / 24, 'day') : plural(n, 'hour'))
