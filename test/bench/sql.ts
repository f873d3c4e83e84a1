import type pg from 'pg'
import { become, type Caller } from '../database/support/world.ts'
import type { DataSet } from './million.ts'
import { quantile, round, type Measurement } from './measurement.ts'

/** A prepared statement with its parameters. */
export interface Statement {
  name: string
  text: string
  values: unknown[]
}

/** A connection that reads as one caller (null: the superuser, past Row Level Security), and keeps its plans. */
export interface Reader {
  client: pg.Client
  caller: Caller | null
}

export async function reader(data: DataSet, caller: Caller | null): Promise<Reader> {
  return { client: await data.connect(), caller }
}

/** In a transaction as the API opens it. */
export async function within<T>({ client, caller }: Reader, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    if (caller) await become(client, caller)
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Milliseconds of one execution, from the query's sending to its last row's arrival. */
export async function timed(from: Reader, statement: Statement): Promise<number> {
  return within(from, async () => {
    const start = performance.now()
    await from.client.query(statement)
    return performance.now() - start
  })
}

/** Runs the samplers turn by turn, in an order that changes each round, so that all meet the same weather. */
export async function interleaved<K extends string>(rounds: number, samplers: Record<K, (round: number) => Promise<number>>): Promise<Record<K, number[]>> {
  const names = Object.keys(samplers) as K[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (let index = 0; index < rounds; index++) {
    for (const [place] of names.entries()) {
      const name = names[(place + index) % names.length]
      if (name) samples[name].push(await samplers[name](index))
    }
  }
  return samples
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Schema?: string
  Plans?: Node[]
}

/** Of one statement that ran, its nested ones included. */
export interface Plan {
  query: string
  root: Node
}

/** The plans of everything that the work executes, function bodies and triggers included. */
export async function plansOf(from: Reader, work: () => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = []
  const note = ({ message }: { message?: string | undefined }) => {
    const start = message?.indexOf('{') ?? -1
    if (!message || !message.startsWith('duration:') || start < 0) return
    const told = JSON.parse(message.slice(start)) as { 'Query Text': string; Plan: Node }
    plans.push({ query: told['Query Text'], root: told.Plan })
  }
  from.client.on('notice', note)
  await from.client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
    set auto_explain.log_format = json; set auto_explain.log_level = notice; set auto_explain.log_verbose = on`)
  try {
    await within(from, work)
  } finally {
    await from.client.query('set auto_explain.log_min_duration = -1')
    from.client.off('notice', note)
  }
  if (plans.length === 0) throw new Error('auto_explain told no plan')
  return plans
}

/** Tables that the plans read from end to end; the one row of feed_state and the catalogue are not tables that grow. */
function sequentialScans(plans: readonly Plan[]): string[] {
  const found = new Set<string>()
  const visit = (node: Node) => {
    const name = `${node.Schema ?? '?'}.${node['Relation Name'] ?? '?'}`
    if (node['Node Type'] === 'Seq Scan' && node.Schema !== 'pg_catalog' && name !== 'private.feed_state') found.add(name)
    node.Plans?.forEach(visit)
  }
  for (const plan of plans) visit(plan.root)
  return [...found].sort()
}

type Report = Pick<Measurement, 'bench' | 'conditions'>

export function scanReport(report: Report, metric: string, plans: readonly Plan[]): Measurement {
  const scans = sequentialScans(plans)
  const conditions = scans.length > 0 ? `${scans.join(', ')}; ${report.conditions}` : report.conditions
  return { bench: report.bench, metric: `${metric}: sequential scans`, value: scans.length, unit: 'tables', baseline: null, bar: '0', ok: scans.length === 0, n: plans.length, conditions }
}

/** A quantile in milliseconds that has to stay within an absolute bar. */
export function within95(report: Report, metric: string, samples: readonly number[], bar: number): Measurement {
  const value = round(quantile(samples, 0.95), 2)
  return { ...report, metric: `${metric} p95`, value, unit: 'ms', baseline: null, bar: `≤ ${bar}`, ok: value <= bar, n: samples.length }
}

/** The median against that of the same run's baseline: at most `ratio` times it, or `slack` ms more. */
export function compared(report: Report, metric: string, samples: readonly number[], baseline: readonly number[], ratio: number, slack: number): Measurement {
  const value = round(quantile(samples, 0.5), 3)
  const base = round(quantile(baseline, 0.5), 3)
  const ok = value <= ratio * base || value <= base + slack
  return { ...report, metric: `${metric} p50, ${round(value / base, 2)} ×`, value, unit: 'ms', baseline: base, bar: `≤ ${ratio} × or + ${slack}`, ok, n: samples.length }
}
