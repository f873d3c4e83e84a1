import pg from 'pg'
import type { Sizes } from './million.ts'

/**
 * Fills an empty database, as the superuser and with triggers off: every column that a trigger would fill is filled
 * here with what the trigger would have written. Rows of all workspaces come mixed and from many transactions, as
 * agents write them.
 */
export async function load(connectionString: string, sizes: Sizes): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const first = await passTransactions(client)
    await client.query('set session_replication_role = replica')
    await client.query(helpers(sizes, first))
    for (const statement of statements(sizes)) await client.query(statement)
    await client.query('vacuum (analyze)')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

const transactions = 20_000

/** Uses up transaction numbers, so that rows can say they came from many; answers with the first. */
async function passTransactions(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id')
  await client.query(`do $$ begin for i in 1..${transactions} loop perform pg_current_xact_id(); commit; end loop; end $$`)
  return rows[0]?.id ?? '0'
}

const helpers = ({ workspaces, artifacts, largest }: Sizes, firstTransaction: string) => `
  create function pg_temp.id(kind text, n integer) returns uuid language sql immutable
    return overlay(overlay(md5(kind || '-' || n) placing '4' from 13) placing '8' from 17)::uuid;
  -- a number from 0 to below that looks like chance and is the same in every run
  create function pg_temp.pick(n integer, salt integer, below integer) returns integer language sql immutable
    return ((hashint8extended(n, salt) & 2147483647) % below)::integer;
  create function pg_temp.xid(n integer) returns xid8 language sql immutable
    return (${firstTransaction} + (n::bigint * ${transactions - 1}) / ${artifacts})::text::xid8;
  -- the latest work is from just now, the first from 200 days ago
  create function pg_temp.moment(n integer) returns timestamptz language sql stable
    return date_trunc('hour', now()) - interval '200 days' * (${artifacts} - n) / ${artifacts};

  create temp table plan as
  select n, w, 1 + (row_number() over (partition by w order by n) - 1) / 40 as s,
    case when pick < 40 then 'pending' when pick < 85 then 'approved' else 'rejected' end as status
  from (
    select n, pg_temp.pick(n, 3, 100) as pick,
      case when ${workspaces} = 1 or pg_temp.pick(n, 1, 100) < ${largest} then 1 else 2 + pg_temp.pick(n, 2, ${Math.max(1, workspaces - 1)}) end as w
    from generate_series(1, ${artifacts}) as n
  ) each;
  analyze plan;
`

/** A fifth of the rejections opened another iteration. */
const changesRequested = `(status = 'rejected' and n % 5 = 0)`

/** The nth session of a workspace has the number 1000000 × workspace + n. */
const session = `(w * 1000000 + s)::integer`
const sessions = `(select w, s::integer as s, min(n) as n, bool_or(status = 'pending') as open from plan group by w, s) each`

