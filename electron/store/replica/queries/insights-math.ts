import { durationBounds, type CalibrationBin, type Durations } from '../../../../contract/insights.ts'

const z95 = 1.959963984540054

/** The Wilson score interval at 95 %; nulls without trials. */
export function wilson(successes: number, n: number): { rate: number | null; low: number | null; high: number | null } {
  if (n === 0) return { rate: null, low: null, high: null }
  const rate = successes / n
  const z2 = z95 * z95
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n)
  const half = (z95 / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n))
  return { rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** Of sorted numbers, interpolated between the two nearest; null of none. */
export function percentile(sorted: Float64Array, p: number): number | null {
  const at = (sorted.length - 1) * p
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  return below === undefined || above === undefined ? null : below + (above - below) * (at - Math.floor(at))
}

/** Of milliseconds, in seconds. */
export function durationsOf(milliseconds: readonly number[]): Durations {
  const sorted = Float64Array.from(milliseconds, (ms) => ms / 1_000).sort()
  const bins = [...durationBounds, null].map((up_to) => ({ up_to, n: 0 }))
  let bin = 0
  for (const seconds of sorted) {
    while (bin < durationBounds.length && seconds >= (durationBounds[bin] as number)) bin += 1
    ;(bins[bin] as { n: number }).n += 1
  }
  return { n: sorted.length, median: percentile(sorted, 0.5), p90: percentile(sorted, 0.9), longest: sorted.at(-1) ?? null, bins }
}

/** How many artifacts were decided and approved at each confidence, in whole per cent. */
export class Confidences {
  readonly #decided = new Int32Array(101)
  readonly #approved = new Int32Array(101)

  add(percent: number, approved: boolean): void {
    this.#decided[percent] = (this.#decided[percent] ?? 0) + 1
    if (approved) this.#approved[percent] = (this.#approved[percent] ?? 0) + 1
  }

  bins(): CalibrationBin[] {
    return Array.from({ length: 10 }, (_, index) => {
      const [from, to] = [index * 10, index * 10 + 10]
      let [n, approved, stated] = [0, 0, 0]
      for (let percent = from; percent < (to === 100 ? 101 : to); percent++) {
        n += this.#decided[percent] ?? 0
        approved += this.#approved[percent] ?? 0
        stated += percent * (this.#decided[percent] ?? 0)
      }
      return { from, to, n, approved, confidence: n === 0 ? null : stated / n / 100, ...wilson(approved, n) }
    })
  }

  summary() {
    let [n, approved, stated, squares, distance] = [0, 0, 0, 0, 0]
    for (const bin of this.bins()) {
      n += bin.n
      approved += bin.approved
      stated += (bin.confidence ?? 0) * bin.n
      distance += Math.abs((bin.confidence ?? 0) - (bin.rate ?? 0)) * bin.n
    }
    for (let percent = 0; percent <= 100; percent++) {
      const yes = this.#approved[percent] ?? 0
      const no = (this.#decided[percent] ?? 0) - yes
      squares += yes * (1 - percent / 100) ** 2 + no * (percent / 100) ** 2
    }
    if (n === 0) return { n, confidence: null, rate: null, ece: null, brier: null }
    return { n, confidence: stated / n, rate: approved / n, ece: distance / n, brier: squares / n }
  }
}
