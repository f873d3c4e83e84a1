import type { CommandOf } from '../../contract/commands.ts'
import type { SessionStatus, TaskType } from '../../contract/entities.ts'
import { itemRef, type ItemRef } from '../../contract/items.ts'
import { createStore, useStore } from './store.ts'

/** What the list of sessions shows; days are this computer's, both ends included (`2026-11-25`). */
export interface SessionFilters {
  statuses?: readonly SessionStatus[]
  task_types?: readonly TaskType[]
  agent_id?: string
  from?: string
  to?: string
  text?: string
}

/** A form that is filled in already. `replaces`: the command that came back, whose place the new one takes. */
export type ProjectDraft = Partial<CommandOf<'create_project'>['payload']> & DraftPlace
export type SessionDraft = Partial<CommandOf<'create_session'>['payload']> & DraftPlace
interface DraftPlace {
  workspace_id?: string
  replaces?: { command_id: string; target_id: string }
}

/** Where one is: plain state, there is no address bar. `compose`: the form for a new one is open. */
export type Route =
  | { screen: 'queue'; item?: ItemRef }
  | { screen: 'sessions'; id?: string; project_id?: string; filters?: SessionFilters; compose?: SessionDraft }
  | { screen: 'projects'; id?: string; compose?: ProjectDraft }
  | { screen: 'insights' }
  | { screen: 'activity' }
  | { screen: 'people' }
  | { screen: 'settings' }
  | { screen: 'diagnostics' }

export const route = createStore<Route>({ screen: 'queue' })
export const useRoute = (): Route => useStore(route)
export const navigate = (to: Route): void => route.set(to)

/** The tray of unsent and refused decisions lies over whatever screen one is on. */
export const tray = createStore(false)

/** The workspace that every screen shows; null: all of mine. */
export const chosenWorkspace = createStore<string | null>(null)
export const useChosenWorkspace = (): string | null => useStore(chosenWorkspace)

/** A place as main names it in its menus and notifications: `queue`, `queue/artifact/<id>`, `sessions/<id>`, `outbox`, … */
export function openPlace(to: string): void {
  const [screen, id, itemId] = to.replace(/^\//, '').split('/')
  switch (screen) {
    case 'queue': {
      const item = itemRef.safeParse({ kind: id, id: itemId })
      return navigate(item.success ? { screen, item: item.data } : { screen })
    }
    case 'insights':
    case 'activity':
    case 'people':
    case 'settings':
    case 'diagnostics':
      return navigate({ screen })
    case 'projects':
    case 'sessions':
      return navigate(id === undefined ? { screen } : { screen, id })
    case 'outbox':
      return tray.set(true)
    default:
  }
}
