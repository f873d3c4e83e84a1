import { useEffect, useState } from 'react'
import { startWorker } from '../own-worker.ts'
import workerAddress from './compare.worker.ts?worker&url'
import type { Comparison } from './model.ts'

/** Milliseconds after which a comparison is given up. Its parts have limits of their own: this is for what they miss. */
const PATIENCE = 8_000

export type Compared = { state: 'working' } | { state: 'ready'; comparison: Comparison } | { state: 'failed' }

const working: Compared = { state: 'working' }
const failed: Compared = { state: 'failed' }

let worker: Worker | null = null
let lastId = 0
let queue: Promise<unknown> = Promise.resolve()
const recent = new Map<string, Compared>()

/** One at a time; the same pair again is answered from memory. `pair` names both contents, by their hashes. */
function compare(pair: string, before: string, after: string): Promise<Compared> {
  const result = queue.then(async () => {
    const known = recent.get(pair)
    if (known !== undefined) return known
    const compared = await askWorker(before, after)
    if (recent.size >= 12) recent.delete(recent.keys().next().value ?? '')
    recent.set(pair, compared)
    return compared
  })
  queue = result
  return result
}

function askWorker(before: string, after: string): Promise<Compared> {
  const asked = (worker ??= startWorker(workerAddress))
  const id = ++lastId
  return new Promise((resolve) => {
    const giveUp = () => {
      asked.terminate()
      worker = null
      clearTimeout(timer)
      resolve(failed)
    }
    const timer = setTimeout(giveUp, PATIENCE)
    asked.onerror = giveUp
    asked.onmessage = ({ data }: MessageEvent<{ id: number; comparison: Comparison }>) => {
      if (data.id !== id) return
      clearTimeout(timer)
      resolve({ state: 'ready', comparison: data.comparison })
    }
    asked.postMessage({ id, before, after })
  })
}

interface Side {
  content_sha256: string
  text: string
}

/** How one content became another; null while one of them is not here. */
export function useComparison(before: Side | null, after: Side | null): Compared | null {
  const pair = before === null || after === null ? null : `${before.content_sha256} ${after.content_sha256}`
  const [answer, setAnswer] = useState<{ pair: string; compared: Compared } | null>(null)
  const known = pair === null ? null : (recent.get(pair) ?? (answer?.pair === pair ? answer.compared : null))
  const [from, to] = [before?.text ?? '', after?.text ?? '']
  useEffect(() => {
    if (pair === null || recent.has(pair)) return
    let wanted = true
    void compare(pair, from, to).then((compared) => wanted && setAnswer({ pair, compared }))
    return () => {
      wanted = false
    }
  }, [pair, from, to])
  return pair === null ? null : (known ?? working)
}
