import { useLayoutEffect } from 'react'
import { useSettings } from '../queries.ts'
import { buildKeymap, keys } from './keymap.ts'

/** Puts the keys that the person chose into the map. */
export function useKeySettings(): void {
  const { keys: overrides, single_keys: single } = useSettings()
  useLayoutEffect(() => keys.set({ map: buildKeymap(overrides), single }), [overrides, single])
}
