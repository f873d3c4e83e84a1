import type pg from 'pg'
import type { UserIds } from './accounts.ts'
import { demoId, mainWorkspace } from './ids.ts'

const perSession = 250
const batch = 50_000

/** Ids of generated rows: deterministic, made by PostgreSQL. */
const massId = (kind: string, number: string) =>
  `overlay(overlay(md5('countersign demo ${kind} ' || ${number}) placing '8' from 13) placing 'a' from 17)::uuid`

/**
 * Many small pending artifacts for measurements, all written by PostgreSQL: `count` of them, spread over the last seven
 * days, the oldest first as they would have come, and over sessions of their own in the given projects.
 */
export async function insertMass(
  client: pg.Client,
  { count, users, projects }: { count: number; users: UserIds; projects: { project: string; basket: string }[] },
): Promise<void> {
  const sessions = Math.max(1, Math.ceil(count / perSession))
  await client.query(
    `insert into public.work_sessions (id, project_id, basket_id, workspace_id, initiated_by_user_id, task_type, task_intent,
       task_parameters, status, executed_by_agent_id, created_at)
     select ${massId('session', 'n')}, ($2::uuid[])[1 + n % cardinality($2)], ($3::uuid[])[1 + n % cardinality($3)], $4, $5,
       (array['research', 'analysis', 'content_creation'])[1 + n % 3],
       format('%s, %s, run %s',
         (array['Read the price pages of the week', 'Recompute the weekly figures', 'Draft the short posts of the week'])[1 + n % 3],
         (array['north', 'south', 'east', 'west', 'centre'])[1 + n % 5], n + 1),
       (array['{"focus": "Changes since the last run", "sources": ["web"], "depth": "quick"}',
         '{"analysis_type": "Weekly figures", "metrics": ["jobs", "churn", "paid price"], "depth": "quick"}',
         '{"platform": "linkedin", "target_audience": "Dispatchers", "tone": "casual", "length": "short"}']::jsonb[])[1 + n % 3],
       (case when n % 9 = 8 then 'completed' else 'running' end), ($6::uuid[])[1 + n % cardinality($6)],
       now() - interval '7 days 2 hours' - (n % 97) * interval '7 minutes'
     from generate_series(0, $1 - 1) n`,
    [sessions, projects.map(({ project }) => project), projects.map(({ basket }) => basket), mainWorkspace, users.owner,
      ['atlas', 'meridian', 'quill'].map((key) => demoId(`agent ${key}`))],
  )
  for (let first = 0; first < count; first += batch) {
    await client.query(artifactsSql, [first, Math.min(count, first + batch) - 1, sessions, count])
  }
}

// 2654435761 is Knuth's multiplicative hash: it scatters consecutive numbers over 32 bits.
const artifactsSql = `
with words as (
  select
    array['Price page', 'Weekly jobs', 'Paid price', 'Trial funnel', 'Call notes', 'Status page', 'Review digest', 'Release notes', 'Support topics', 'Route times', 'Import errors', 'Contract terms'] as subjects,
    array['Crewline', 'Tidewise', 'Plannora', 'Rosterbee', 'Graz', 'Malmö', 'Łódź', 'Osaka', 'Porto', 'Aarhus', 'Galway', 'Tampere', 'Trieste'] as places,
    array['nothing changed but a footnote', 'two numbers moved', 'first draft', 'a gap in the data', 'compared with last week', 'one outlier explained', 'short version'] as angles,
    array['The figure rose by **%s %%** against the week before, mostly on Tuesday.', 'I compared %s rows with the archive and found no difference that matters.', 'Of %s statements, the newest three carry most of the weight.', 'The median moved by %s minutes; the tail did not move.', 'About %s customers are behind this, and one of them alone makes a fifth.'] as facts,
    array['Checked against a second source, which agrees.', 'The sample is small, so read this as a hint.', 'One source was down; its last copy is two days old.', 'The definition changed last month, and both are shown.', 'Nobody has confirmed this yet.', 'The same question came up in %s calls.'] as limits
), numbers as (
  select n::integer as n, (n * 2654435761 % 4294967296) as h from generate_series($1::bigint, $2::bigint) n
)
insert into public.work_artifacts (id, work_session_id, artifact_type, content, agent_confidence, agent_reasoning, created_at)
select
  ${massId('artifact', 'n')},
  overlay(overlay(md5('countersign demo session ' || n % $3::integer) placing '8' from 13) placing 'a' from 17)::uuid,
  (array['web_findings', 'analysis', 'content_draft', 'research_plan'])[1 + h % 4],
  jsonb_build_object(
    'title', format('%s %s: %s, no. %s', subjects[1 + h % 12], places[1 + (h / 12) % 13], angles[1 + (h / 156) % 7], n + 1),
    'format', 'markdown',
    'body', format(E'%s\\n\\n%s\\n\\n- Source: [run %s](https://larkfield.example/runs/%s)\\n- %s',
      format(facts[1 + (h / 7) % 5], 2 + h % 61), format(facts[1 + (h / 11) % 5], 3 + h % 47), n + 1, n + 1, format(limits[1 + (h / 13) % 6], 2 + h % 9))),
  case when h % 41 = 0 then null else round(0.30 + (h % 70) / 100.0, 2) end,
  case when h % 3 = 0 then format(limits[1 + (h / 17) % 6], 2 + h % 5) end,
  now() - interval '4 minutes' - (1 - n / $4::double precision) * interval '7 days'
from numbers, words`
