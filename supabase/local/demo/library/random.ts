/** A small seeded generator (mulberry32): the demo's content is the same on every machine and in every run. */
export interface Random {
  /** 0 ≤ value < 1 */
  next: () => number
  /** both ends included */
  integer: (low: number, high: number) => number
  pick: <T>(list: readonly T[]) => T
  chance: (probability: number) => boolean
}

export function random(seed: string): Random {
  let state = hash(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[integer(0, list.length - 1)] as (typeof list)[number]
    },
    chance: (probability) => next() < probability,
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}

/** Deals a list like a shuffled deck: nothing comes twice before everything came once, nor twice in a row. */
export function deck<T>(list: readonly T[], rng: Random): (count?: number) => T[] {
  let rest: T[] = []
  let last: T | undefined
  return (count = 1) => {
    const hand: T[] = []
    while (hand.length < Math.min(count, list.length)) {
      if (rest.length === 0) {
        rest = shuffled(list, rng).filter((card) => !hand.includes(card))
        if (rest.length > 1 && rest.at(-1) === last) rest.unshift(rest.pop() as T)
      }
      last = rest.pop() as T
      hand.push(last)
    }
    return hand
  }
}

function shuffled<T>(list: readonly T[], rng: Random): T[] {
  const copy = [...list]
  for (let last = copy.length - 1; last > 0; last--) {
    const other = rng.integer(0, last)
    ;[copy[last], copy[other]] = [copy[other] as T, copy[last] as T]
  }
  return copy
}

/**
 * Fills a template: `{12-48}` and `{1.2-3.9}` become a number of that range (as many decimals as the bounds have),
 * `{one~two}` one of the choices. Other braces stay as they are.
 */
export function fill(template: string, rng: Random): string {
  return template
    .replace(/\{(\d+(?:\.(\d+))?)-(\d+(?:\.\d+)?)\}/g, (_whole, low: string, decimals: string | undefined, high: string) => {
      const value = Number(low) + rng.next() * (Number(high) - Number(low))
      return value.toFixed(decimals?.length ?? 0)
    })
    .replace(/\{([^{}~\n]+(?:~[^{}~\n]+)+)\}/g, (_whole, choices: string) => rng.pick(choices.split('~')))
}
