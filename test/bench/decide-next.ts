import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import type { TestStack } from '../support/stack.ts'
import { keyToPaint, watchItems } from './key-to-paint.ts'
import { blockMain, indexed, items, withLarge } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const presses = Number(process.env['BENCH_PRESSES'] ?? 500)

/** Agents hand in 300 artifacts every half second, and the app pulls them, for as long as `work` takes. */
async function whileSyncing<T>({ admin }: TestStack, work: () => Promise<T>): Promise<T> {
  let on = true
  const handIn = async () => {
    while (on) {
      await admin.query(
        `insert into public.work_artifacts (work_session_id, artifact_type, content, agent_confidence)
         select s.id, 'analysis', jsonb_build_object('title', 'A late one', 'body', repeat('It was found after all. ', 30)), 0.5
         from (select id from public.work_sessions where status = 'running' limit 30) s, generate_series(1, 10)`,
      )
      await wait(500)
    }
  }
  const agents = handIn()
  try {
    return await work()
  } finally {
    on = false
    await agents
  }
}

/** The figures of Insights are asked for, one after the other, for as long as `work` takes. */
async function whileCounting<T>(page: Page, work: () => Promise<T>): Promise<T> {
  await page.evaluate(() => {
    const asking = setInterval(() => void window.countersign.invoke('insights.overview', { workspace_id: null, project_id: null, from: null, to: null }), 250)
    Object.assign(globalThis, { benchAsking: asking })
  })
  try {
    return await work()
  } finally {
    await page.evaluate(() => clearInterval((globalThis as unknown as { benchAsking: number }).benchAsking))
  }
}

/** Key press to next item painted: with nothing else to do, during sync, during insights; and a control run that has to miss the bar. */
export async function decideNext(): Promise<Measurement[]> {
  return await withLarge(async ({ app, stack }) => {
    // Idle is when nothing of the first sync is under way any more: contents, full text.
    await indexed(app.page)
    await watchItems(app.page)
    await keyToPaint(app.page, 30)
    const runs = {
      idle: await keyToPaint(app.page, presses),
      'during sync': await whileSyncing(stack, () => keyToPaint(app.page, presses)),
      'during insights': await whileCounting(app.page, () => keyToPaint(app.page, presses)),
    }
    await blockMain(app)
    return report(runs, await keyToPaint(app.page, 60))
  })
}

function report(runs: Record<string, readonly number[]>, control: readonly number[]): Measurement[] {
  const figure = (metric: string, samples: readonly number[], q: number, bar: string, ok: (value: number) => boolean) => {
    const value = round(quantile(samples, q))
    const conditions = `${items} pending, keys 60–130 ms apart`
    return { bench: 'decide-next', metric, value, unit: 'ms', baseline: null, bar, ok: ok(value), n: samples.length, conditions }
  }
  return [
    ...Object.entries(runs).flatMap(([name, samples]) => [
      figure(`${name}: key to paint p50`, samples, 0.5, '≤ 33', (value) => value <= 33),
      figure(`${name}: key to paint p95`, samples, 0.95, '≤ 33', (value) => value <= 33),
      figure(`${name}: key to paint p99`, samples, 0.99, '≤ 50', (value) => value <= 50),
    ]),
    figure('control, main blocked: p95', control, 0.95, '> 33', (value) => value > 33),
  ]
}
