-- The columns, keys and tables that the first version lacks. Rows written before are marked `legacy`: their values stay
-- as they are, and the checks below hold for every row written from now on.

-- Policies of the first version go first, found by look-up, so that columns under them can change.
do $$
declare
  old record;
begin
  for old in
    select policyname, tablename from pg_policies
    where schemaname = 'public'
      and tablename in ('workspaces', 'workspace_memberships', 'baskets', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints')
  loop
    execute format('drop policy %I on public.%I', old.policyname, old.tablename);
  end loop;
end
$$;

-- Closed lists are text with a check: enum comparisons are not leakproof, so under Row Level Security they can't use
-- an index. Whatever type and checks the first version gave these columns, ours replace them.
do $$
declare
  item record;
begin
  for item in
    select c.conrelid::regclass as relation, c.conname
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'c' and (c.conrelid, a.attname) in (
      ('public.workspace_memberships'::regclass, 'role'), ('public.work_sessions'::regclass, 'status'),
      ('public.work_sessions'::regclass, 'task_type'), ('public.work_artifacts'::regclass, 'status'),
      ('public.work_artifacts'::regclass, 'artifact_type'), ('public.work_artifacts'::regclass, 'agent_confidence'),
      ('public.work_checkpoints'::regclass, 'status'), ('public.work_checkpoints'::regclass, 'checkpoint_type'),
      ('public.work_checkpoints'::regclass, 'user_decision'))
  loop
    execute format('alter table %s drop constraint %I', item.relation, item.conname);
  end loop;

  for item in
    select a.attrelid::regclass as relation, a.attname, pg_get_expr(d.adbin, d.adrelid) as default_value
    from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.atttypid <> 'text'::regtype and (a.attrelid, a.attname) in (
      ('public.workspace_memberships'::regclass, 'role'), ('public.work_sessions'::regclass, 'status'),
      ('public.work_sessions'::regclass, 'task_type'), ('public.work_artifacts'::regclass, 'status'),
      ('public.work_artifacts'::regclass, 'artifact_type'), ('public.work_checkpoints'::regclass, 'status'),
      ('public.work_checkpoints'::regclass, 'checkpoint_type'), ('public.work_checkpoints'::regclass, 'user_decision'))
  loop
    execute format('alter table %s alter column %I drop default', item.relation, item.attname);
    execute format('alter table %s alter column %I type text using %2$I::text', item.relation, item.attname);
    if item.default_value is not null then
      execute format('alter table %s alter column %I set default (%s)::text', item.relation, item.attname, item.default_value);
    end if;
  end loop;
end
$$;

-- Workspaces, members, baskets

alter table public.workspaces
  add column if not exists created_at timestamptz not null default now();

alter table public.workspace_memberships
  add column if not exists id uuid not null default gen_random_uuid(),
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists display_name text,
  add column if not exists email text;
create unique index if not exists workspace_memberships_id_key on public.workspace_memberships (id);
create unique index if not exists workspace_memberships_member_key on public.workspace_memberships (user_id, workspace_id);
-- The first version knew one kind of member, who could do everything but what owners do.
update public.workspace_memberships set role = 'reviewer' where role not in ('owner', 'admin', 'reviewer', 'viewer');
alter table public.workspace_memberships
  add constraint workspace_memberships_role_check check (role in ('owner', 'admin', 'reviewer', 'viewer'));
update public.workspace_memberships m
set email = u.email,
    display_name = coalesce(nullif(u.raw_user_meta_data ->> 'name', ''), nullif(u.raw_user_meta_data ->> 'full_name', ''))
from auth.users u where u.id = m.user_id;

alter table public.baskets
  add column if not exists created_at timestamptz not null default now();
create unique index baskets_workspace_key on public.baskets (id, workspace_id);

-- Agents behind work_sessions.executed_by_agent_id; those that the first version named only by id get a row.

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (length(btrim(name)) between 1 and 200),
  description text check (length(description) <= 2000),
  created_at timestamptz not null default now()
);
create unique index agents_workspace_key on public.agents (id, workspace_id);

