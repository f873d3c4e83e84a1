import { setTimeout as wait } from 'node:timers/promises'
import type { RunningApp } from '../support/app.ts'
import type { TestStack } from '../support/stack.ts'
import { readDelay, startDelay } from './delay.ts'
import { items, signInAndSync, withApp } from './large.ts'
import { quantile, round, type Measurement } from './measurement.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 30)

/** Four of five are decided, over a quarter of a year, by two people, with a hundred reasons. Triggers are off: nobody has read these rows yet. */
async function decide(stack: TestStack): Promise<void> {
  const client = await stack.admin.connect()
  await client.query('begin; set local session_replication_role = replica')
  await client.query(
    `update public.work_artifacts a set created_at = now() - ((d.h % 7776000) + 60) * interval '1 second',
       status = case when d.h % 5 = 0 then 'pending' when d.h % 3 = 0 then 'rejected' else 'approved' end,
       reviewed_at = case when d.h % 5 > 0 then now() - ((d.h % 7776000) * ((d.h % 89) / 90.0)) * interval '1 second' end,
       reviewed_by_user_id = case when d.h % 5 > 0 then (select array_agg(user_id order by user_id) from public.workspace_memberships where workspace_id = a.workspace_id)[1 + d.h % 3] end,
       review_feedback = case when d.h % 5 > 0 and d.h % 3 = 0 then 'Reason number ' || d.h % 100 end
     from (select id, abs(hashtext(id::text)) as h from public.work_artifacts) d where d.id = a.id`,
  )
  await client.query('commit')
  client.release()
}

/** How long the figures take to be there: in the window from the call to its answer, over every period and project. */
async function ask({ page }: RunningApp): Promise<number[]> {
  return page.evaluate(async (n) => {
    const call = (channel: string, input: unknown) => (globalThis as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<{ ok: boolean; value: unknown }> } }).countersign.invoke(channel, input)
    const projects = (await call('projects.list', { workspace_id: null })).value as { id: string }[]
    const times: number[] = []
    for (let i = 0; i < n; i++) {
      const from = i % 3 === 0 ? null : new Date(Date.now() - (i % 3) * 30 * 86_400_000).toISOString()
      const project_id = i % 2 === 0 ? null : (projects[i % projects.length]?.id ?? null)
      const started = performance.now()
      const { ok } = await call('insights.overview', { workspace_id: null, project_id, from, to: null })
      if (!ok) throw new Error('insights did not answer')
      times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    return times
  }, rounds)
}

/** Insights over 100,000 artifacts: from the call to the answer, and main's event-loop delay meanwhile. */
export async function insights(): Promise<Measurement[]> {
  return await withApp(async (large) => {
    const { app } = large
    await signInAndSync(large)
    await wait(5_000)
    const first = await ask(app)
    await startDelay(app)
    await wait(2_000)
    const idle = await readDelay(app)
    await startDelay(app)
    const times = await ask(app)
    const busy = await readDelay(app)

    const conditions = `${items} artifacts, four fifths decided, all periods and projects`
    const figure = (metric: string, value: number, n: number, bar: string, ok: boolean, baseline: number | null = null): Measurement => ({
      bench: 'insights', metric, value: round(value), unit: 'ms', baseline, bar, ok, n, conditions,
    })
    const p95 = quantile(times, 0.95)
    return [
      figure('figures p50', quantile(times, 0.5), times.length, '≤ 200', quantile(times, 0.5) <= 200),
      figure('figures p95', p95, times.length, '≤ 200', p95 <= 200),
      figure('the first ones', first[0] ?? 0, 1, 'reported', true),
      figure('main’s delay p99 meanwhile', busy.p99, busy.n, '≤ 10', busy.p99 <= 10, round(idle.p99)),
      figure('main’s delay max meanwhile', busy.max, busy.n, 'reported', true, round(idle.max)),
    ]
  }, decide)
}
