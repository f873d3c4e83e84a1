import { million, small, type DataSet } from './million.ts'
import type { Measurement } from './measurement.ts'
import { compared, interleaved, plansOf, reader, scanReport, timed, within, within95, type Reader, type Statement } from './sql.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 200)

type Cursor = Record<string, unknown> | null

/** As text: parsing the page is the reader's work, not the database's. */
const pull = (workspace: string, cursor: Cursor): Statement => ({
  name: 'pull',
  text: 'select public.sync_pull($1, $2, 1000)::text as page',
  values: [workspace, cursor && JSON.stringify(cursor)],
})

interface Page {
  changes: unknown[]
  cursor: Cursor
  more: boolean
}

async function pulled(from: Reader, workspace: string, cursor: Cursor): Promise<Page> {
  const { rows } = await within(from, () => from.client.query<{ page: string }>(pull(workspace, cursor)))
  return JSON.parse(rows[0]?.page ?? '') as Page
}

/** Reads workspace 1 to its end: where its full pages begin, and where a reader stands who has it all. */
async function walk(from: Reader, workspace: string): Promise<{ full: Cursor[]; end: Cursor }> {
  const full: Cursor[] = []
  let cursor: Cursor = null
  for (;;) {
    const page = await pulled(from, workspace, cursor)
    if (page.changes.length === 1_000) full.push(cursor)
    cursor = page.cursor
    if (!page.more) return { full, end: cursor }
  }
}

/** Decides 500 artifacts of workspace 1, which changes 1,000 rows that every reader knows. */
async function change(from: Reader, workspace: string): Promise<void> {
  const { rows } = await within(from, () =>
    from.client.query<{ applied: number }>(
      `select count(*)::integer as applied from json_array_elements(public.submit_commands((
         select jsonb_agg(jsonb_build_object('command_id', gen_random_uuid(), 'workspace_id', workspace_id, 'target_id', id, 'issued_at', now(),
           'kind', 'review_artifact', 'expected', jsonb_build_object('status', status, 'revision', revision, 'content_sha256', content_sha256),
           'payload', '{"decision": "approve", "feedback": null, "request_changes": false}'::jsonb))
         from (select * from public.work_artifacts where workspace_id = $1 and status = 'pending' order by created_at, id limit 500) a))) as answer
       where answer ->> 'outcome' = 'applied'`,
      [workspace],
    ),
  )
  if (rows[0]?.applied !== 500) throw new Error(`of 500 decisions ${String(rows[0]?.applied)} were applied`)
}

/** A member who has read workspace 1 to its end. */
async function caughtUp(data: DataSet, caller: { user: string }) {
  const from = await reader(data, caller)
  return { from, workspace: data.workspace(1), ...(await walk(from, data.workspace(1))) }
}

async function prepared({ from, workspace, full, end }: Awaited<ReturnType<typeof caughtUp>>) {
  const changed = await pulled(from, workspace, end)
  if (changed.changes.length !== 1_000) throw new Error(`expected 1,000 changes, not ${changed.changes.length}`)
  const { changes, cursor: idle } = await pulled(from, workspace, changed.cursor)
  if (changes.length > 0) throw new Error(`expected no changes, not ${changes.length}`)
  return {
    from,
    cursors: { full, changed: end, idle },
    /** one page of a first run, somewhere in it */
    first: (round: number) => timed(from, pull(workspace, full[(round * 7) % full.length] ?? null)),
    /** 1,000 rows that changed since the last run */
    changes: () => timed(from, pull(workspace, end)),
    /** nothing has changed */
    nothing: () => timed(from, pull(workspace, idle)),
    plans: (cursor: Cursor) => plansOf(from, () => from.client.query(pull(workspace, cursor))),
  }
}

/** sync_pull, page by page, in the large data set and in a small one. */
export async function pullBench(): Promise<Measurement[]> {
  const large = await million()
  const little = await small()
  const members = [
    await caughtUp(large, { user: large.reviewers[0] ?? '' }),
    await caughtUp(large, { user: large.user(1) }),
    await caughtUp(little, { user: little.reviewers[0] ?? '' }),
  ] as const
  await change(members[0].from, members[0].workspace)
  await change(members[2].from, members[2].workspace)
  const [one, all, base] = [await prepared(members[0]), await prepared(members[1]), await prepared(members[2])]

  const report = { bench: 'pull', conditions: large.described }
  const against = { bench: 'pull', conditions: `${large.described}; baseline ${little.described}` }
  const samplers = {
    first: one.first, firstAll: all.first, firstSmall: base.first,
    changes: one.changes, changesAll: all.changes, changesSmall: base.changes,
    nothing: one.nothing, nothingAll: all.nothing, nothingSmall: base.nothing,
  }
  await interleaved(20, samplers)
  const samples = await interleaved(rounds, samplers)
  const measured = [
    within95(report, '1,000 rows of a first run, member of one', samples.first, 30),
    within95(report, '1,000 rows of a first run, member of all', samples.firstAll, 30),
    compared(against, '1,000 rows of a first run', samples.first, samples.firstSmall, 1.3, 1),
    within95(report, '1,000 changed rows, member of one', samples.changes, 30),
    within95(report, '1,000 changed rows, member of all', samples.changesAll, 30),
    compared(against, '1,000 changed rows', samples.changes, samples.changesSmall, 1.3, 1),
    within95(report, 'nothing changed, member of one', samples.nothing, 5),
    within95(report, 'nothing changed, member of all', samples.nothingAll, 5),
    compared(against, 'nothing changed', samples.nothing, samples.nothingSmall, 1.3, 0.5),
    scanReport(report, 'first page', await one.plans(null)),
    scanReport(report, 'page of a first run', await one.plans(one.cursors.full.at(-1) ?? null)),
    scanReport(report, 'changed rows', await one.plans(one.cursors.changed)),
    scanReport(report, 'nothing changed', await one.plans(one.cursors.idle)),
  ]
  for (const each of [one, all, base]) await each.from.client.end()
  return measured
}
