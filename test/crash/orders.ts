import { writeSync } from 'node:fs'

/** Faults that are built in on purpose, to show that the harness sees them. */
export const plants = ['acknowledge-before-commit', 'fresh-id-on-retry', 'delete-before-answer', 'synchronous-off'] as const
export type Plant = (typeof plants)[number]

/** What a child is told before it begins. */
export interface Orders {
  url: string
  publishable_key: string
  email: string
  password: string
  profile: string
  seed: number
  /** where it kills itself: at the nth passing of a named point */
  kill: { point: string; nth: number } | null
  /** how many decisions it takes at most */
  decisions: number
  /** between two decisions, ms, at most */
  paceMs: number
  /** how long decisions wait in the outbox, ms */
  holdMs: number
  realtime: boolean
  /** limit of the content cache: small, so that something has to go */
  contentBytes: number
  /** take no decisions, send everything, close properly */
  drain: boolean
  plant: Plant | null
}

/** One line to the parent. It is in the pipe when this returns: what was said before a SIGKILL has been said. */
export function say(word: string, value: unknown = null): void {
  writeSync(1, `${JSON.stringify([word, value])}\n`)
}

/** Ends this process at the point that the orders name, in the middle of whatever it does. Counts per thread. */
export function killerAt(kill: Orders['kill']): (point: string) => void {
  let passed = 0
  return (point) => {
    if (point !== kill?.point || ++passed !== kill.nth) return
    say('at', point)
    process.kill(process.pid, 'SIGKILL')
  }
}
