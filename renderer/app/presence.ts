import { useEffect } from 'react'
import type { LookTarget, Viewer } from '../../contract/presence.ts'
import { invoke, listen } from './ipc.ts'
import { createStore, useStore } from './store.ts'

/** Colleagues and what is on their screens, as their apps say. */
export const viewers = createStore<readonly Viewer[]>([])

export const connectPresence = (): (() => void) => listen('presence.changed', (now) => viewers.set(now.viewers))

/** Tells that this is on screen, until it is not. Main waits until it stays before colleagues hear of it. */
export function useLook(target: LookTarget): void {
  const { workspace_id = null, item_id = null } = target ?? {}
  useEffect(() => say(workspace_id === null || item_id === null ? null : { workspace_id, item_id }), [workspace_id, item_id])
  useEffect(() => () => say(null), [])
}

const say = (look: LookTarget): void => void invoke('presence.look', look).catch(() => undefined)

const nobody: readonly string[] = []

/** User ids of those who have it on screen now. */
export function useViewersOf(itemId: string): readonly string[] {
  const all = useStore(viewers)
  const here = all.filter(({ item_id }) => item_id === itemId)
  return here.length === 0 ? nobody : [...new Set(here.map(({ user_id }) => user_id))]
}