insert into public.agents (id, workspace_id, name)
select distinct on (executed_by_agent_id) executed_by_agent_id, workspace_id, 'Agent ' || left(executed_by_agent_id::text, 8)
from public.work_sessions
where executed_by_agent_id is not null
order by executed_by_agent_id, created_at;

-- Projects

alter table public.projects
  add column if not exists updated_at timestamptz not null default now(),
  add column legacy boolean not null default false;
update public.projects set legacy = true;
create unique index projects_place_key on public.projects (id, workspace_id, basket_id);
create index projects_created_by_idx on public.projects (created_by_user_id);
-- A basket has one project. The key begins with the workspace, so that a foreign basket's state does not show.
create unique index projects_basket_key on public.projects (workspace_id, basket_id);
alter table public.projects
  add constraint projects_name_check check (legacy or length(btrim(name)) between 1 and 200),
  add constraint projects_description_check check (legacy or length(description) <= 20000);

-- Sessions

alter table public.work_sessions
  add column legacy boolean not null default false;
update public.work_sessions set legacy = true, metadata = coalesce(metadata, '{}'), task_parameters = coalesce(task_parameters, '{}');
create unique index work_sessions_workspace_key on public.work_sessions (id, workspace_id);
create index work_sessions_queue_idx on public.work_sessions (workspace_id, status, created_at, id);
create index work_sessions_place_idx on public.work_sessions (project_id, workspace_id, basket_id);
create index work_sessions_agent_idx on public.work_sessions (executed_by_agent_id, workspace_id);
create index work_sessions_initiated_by_idx on public.work_sessions (initiated_by_user_id);
alter table public.work_sessions
  add constraint work_sessions_status_check check (legacy or status in ('pending', 'running', 'paused', 'completed', 'failed')),
  add constraint work_sessions_task_type_check check (legacy or task_type in ('research', 'content_creation', 'analysis')),
  add constraint work_sessions_intent_check check (legacy or length(task_intent) between 1 and 20000),
  add constraint work_sessions_metadata_check check (legacy or jsonb_typeof(metadata) = 'object');

-- Artifacts. `content` is never replaced: another version is another row.

alter table public.work_artifacts
  add column workspace_id uuid,
  add column title text,
  add column revision integer not null default 1,
  add column revision_of uuid,
  add column content_sha256 text,
  add column content_bytes integer,
  add column changes_requested boolean not null default false,
  -- numeric comparisons are not leakproof: filters use this copy, in per cent
  add column confidence smallint generated always as (round(agent_confidence * 100)::smallint) stored,
  add column legacy boolean not null default false;

create function private.content_title(content jsonb) returns text
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case
    when jsonb_typeof(content) = 'object' and jsonb_typeof(content -> 'title') = 'string'
    then nullif(left(btrim(content ->> 'title'), 300), '')
  end;
end
$$;

update public.work_artifacts a set
  legacy = true,
  workspace_id = s.workspace_id,
  title = private.content_title(a.content),
  content_sha256 = encode(sha256(convert_to(a.content::text, 'UTF8')), 'hex'),
  content_bytes = octet_length(a.content::text)
from public.work_sessions s
where s.id = a.work_session_id;

alter table public.work_artifacts
  alter column workspace_id set not null,
  alter column content_sha256 set not null,
  alter column content_bytes set not null;
create unique index work_artifacts_revision_key on public.work_artifacts (revision_of) where revision_of is not null;
create index work_artifacts_queue_idx on public.work_artifacts (workspace_id, status, created_at, id);
create index work_artifacts_session_idx on public.work_artifacts (work_session_id, workspace_id, created_at, id);
-- Only what changes with a decision: PostgreSQL reads every check of a table anew for each statement, and decisions are
-- many. What an agent writes once is checked once, by the insert trigger.
alter table public.work_artifacts
  add constraint work_artifacts_status_check check (legacy or status in ('pending', 'approved', 'rejected')),
  add constraint work_artifacts_review_check check (legacy or (status = 'pending') = (reviewed_at is null));

-- Checkpoints

