import type { Page } from 'playwright'
import { items, withLarge } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const seconds = Number(process.env['BENCH_SECONDS'] ?? 10)

interface Frames {
  dropped: number
  frames: number
}

/**
 * Moves the list by `step` pixels in each frame (0: not at all) and times the frames. `busy`: milliseconds that the
 * window is held up in every fifteenth frame.
 */
const run = (page: Page, step: number, busy: number): Promise<number[]> =>
  page.evaluate(
    async ({ step, busy, duration }) => {
      const list = document.querySelector('.list-scroll')
      if (!list) throw new Error('there is no list')
      const times: number[] = []
      await new Promise<void>((done) => {
        const begun = performance.now()
        let direction = 1
        const frame = (at: number) => {
          times.push(at)
          if (at - begun > duration) return done()
          if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) direction = -1
          if (step > 0) list.scrollTop += step * direction
          if (busy > 0 && times.length % 15 === 0) {
            const end = performance.now() + busy
            while (performance.now() < end);
          }
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      })
      return times.slice(1).map((at, i) => at - (times[i] ?? at))
    },
    { step, busy, duration: seconds * 1_000 },
  )

/** A frame that came n periods late stands for n − 1 that were never painted. */
function droppedIn(intervals: readonly number[], period: number): Frames {
  const dropped = intervals.reduce((sum, interval) => sum + Math.max(0, Math.round(interval / period) - 1), 0)
  return { dropped, frames: intervals.length + dropped }
}

const share = ({ dropped, frames }: Frames): number => round((100 * dropped) / frames, 2)

/** Frames dropped while the list scrolls, beside the same window at rest; the control run holds the window up. */
export async function scroll(): Promise<Measurement[]> {
  return await withLarge(async ({ app: { page } }) => {
    await run(page, 40, 0)
    const rest = await run(page, 0, 0)
    const period = quantile(rest, 0.5)
    const baseline = share(droppedIn(rest, period))
    const figure = (metric: string, intervals: readonly number[], bar: string, ok: (value: number) => boolean): Measurement => {
      const frames = droppedIn(intervals, period)
      const value = share(frames)
      return { bench: 'scroll', metric, value, unit: '% of frames', baseline, bar, ok: ok(value), n: frames.frames, conditions: `${items} pending, a frame is ${round(period)} ms, baseline: at rest` }
    }
    const below = (value: number) => value - baseline < 1
    return [
      figure('dropped, a row per frame', await run(page, 40, 0), '< 1 above rest', below),
      figure('dropped, a page per frame', await run(page, 640, 0), '< 1 above rest', below),
      figure('control, window held up', await run(page, 40, 50), '≥ 1 above rest', (value) => !below(value)),
    ]
  })
}
