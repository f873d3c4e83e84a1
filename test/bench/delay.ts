import type { RunningApp } from '../support/app.ts'

/** how often the delay is sampled, ms; a sample is that much at least, and it is taken off */
const resolution = 1

export interface Delay {
  p99: number
  max: number
  n: number
}

/** Starts over measuring how late main's event loop is, ms; `readDelay` ends it. */
export async function startDelay({ electron }: RunningApp): Promise<void> {
  await electron.evaluate((_, every) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution: every })
    histogram.enable()
    Object.assign(globalThis, { benchDelay: histogram })
  }, resolution)
}

export async function readDelay({ electron }: RunningApp): Promise<Delay> {
  const delay = await electron.evaluate(() => {
    const { benchDelay } = globalThis as unknown as { benchDelay: { disable(): void; percentile(p: number): number; max: number; count: number } }
    benchDelay.disable()
    return { p99: benchDelay.percentile(99) / 1e6, max: benchDelay.max / 1e6, n: benchDelay.count }
  })
  return { p99: delay.p99 - resolution, max: delay.max - resolution, n: delay.n }
}