alter table public.work_checkpoints
  add column workspace_id uuid,
  add column stage integer not null default 1,
  add column stages integer not null default 1,
  add column resolution_note text,
  add column legacy boolean not null default false;

update public.work_checkpoints c set legacy = true, workspace_id = s.workspace_id
from public.work_sessions s
where s.id = c.work_session_id;

alter table public.work_checkpoints
  alter column workspace_id set not null;
create index work_checkpoints_queue_idx on public.work_checkpoints (workspace_id, status, created_at, id);
create index work_checkpoints_session_idx on public.work_checkpoints (work_session_id, workspace_id, stage);
alter table public.work_checkpoints
  add constraint work_checkpoints_type_check check (legacy or checkpoint_type in ('agent_offered', 'user_requested')),
  add constraint work_checkpoints_status_check check (legacy or status in ('pending', 'resolved', 'superseded')),
  add constraint work_checkpoints_decision_check check (legacy or user_decision in ('continue', 'reject', 'modify')),
  add constraint work_checkpoints_stage_check check (stage between 1 and stages and stages <= 100),
  add constraint work_checkpoints_reason_check check (legacy or length(reason) <= 20000),
  add constraint work_checkpoints_note_check check (legacy or length(resolution_note) <= 20000),
  add constraint work_checkpoints_metadata_check check (legacy or jsonb_typeof(metadata) = 'object'),
  add constraint work_checkpoints_resolution_check
    check (legacy or (status = 'resolved') = (user_decision is not null and resolved_at is not null));

-- Parents agree: a composite key holds workspace, project, basket and session together, and makes rows of another
-- workspace unreachable. It takes the place of the single-column keys (two keys between the same tables would also make
-- PostgREST's embedding ambiguous). A person who goes leaves
-- created_by and initiated_by empty. Who decided stays: those columns are stamped, need no key, and outlive the account.
do $$
declare
  rule record;
  replaced record;
begin
  for rule in
    select * from (values
      ('projects', 'basket_id'), ('work_sessions', 'project_id'), ('work_sessions', 'basket_id'), ('work_sessions', 'workspace_id'),
      ('work_sessions', 'executed_by_agent_id'), ('work_artifacts', 'work_session_id'), ('work_checkpoints', 'work_session_id'),
      ('projects', 'created_by_user_id'), ('work_sessions', 'initiated_by_user_id'),
      ('work_artifacts', 'reviewed_by_user_id'), ('work_checkpoints', 'resolved_by_user_id')
    ) as rules (table_name, column_name)
  loop
    for replaced in
      select c.conname
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.conrelid = format('public.%I', rule.table_name)::regclass
        and c.contype = 'f' and cardinality(c.conkey) = 1 and a.attname = rule.column_name
    loop
      execute format('alter table public.%I drop constraint %I', rule.table_name, replaced.conname);
    end loop;
  end loop;
end
$$;

alter table public.projects
  add constraint projects_created_by_fkey foreign key (created_by_user_id) references auth.users (id) on delete set null,
  add constraint projects_basket_fkey foreign key (workspace_id, basket_id)
    references public.baskets (workspace_id, id) on delete cascade;
alter table public.work_sessions
  add constraint work_sessions_initiated_by_fkey foreign key (initiated_by_user_id) references auth.users (id) on delete set null,
  add constraint work_sessions_place_fkey foreign key (project_id, workspace_id, basket_id)
    references public.projects (id, workspace_id, basket_id) on delete cascade,
  add constraint work_sessions_agent_fkey foreign key (executed_by_agent_id, workspace_id)
    references public.agents (id, workspace_id) on delete set null (executed_by_agent_id);
alter table public.work_artifacts
  add constraint work_artifacts_session_fkey foreign key (work_session_id, workspace_id)
    references public.work_sessions (id, workspace_id) on delete cascade,
  add constraint work_artifacts_revision_fkey foreign key (revision_of) references public.work_artifacts (id);
alter table public.work_checkpoints
  add constraint work_checkpoints_session_fkey foreign key (work_session_id, workspace_id)
    references public.work_sessions (id, workspace_id) on delete cascade;
