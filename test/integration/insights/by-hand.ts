import type pg from 'pg'
import { durationBounds } from '../../../contract/insights.ts'

interface Question {
  workspace: string
  project_id: string | null
  from: string | null
  to: string | null
  asOf: string
}

const decided = `
  decided as (
    select a.id, 'artifact' as kind, a.status = 'approved' as approved, a.status = 'rejected' as rejected, false as checkpoint, a.reviewed_by_user_id as who, a.reviewed_at as at,
      extract(epoch from a.reviewed_at - a.created_at)::float8 as waited, a.agent_confidence as stated, a.work_session_id,
      case when a.status = 'rejected' then a.review_feedback end as said, a.changes_requested as changes
    from public.work_artifacts a where a.workspace_id = $1 and a.status <> 'pending'
    union all
    select c.id, 'checkpoint', false, false, true, c.resolved_by_user_id, c.resolved_at, extract(epoch from c.resolved_at - c.created_at)::float8, null, c.work_session_id,
      case when c.user_decision = 'reject' then c.resolution_note end, c.user_decision = 'reject'
    from public.work_checkpoints c where c.workspace_id = $1 and c.status = 'resolved' and c.user_decision is not null
  ), d as (
    select x.*, s.project_id, s.task_type, s.executed_by_agent_id as agent
    from decided x join public.work_sessions s on s.id = x.work_session_id
    where ($2::uuid is null or s.project_id = $2) and ($3::timestamptz is null or x.at >= $3) and ($4::timestamptz is null or x.at < $4)
  )`

