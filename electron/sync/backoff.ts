const firstMs = 1_000
const longestMs = 60_000

/** Full jitter: anywhere between nothing and a limit that doubles with each failure, so that clients spread out. */
export function backoffMs(failures: number, random: () => number): number {
  const limit = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10))
  return Math.max(100, Math.round(random() * limit))
}
