import { million, type DataSet } from './million.ts'
import type { Measurement } from './measurement.ts'
import { compared, interleaved, plansOf, reader, scanReport, timed, within95, type Reader, type Statement } from './sql.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 600)

/** What stands in a row of the queue: everything but the content. */
const columns = `id, work_session_id, workspace_id, artifact_type, title, revision, content_sha256, content_bytes, agent_confidence,
  agent_reasoning, status, created_at, row_version`

interface Place {
  workspace: string
  created_at: Date
  id: string
}

/** The queue's page as a client of the REST interface reads it: what is pending, oldest first, after the last row seen. */
const page = ({ workspace, created_at, id }: Place): Statement => ({
  name: 'page',
  text: `select ${columns} from public.work_artifacts
    where workspace_id = $1 and status = 'pending' and (created_at, id) > ($2, $3) order by created_at, id limit 50`,
  values: [workspace, created_at, id],
})

/** The same through list_artifacts, with all its filters open. */
const listed = ({ workspace, created_at, id }: Place): Statement => ({
  name: 'listed',
  text: `select ${columns} from public.list_artifacts($1, statuses => '{pending}', after_created_at => $2, after_id => $3)`,
  values: [workspace, created_at, id],
})

/** Pending first, then what was decided, in one page: each status walks its own part of the index. */
const pendingFirst = ({ workspace, created_at, id }: Place): Statement => {
  const part = (status: string, keyset: string) =>
    `(select ${columns} from public.work_artifacts where workspace_id = $1 and status = '${status}' ${keyset} order by created_at, id limit 50)`
  return {
    name: 'pending first',
    text: `${part('pending', 'and (created_at, id) > ($2, $3)')} union all ${part('approved', '')} union all ${part('rejected', '')} limit 50`,
    values: [workspace, created_at, id],
  }
}

/** Rows to go on after, spread over the queue of workspace 1 (the largest). */
async function places(data: DataSet): Promise<Place[]> {
  const client = await data.connect()
  const { rows } = await client.query<Place>(
    `select workspace_id as workspace, created_at, id from public.work_artifacts where workspace_id = $1 and status = 'pending' order by random() limit 200`,
    [data.workspace(1)],
  )
  await client.end()
  return rows
}

/** Both with a plan that the connection keeps and with one made anew: left to PostgreSQL, each reader may settle on another. */
const cases = [
  { metric: 'queue page, kept plan', statement: page, plans: 'force_generic_plan' },
  { metric: 'queue page, new plan', statement: page, plans: 'force_custom_plan' },
  { metric: 'pending first, kept plan', statement: pendingFirst, plans: 'force_generic_plan' },
  { metric: 'pending first, new plan', statement: pendingFirst, plans: 'force_custom_plan' },
  { metric: 'list_artifacts', statement: listed, plans: 'auto' },
]

/** Queue pages under Row Level Security against the same query without it. */
export async function rls(): Promise<Measurement[]> {
  const data = await million()
  const found = await places(data)
  const at = (round: number) => found[round % found.length] as Place
  const readers = {
    one: await reader(data, { user: data.reviewers[0] ?? '' }),
    all: await reader(data, { user: data.user(1) }),
    superuser: await reader(data, null),
  }
  const measured: Measurement[] = []
  for (const { metric, statement, plans } of cases) {
    for (const { client } of Object.values(readers)) await client.query(`set plan_cache_mode = ${plans}`)
    const of = (from: Reader) => (round: number) => timed(from, statement(at(round)))
    const samplers = { one: of(readers.one), all: of(readers.all), superuser: of(readers.superuser) }
    await interleaved(50, samplers)
    const samples = await interleaved(rounds, samplers)
    const report = { bench: 'rls', conditions: data.described }
    measured.push(
      compared(report, `${metric}, member of one`, samples.one, samples.superuser, 1.2, 0.2),
      compared(report, `${metric}, member of all`, samples.all, samples.superuser, 1.2, 0.2),
      within95(report, `${metric}, member of one`, samples.one, 5),
      within95(report, `${metric}, member of all`, samples.all, 5),
    )
    for (const [who, from] of Object.entries(readers)) {
      measured.push(scanReport(report, `${metric}, ${who}`, await plansOf(from, () => from.client.query(statement(at(0))))))
    }
  }
  for (const { client } of Object.values(readers)) await client.end()
  return measured
}
