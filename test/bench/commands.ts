import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from '../../contract/commands.ts'
import { reviewArtifact, type Row } from '../database/support/world.ts'
import { quantile, round, type Measurement } from './measurement.ts'
import { million, type DataSet } from './million.ts'
import { plansOf, reader, scanReport, within, within95, type Reader } from './sql.ts'

const singles = Number(process.env['BENCH_DECISIONS'] ?? 500)
const bulk = Number(process.env['BENCH_BULK'] ?? 10_000)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 15)
const perSecond = 200
const connections = 16

/** What waits for a decision in workspace 1, oldest first; taken once each. */
async function pending(data: DataSet): Promise<(n: number) => Command[]> {
  const client = await data.connect()
  const { rows } = await client.query<Row>(
    `select id, workspace_id, revision, content_sha256 from public.work_artifacts where workspace_id = $1 and status = 'pending' order by created_at, id`,
    [data.workspace(1)],
  )
  await client.end()
  let taken = 0
  return (n) => {
    const part = rows.slice(taken, (taken += n))
    if (part.length < n) throw new Error(`workspace 1 has ${rows.length} pending artifacts, too few: raise BENCH_LARGEST or BENCH_ARTIFACTS`)
    return part.map((row, index) =>
      reviewArtifact(row, index % 5 === 4 ? { decision: 'reject', feedback: 'The second source does not say this.', request_changes: true } : {}),
    )
  }
}

/** Sends the commands as the API would, in a transaction of their own; answers with its milliseconds, commit included. */
async function submit(from: Reader, commands: readonly Command[]): Promise<number> {
  const start = performance.now()
  const { rows } = await within(from, () =>
    from.client.query<{ answers: string }>({ name: 'submit', text: 'select public.submit_commands($1)::text as answers', values: [JSON.stringify(commands)] }),
  )
  const took = performance.now() - start
  const answers = JSON.parse(rows[0]?.answers ?? '[]') as { outcome: string }[]
  const other = answers.find((answer) => answer.outcome !== 'applied')
  if (answers.length !== commands.length || other) throw new Error(`not applied: ${JSON.stringify(other)}`)
  return took
}

/** Each connection decides at fixed times, whether or not the one before took long; milliseconds count from the due time. */
async function sustained(readers: readonly Reader[], take: (n: number) => Command[]) {
  const every = (1_000 * readers.length) / perSecond
  const begun = performance.now()
  const latencies: number[] = []
  const errors: string[] = []
  await Promise.all(
    readers.map(async (from, place) => {
      for (let turn = 0; turn < (seconds * 1_000) / every; turn++) {
        const due = begun + turn * every + (place * every) / readers.length
        await wait(Math.max(0, due - performance.now()))
        try {
          await submit(from, take(1))
          latencies.push(performance.now() - due)
        } catch (error) {
          errors.push(error instanceof Error ? error.message : String(error))
        }
      }
    }),
  )
  return { latencies, errors, rate: (latencies.length * 1_000) / (performance.now() - begun) }
}

/** Every decision of the run stands in the trail, unbroken. */
async function traced(data: DataSet, decided: number): Promise<boolean> {
  const client = await data.connect()
  const before = 'select count(*)::integer as n from private.command_receipts where kind = $1 and outcome = $2'
  const receipts = await client.query<{ n: number }>(before, ['review_artifact', 'applied'])
  const chain = await client.query<{ answer: { problems: unknown[] } }>('select public.verify_review_chain($1) as answer', [data.workspace(1)])
  await client.end()
  return (receipts.rows[0]?.n ?? 0) >= decided && chain.rows[0]?.answer.problems.length === 0
}

/** Decisions through submit_commands: one by one, in bulk, and by many at once. */
export async function commands(): Promise<Measurement[]> {
  const data = await million()
  const take = await pending(data)
  const reviewer = (n: number) => ({ user: data.reviewers[n % data.reviewers.length] ?? '' })
  const readers: Reader[] = []
  for (let n = 0; n < connections; n++) readers.push(await reader(data, reviewer(n)))
  const [first, member] = [readers[0] as Reader, await reader(data, { user: data.user(1) })]
  const report = { bench: 'commands', conditions: `${data.described}, commits flushed to disk` }

  for (const from of readers) for (const command of take(5)) await submit(from, [command])
  const alone: number[] = []
  const ofAll: number[] = []
  for (const command of take(20)) await submit(member, [command])
  for (const [index, command] of take(2 * singles).entries()) {
    if (index % 2 === 0) alone.push(await submit(first, [command]))
    else ofAll.push(await submit(member, [command]))
  }

  const calls: number[] = []
  for (let left = bulk; left > 0; left -= 500) calls.push(await submit(first, take(Math.min(500, left))))
  const inBulk = round(calls.reduce((sum, each) => sum + each, 0) / 1_000, 2)

  const { latencies, errors, rate } = await sustained(readers, take)
  if (errors.length > 0) console.log(`first error: ${errors[0] ?? ''}`)
  const plans = await plansOf(first, () => first.client.query('select public.submit_commands($1)', [JSON.stringify(take(60))]))
  const decided = connections * 5 + 20 + 2 * singles + bulk + latencies.length + 60
  const complete = await traced(data, decided)
  for (const { client } of [...readers, member]) await client.end()

  const figure = (metric: string, value: number, unit: string, bar: string, ok: boolean, n: number): Measurement =>
    ({ ...report, metric, value, unit, baseline: null, bar, ok, n })
  const asked = Math.floor(perSecond * 0.99)
  return [
    within95(report, 'one decision, member of one', alone, 5),
    within95(report, 'one decision, member of all', ofAll, 5),
    figure('one decision p50', round(quantile(alone, 0.5), 2), 'ms', '–', true, alone.length),
    figure(`${bulk} decisions in calls of 500`, inBulk, 's', '≤ 5', inBulk <= 5, calls.length),
    figure('slowest call of 500', round(Math.max(...calls), 0), 'ms', '≤ 8000', Math.max(...calls) <= 8_000, calls.length),
    figure(`${connections} connections, ${seconds} s: rate`, round(rate), '1/s', `≥ ${asked}`, rate >= asked, latencies.length),
    figure(`${connections} connections: errors`, errors.length, '', '0', errors.length === 0, latencies.length + errors.length),
    figure(`${connections} connections: p95 from the due time`, round(quantile(latencies, 0.95)), 'ms', '–', true, latencies.length),
    figure('decisions in the trail, chain unbroken', complete ? decided : 0, '', String(decided), complete, decided),
    scanReport(report, 'submit_commands and its triggers', plans),
  ]
}
