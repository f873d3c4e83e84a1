import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import type { TestStack } from '../support/stack.ts'
import { blockMain, indexed, items, now, withLarge } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const presses = Number(process.env['BENCH_PRESSES'] ?? 500)

interface Change {
  id: string
  /** ms since the epoch */
  at: number
}

/**
 * In the renderer: notes every change of the item in the reading pane, at the first task after the animation frame in
 * which the DOM held it. Event time stamps are not used: they hide a main process that was late to pass the key on.
 */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const changes: { id: string; at: number }[] = []
    Object.assign(globalThis, { benchChanges: changes })
    const shown = () => document.querySelector('[data-testid="reading-pane"]')?.getAttribute('data-item-id') ?? ''
    let last = shown()
    // Two keys may arrive within one frame: both items came into the document, one after the other.
    let waiting: string[] = []
    new MutationObserver(() => {
      if (shown() !== last) waiting.push((last = shown()))
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-item-id'] })
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<string[]>) => {
      const at = performance.timeOrigin + performance.now()
      for (const id of data) changes.push({ id, at })
    }
    const frame = () => {
      if (waiting.length > 0) channel.port2.postMessage(waiting)
      waiting = []
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

const seen = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { benchChanges: Change[] }).benchChanges.splice(0))

/** Presses A at random intervals of 60–130 ms; answers with the milliseconds from each press to the next item painted. */
async function keyToPaint(page: Page, n: number): Promise<number[]> {
  await seen(page)
  const sent: number[] = []
  for (let i = 0; i < n; i++) {
    const due = now() + 60 + Math.random() * 70
    sent.push(now())
    await page.keyboard.press('a')
    await wait(Math.max(0, due - now()))
  }
  await wait(1_000)
  const changes = await seen(page)
  if (changes.length !== n) throw new Error(`${n} keys were pressed, ${changes.length} items painted`)
  return changes.map((change, i) => change.at - (sent[i] ?? Number.NaN))
}

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
    await watch(app.page)
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
