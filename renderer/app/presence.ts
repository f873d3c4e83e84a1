import { useEffect } from 'react'
import type { LookTarget, Viewer } from '../../contract/presence.ts'
import { invoke, listen } from './ipc.ts'
import { createStore, useStore } from './store.ts'

/** Colleagues and what is on their screens, as their apps say. */
export const viewers = createStore<readonly Viewer[]>([])

export const connectPresence = (): (() => void) => listen('presence.changed', (now) => viewers.set(now.viewers))

/** Walking through items is not looking at them. */
const settleMs = 400

/** Tells colleagues that this is on screen, until it is not. */
export function useLook(target: LookTarget): void {
  const { workspace_id = null, item_id = null } = target ?? {}
  useEffect(() => {
    const tell = (look: LookTarget) => void invoke('presence.look', look).catch(() => undefined)
    const timer = setTimeout(() => tell(workspace_id === null || item_id === null ? null : { workspace_id, item_id }), settleMs)
    return () => clearTimeout(timer)
  }, [workspace_id, item_id])
  useEffect(() => () => void invoke('presence.look', null).catch(() => undefined), [])
}

const nobody: readonly string[] = []

/** User ids of those who have it on screen now. */
export function useViewersOf(itemId: string): readonly string[] {
  const all = useStore(viewers)
  const here = all.filter(({ item_id }) => item_id === itemId)
  return here.length === 0 ? nobody : [...new Set(here.map(({ user_id }) => user_id))]
}