const statements = ({ workspaces, users }: Sizes) => [
  `insert into public.workspaces (id, name, changed_xid)
   select pg_temp.id('workspace', n), 'Workspace ' || n, pg_temp.xid(1) from generate_series(1, ${workspaces}) as n`,

  `insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data)
   select pg_temp.id('user', n), 'user-' || n || '@example.com', now(), jsonb_build_object('name', 'User ' || n) from generate_series(1, ${users}) as n`,

  `insert into public.workspace_memberships (workspace_id, user_id, role, display_name, email, changed_xid)
   select pg_temp.id('workspace', w), pg_temp.id('user', n), role, 'User ' || n, 'user-' || n || '@example.com', pg_temp.xid(1)
   from (
     select w, 1 as n, 'reviewer' as role from generate_series(1, ${workspaces}) as w
     union all
     select 1 + (n - 2) % ${workspaces}, n, case when n < ${workspaces} + 2 then 'owner' else 'reviewer' end from generate_series(2, ${users}) as n
   ) each`,

  ...['baskets', 'projects', 'agents'].map((table) => {
    const numbered = `(w - 1) * 4 + k`
    const own = {
      baskets: { columns: '', values: '' },
      projects: { columns: 'basket_id, description, created_by_user_id,', values: `pg_temp.id('baskets', ${numbered}), 'What the agents of this project work on.', pg_temp.id('user', 1 + w),` },
      agents: { columns: 'description,', values: `'Looks things up.',` },
    }[table]
    return `insert into public.${table} (id, workspace_id, ${own?.columns ?? ''} name, changed_xid)
     select pg_temp.id('${table}', ${numbered}), pg_temp.id('workspace', w), ${own?.values ?? ''} initcap('${table.slice(0, -1)} ') || k, pg_temp.xid(1)
     from generate_series(1, ${workspaces}) as w, generate_series(1, 4) as k`
  }),

  `insert into public.work_sessions (id, project_id, basket_id, workspace_id, initiated_by_user_id, task_type, task_intent, task_parameters,
     status, executed_by_agent_id, created_at, started_at, ended_at, changed_xid, row_version)
   select pg_temp.id('session', ${session}), pg_temp.id('projects', (w - 1) * 4 + 1 + s % 4), pg_temp.id('baskets', (w - 1) * 4 + 1 + s % 4),
     pg_temp.id('workspace', w), pg_temp.id('user', 1 + w), 'research', 'Find out how rivers change their beds, part ' || s,
     '{"focus": "rivers", "depth": "quick", "sources": ["web"]}', case when open then 'running' else 'completed' end,
     pg_temp.id('agents', (w - 1) * 4 + 1 + s % 4), pg_temp.moment(n), pg_temp.moment(n), case when not open then pg_temp.moment(n) end, pg_temp.xid(n), 2
   from ${sessions}`,

  `insert into public.work_artifacts (id, work_session_id, workspace_id, artifact_type, title, content, content_sha256, content_bytes, agent_confidence,
     agent_reasoning, status, reviewed_by_user_id, reviewed_at, review_feedback, changes_requested, created_at, changed_xid, row_version)
   select pg_temp.id('artifact', n), pg_temp.id('session', ${session}), pg_temp.id('workspace', w), 'analysis', 'Finding ' || n, content,
     encode(sha256(convert_to(content::text, 'UTF8')), 'hex'), octet_length(content::text), pg_temp.pick(n, 4, 101) / 100.0,
     'Three of four sources agree; the fourth is older than the flood it would have to describe.', status,
     case when status <> 'pending' then pg_temp.id('user', 1 + w) end, case when status <> 'pending' then pg_temp.moment(n) end,
     case when status = 'rejected' then 'The second source does not say this.' end, ${changesRequested},
     pg_temp.moment(n), pg_temp.xid(n), case status when 'pending' then 1 else 2 end
   from (
     select plan.*, jsonb_build_object('title', 'Finding ' || n, 'body',
       repeat('The river left its bed in the spring, and what was bank became channel. ', 2 + pg_temp.pick(n, 5, 4))) as content
     from plan
   ) each
   order by n`,

  `insert into public.work_checkpoints (id, work_session_id, workspace_id, checkpoint_type, status, reason, user_decision, resolved_by_user_id, resolved_at,
     created_at, changed_xid, row_version)
   select pg_temp.id('checkpoint', ${session}), pg_temp.id('session', ${session}), pg_temp.id('workspace', w), 'agent_offered', 'resolved', 'Go on?', 'continue',
     pg_temp.id('user', 1 + w), pg_temp.moment(n), pg_temp.moment(n), pg_temp.xid(n), 2
   from ${sessions}`,

  `insert into public.review_events (id, workspace_id, target_table, target_id, seq, kind, actor_user_id, before, after, note, content_sha256, created_at, hash, changed_xid)
   select (event).id, (event).workspace_id, (event).target_table, (event).target_id, (event).seq, (event).kind, (event).actor_user_id,
     (event).before, (event).after, (event).note, (event).content_sha256, (event).created_at, private.event_hash(event), (event).changed_xid
   from (
     select jsonb_populate_record(null::public.review_events, jsonb_build_object('id', pg_temp.id('event', n), 'workspace_id', a.workspace_id,
       'target_table', 'work_artifacts', 'target_id', a.id, 'seq', 1, 'kind', a.status, 'actor_user_id', a.reviewed_by_user_id,
       'before', private.artifact_state('pending', 1, null, null, false),
       'after', private.artifact_state(a.status, 1, a.reviewed_by_user_id, a.reviewed_at, a.changes_requested),
       'note', a.review_feedback, 'content_sha256', a.content_sha256, 'created_at', a.reviewed_at, 'changed_xid', a.changed_xid::text)) as event
     from plan join public.work_artifacts a on a.id = pg_temp.id('artifact', n)
     where plan.status <> 'pending'
     union all
     select jsonb_populate_record(null::public.review_events, jsonb_build_object('id', pg_temp.id('checkpoint event', ${session}), 'workspace_id', c.workspace_id,
       'target_table', 'work_checkpoints', 'target_id', c.id, 'seq', 1, 'kind', 'resolved', 'actor_user_id', c.resolved_by_user_id,
       'before', jsonb_build_object('status', 'pending', 'stage', 1, 'user_decision', null, 'resolved_by_user_id', null, 'resolved_at', null),
       'after', private.checkpoint_state(c), 'created_at', c.resolved_at, 'changed_xid', c.changed_xid::text))
     from ${sessions} join public.work_checkpoints c on c.id = pg_temp.id('checkpoint', ${session})
     offset 0
   ) each`,

  `insert into private.review_heads (target_table, target_id, workspace_id, seq, hash)
   select target_table, target_id, workspace_id, seq, hash from public.review_events`,

  `insert into public.work_applications (id, workspace_id, work_session_id, artifact_id, status, attempts, created_at, finished_at, changed_xid, row_version)
   select pg_temp.id('application', n), pg_temp.id('workspace', w), pg_temp.id('session', ${session}), pg_temp.id('artifact', n), 'applied', 1,
     pg_temp.moment(n), pg_temp.moment(n), pg_temp.xid(n), 3
   from plan where status = 'approved'`,

  `insert into public.work_iterations (workspace_id, work_session_id, number, opened_by_artifact_id, instruction, created_at, changed_xid)
   select pg_temp.id('workspace', w), pg_temp.id('session', ${session}), row_number() over (partition by w, s order by n), pg_temp.id('artifact', n),
     'The second source does not say this.', pg_temp.moment(n), pg_temp.xid(n)
   from plan where ${changesRequested}`,

  `insert into public.context_mutations (workspace_id, work_session_id, application_id, kind, target, created_at, changed_xid)
   select pg_temp.id('workspace', w), pg_temp.id('session', ${session}), pg_temp.id('application', n), 'create', 'notes/' || n, pg_temp.moment(n), pg_temp.xid(n)
   from plan where status = 'approved' and n % 10 = 0`,

  `insert into public.comments (workspace_id, artifact_id, author_user_id, body, created_at, changed_xid)
   select pg_temp.id('workspace', w), pg_temp.id('artifact', n), pg_temp.id('user', 1 + w), 'Is this from the same year?', pg_temp.moment(n), pg_temp.xid(n)
   from plan where n % 20 = 0`,

  `insert into public.claims (workspace_id, artifact_id, user_id, changed_xid)
   select pg_temp.id('workspace', w), pg_temp.id('artifact', n), pg_temp.id('user', 1 + w), pg_temp.xid(n)
   from plan where status = 'pending' and n % 250 = 7`,

  // of artifacts that were there once
  `insert into private.tombstones (table_name, row_id, workspace_id, row_version, changed_xid)
   select 'work_artifacts', gen_random_uuid(), pg_temp.id('workspace', w), 2, pg_temp.xid(n)
   from plan where n % 20 = 3`,
]
