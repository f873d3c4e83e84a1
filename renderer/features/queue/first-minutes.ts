import { defaultSettings } from '../../../contract/settings.ts'
import { changeSettings, queries, queryClient } from '../../app/queries.ts'
import { createStore } from '../../app/store.ts'

/** Let go of in this run, whether or not the settings could keep it. */
export const letGoOf = createStore(false)

/** Written down once: settings that cannot be written are put back on screen, and would be asked for ever. */
export function letGo(): void {
  if (letGoOf.get()) return
  letGoOf.set(true)
  const { hints_seen } = queryClient.getQueryData(queries.settings().queryKey) ?? defaultSettings
  void changeSettings({ hints_seen: [...hints_seen, 'queue'] }).catch(() => undefined)
}
