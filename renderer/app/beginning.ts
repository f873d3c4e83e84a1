import type { Beginning } from '../../contract/beginning.ts'
import type { QueueIndex } from '../../contract/queue.ts'
import { invoke, listen } from './ipc.ts'

let asked: Promise<Beginning | null> | null = null
let changed = false
let stopListening = () => {}

/** Asks main, once, for what the first picture needs. Null: it could not be had, and whoever needs a part of it asks for that. */
export function askBeginning(): Promise<Beginning | null> {
  if (asked === null) {
    stopListening = listen('replica.changed', () => (changed = true))
    asked = invoke('app.begin').catch(() => null)
  }
  return asked
}

/** Whether the replica is another one since main was asked. */
export const changedSince = (): boolean => changed

/** The queue's first order, given once. `changed`: the replica is another one since. Null: it has to be asked for. */
export async function takeFirstIndex(): Promise<{ index: QueueIndex; changed: boolean } | null> {
  if (asked === null) return null
  const answer = asked
  asked = null
  const index = (await answer)?.desk?.queue ?? null
  stopListening()
  return index && { index, changed }
}
