import type { CommandOf } from '../../contract/commands.ts'
import { itemRef, type ItemRef } from '../../contract/views.ts'
import { createStore, useStore } from './store.ts'

/** Where one is: plain state, there is no address bar. */
export type Route =
  | { screen: 'queue'; item?: ItemRef }
  /** `compose`: the form for a new one, filled in with what was refused */
  | { screen: 'sessions'; id?: string; project_id?: string; compose?: CommandOf<'create_session'> }
  | { screen: 'projects'; id?: string; compose?: CommandOf<'create_project'> }
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
    case 'projects':
    case 'people':
    case 'settings':
    case 'diagnostics':
      return navigate({ screen })
    case 'sessions':
      return navigate(id === undefined ? { screen } : { screen, id })
    case 'outbox':
      return tray.set(true)
    default:
  }
}
