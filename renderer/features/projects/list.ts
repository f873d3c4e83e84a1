import { createStore } from '../../app/store.ts'
import { folded, foldedWords } from '../../../contract/folded.ts'
import type { ProjectSummary } from '../../../contract/projects.ts'

export type SortKey = 'name' | 'waiting' | 'running' | 'approval' | 'activity'

export interface ListState {
  text: string
  sort: SortKey
  descending: boolean
}

/** Kept while one goes about. */
export const listState = createStore<ListState>({ text: '', sort: 'name', descending: false })

/** 0..1; null: nothing was decided yet. */
export const approvalRate = ({ approved, rejected }: Pick<ProjectSummary, 'approved' | 'rejected'>): number | null =>
  approved + rejected === 0 ? null : approved / (approved + rejected)

const values: Record<SortKey, (project: ProjectSummary) => string | number> = {
  name: ({ name }) => name.toLocaleLowerCase(),
  waiting: ({ pending_artifacts, pending_checkpoints }) => pending_artifacts + pending_checkpoints,
  running: ({ sessions_by_status }) => sessions_by_status.running + sessions_by_status.paused,
  approval: (project) => approvalRate(project) ?? -1,
  activity: ({ last_activity_at }) => last_activity_at ?? '',
}

/** Those with all words in name, description or basket, in order; equal ones by name. */
export function arranged(projects: readonly ProjectSummary[], { text, sort, descending }: ListState): ProjectSummary[] {
  const words = foldedWords(text)
  const found = projects.filter(({ name, description, basket_name }) => {
    const all = folded(`${name}\n${description ?? ''}\n${basket_name ?? ''}`)
    return words.every((word) => all.includes(word))
  })
  const compare = (a: string | number, b: string | number) => (typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b) : Number(a) - Number(b))
  return found.toSorted((a, b) => compare(values[sort](a), values[sort](b)) * (descending ? -1 : 1) || a.name.localeCompare(b.name))
}
