import type { Store } from '../store/api.ts'

const sampleSize = 200
const perCall = 50

/**
 * Contents against their hashes, a few at a time, so that the screen's calls go in between: all of them, or a sample
 * from a random place on. Broken ones were removed and are wanted again.
 */
export async function checkContents(store: Store, whole: boolean, random: () => number): Promise<{ checked: number; broken: string[]; total: number }> {
  const { count: total, last_key: lastKey } = (await store.inspect()).contents
  const broken: string[] = []
  const enough = whole ? Infinity : Math.min(total, sampleSize)
  let after = whole ? 0 : Math.floor(random() * lastKey)
  let wrapped = whole
  let checked = 0
  while (checked < enough) {
    const slice = await store.checkContents(after, Math.min(perCall, enough - checked))
    checked += slice.checked
    broken.push(...slice.broken)
    if (slice.next !== null) after = slice.next
    else if (wrapped) break
    else {
      wrapped = true
      after = 0
    }
  }
  return { checked, broken, total }
}