/** The same figures, from the database's own rows and in its own words: nothing here is shared with the app but the bounds of the bins. */
export async function byHand(admin: pg.Pool, { workspace, project_id, from, to, asOf }: Question): Promise<object> {
  const values = [workspace, project_id, from, to]
  const rows = async <R extends object>(sql: string): Promise<R[]> => (await admin.query<R>(`with ${decided} ${sql}`, values)).rows
  const one = async <R extends object>(sql: string): Promise<R> => (await rows<R>(sql))[0] as R

  const totals = await one(
    `select count(*)::int as decisions, count(*) filter (where approved)::int as approved, count(*) filter (where rejected)::int as rejected,
       count(*) filter (where checkpoint)::int as checkpoints, count(*) filter (where at is null)::int as undated from d`,
  )
  const reviewers = await rows<{ id: string | null }>(
    `select d.who as id, (select coalesce(nullif(m.display_name, ''), m.email) from public.workspace_memberships m where m.user_id = d.who limit 1) as name,
       count(*)::int as decisions, count(*) filter (where approved)::int as approved, count(*) filter (where rejected)::int as rejected,
       count(*) filter (where checkpoint)::int as checkpoints, percentile_cont(0.5) within group (order by waited) as median
     from d group by d.who order by decisions desc, coalesce(d.who::text, '')`,
  )
  const zone = `'${Intl.DateTimeFormat().resolvedOptions().timeZone}'`
  const days = await rows<{ day: string; by: Record<string, number> }>(
    `, days as (select generate_series(min((at at time zone ${zone})::date), max((at at time zone ${zone})::date), '1 day')::date as day from d)
     select days.day::text as day, count(d.id) filter (where approved)::int as approved, count(d.id) filter (where rejected)::int as rejected,
       count(d.id) filter (where checkpoint)::int as checkpoints,
       coalesce((select jsonb_object_agg(who, n) from (select coalesce(o.who::text, '') as who, count(*) as n from d o where (o.at at time zone ${zone})::date = days.day group by 1) w), '{}') as by
     from days left join d on (d.at at time zone ${zone})::date = days.day group by days.day order by days.day`,
  )
  const rate = (id: string, name: string) => rows(
    `, g as (select ${id} as id, ${name} as name, count(*)::int as decided, count(*) filter (where approved)::int as approved from d where kind = 'artifact' group by 1, 2)
     select id, name, decided, approved, ${wilson('approved', 'decided')} from g order by decided desc, coalesce(id::text, '')`,
  )
  const bounds = [0, ...durationBounds]
  const bins = (seconds: string) =>
    [...bounds.keys()].map((i) => `count(*) filter (where ${seconds} >= ${bounds[i]}${bounds[i + 1] === undefined ? '' : ` and ${seconds} < ${bounds[i + 1]}`})::int`).join(', ')
  const durations = (seconds: string) =>
    `count(${seconds})::int as n, percentile_cont(0.5) within group (order by ${seconds}) as median, percentile_cont(0.9) within group (order by ${seconds}) as p90,
     max(${seconds}) as longest, array[${bins(seconds)}] as bins`
  const withBounds = <D extends { bins: number[] }>(found: D) => ({ ...found, bins: found.bins.map((n, i) => ({ up_to: bounds[i + 1] ?? null, n })) })
  const queue = await admin.query<{ bins: number[] }>(
    `select ${durations('age')} from (
       select extract(epoch from $3::timestamptz - x.created_at)::float8 as age from (
         select a.created_at, a.work_session_id from public.work_artifacts a where a.workspace_id = $1 and a.status = 'pending'
           and not exists (select from public.work_artifacts later where later.revision_of = a.id)
         union all
         select c.created_at, c.work_session_id from public.work_checkpoints c where c.workspace_id = $1 and c.status = 'pending'
           and c.stage = (select min(o.stage) from public.work_checkpoints o where o.work_session_id = c.work_session_id and o.status = 'pending')
       ) x join public.work_sessions s on s.id = x.work_session_id where $2::uuid is null or s.project_id = $2) w`,
    [workspace, project_id, asOf],
  )
  const rejections = await one(
    `select count(*) filter (where kind = 'artifact')::int as artifacts, count(*) filter (where kind = 'artifact' and changes)::int as changes_requested,
       count(*) filter (where kind = 'checkpoint')::int as checkpoints, count(*) filter (where coalesce(btrim(left(said, 300)), '') = '')::int as without_words,
       count(distinct lower(btrim(left(said, 300)))) filter (where btrim(left(said, 300)) <> '')::int as distinct
     from d where rejected or (checkpoint and changes)`,
  )
  const reasons = await rows<{ text: string; n: number }>(
    `select lower(btrim(left(said, 300))) as text, count(*)::int as n, max(at) as last from d where btrim(left(said, 300)) <> '' group by 1`,
  )
  const binned = `, stated as (select d.*, least(9, floor(stated * 10))::int as bin from d where kind = 'artifact' and stated is not null)`
  const calibrationBins = await rows(
    `${binned}, b as (select bin * 10 as "from", bin * 10 + 10 as "to", count(s.id)::int as n, count(*) filter (where approved)::int as approved, avg(stated)::float8 as confidence
       from generate_series(0, 9) bin left join stated s using (bin) group by bin)
     select *, ${wilson('approved', 'n')} from b order by "from"`,
  )
  const summary = (by: string) =>
    `, cells as (select ${by} as id, bin, count(*)::float8 as n, avg(stated)::float8 as c, avg(approved::int)::float8 as r, sum((stated::float8 - approved::int) ^ 2) as sq, sum(stated)::float8 as st, sum(approved::int)::float8 as yes from stated group by 1, 2)
     select id, sum(n)::int as n, sum(st) / sum(n) as confidence, sum(yes) / sum(n) as rate, sum(n * abs(c - r)) / sum(n) as ece, sum(sq) / sum(n) as brier from cells group by id order by 2 desc, coalesce(id, '')`
  const whole = await rows<{ id: string }>(`${binned} ${summary(`'all'`)}`)
  const perAgent = await rows<{ id: string | null }>(`${binned} ${summary('agent::text')}`)
  const { rows: agents } = await admin.query<{ id: string; name: string }>('select id, name from public.agents')
  const { n: without_confidence } = await one<{ n: number }>(`select count(*)::int as n from d where kind = 'artifact' and stated is null`)

  return {
    ...totals,
    reviewers,
    days: days.map(({ by, ...day }) => ({ ...day, by_reviewer: reviewers.map(({ id }) => by[id ?? ''] ?? 0) })),
    rates: {
      agents: await rate('agent', '(select name from public.agents where id = agent)'),
      task_types: await rate('task_type', 'null::text'),
      projects: await rate('project_id', '(select name from public.projects where id = project_id)'),
    },
    time_to_decision: withBounds(await one<{ bins: number[] }>(`select ${durations('waited')} from d`)),
    queue_age: withBounds(queue.rows[0] as { bins: number[] }),
    rejections: { ...rejections, reasons: reasons.map(({ text, n }) => ({ text, n })) },
    calibration: {
      ...(whole[0] ?? { n: 0, confidence: null, rate: null, ece: null, brier: null }),
      without_confidence,
      bins: calibrationBins,
      agents: perAgent.map((agent) => ({ ...agent, name: agents.find(({ id }) => id === agent.id)?.name ?? null })),
    },
  }
}

/** Wilson's score interval at 95 %, in SQL. */
function wilson(successes: string, n: string): string {
  const [z, p] = ['1.959963984540054::float8', `(${successes}::float8 / nullif(${n}, 0))`]
  const centre = `(${p} + ${z} * ${z} / (2 * ${n})) / (1 + ${z} * ${z} / ${n})`
  const half = `${z} * sqrt(${p} * (1 - ${p}) / ${n} + ${z} * ${z} / (4.0 * ${n} * ${n})) / (1 + ${z} * ${z} / ${n})`
  const guarded = (value: string) => `case when ${n} > 0 then ${value} end`
  return `${p} as rate, ${guarded(`greatest(0, ${centre} - ${half})`)} as low, ${guarded(`least(1, ${centre} + ${half})`)} as high`
}
