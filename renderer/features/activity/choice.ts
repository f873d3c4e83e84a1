import type { ActivityFilter, EventKind, EventTarget } from '../../../contract/activity.ts'
import { startOfDay } from '../../ui/days.ts'

/** What is chosen in the head of the screen; empty: anything. Days as `YYYY-MM-DD`. */
export interface Choice {
  project_id: string
  actor: string
  kind: EventKind | ''
  target: EventTarget | ''
  from: string
  to: string
  text: string
}

export const everything: Choice = { project_id: '', actor: '', kind: '', target: '', from: '', to: '', text: '' }
export const isEverything = (choice: Choice): boolean => Object.values(choice).every((value) => value === '')

/** Whole days of this computer's time zone. A project of another workspace counts as none. */
export function filterOf(choice: Choice, workspace_id: string | null, projects: readonly { id: string }[]): ActivityFilter {
  return {
    workspace_id,
    project_id: projects.some(({ id }) => id === choice.project_id) ? choice.project_id : null,
    actors: choice.actor === '' ? [] : [choice.actor],
    kinds: choice.kind === '' ? [] : [choice.kind],
    targets: choice.target === '' ? [] : [choice.target],
    from: startOfDay(choice.from),
    to: startOfDay(choice.to, 1),
    text: choice.text,
  }
}
