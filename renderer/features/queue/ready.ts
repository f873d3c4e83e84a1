import { useEffect, useRef } from 'react'
import { afterFrame } from '../../app/after-frame.ts'
import { invoke } from '../../app/ipc.ts'
import type { QueueState } from './state.ts'

/** Tells main once that the queue, or that it is empty, has been painted. */
export function useReady(state: QueueState): void {
  const told = useRef(false)
  const painted = state.ready && (state.mounted !== null || state.size === 0)
  useEffect(() => {
    if (!painted || told.current) return
    told.current = true
    afterFrame(() => void invoke('app.ready', { items: state.size }).catch(() => undefined))
  }, [painted, state.size])
}
