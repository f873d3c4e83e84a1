-- The audit trail: one row per decision, reopening, resolution and deletion, written by definer triggers in the
-- transaction of the effect, whichever path caused it. Append-only for everybody; chained by hash per target.

create table public.review_events (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  target_table text not null,
  target_id uuid not null,
  seq integer not null,
  kind text not null,
  actor_user_id uuid,
  command_id uuid,
  before jsonb,
  after jsonb,
  note text,
  content_sha256 text,
  created_at timestamptz not null,
  previous_hash text,
  hash text not null,
  unique (target_id, target_table, seq)
);
comment on table public.review_events is 'Append-only and without foreign keys: it outlives what it describes.';

-- The head of each chain: the lock that orders its writers, and the proof against a tail cut off.
create table private.review_heads (
  target_table text not null,
  target_id uuid not null,
  workspace_id uuid not null,
  seq integer not null,
  hash text not null,
  primary key (target_id, target_table)
);
create index review_heads_workspace_id_idx on private.review_heads (workspace_id);

create function private.event_hash(event public.review_events) returns text
language plpgsql stable set search_path = '' as $$
begin
  return encode(sha256(convert_to(jsonb_build_array(
    event.previous_hash, event.seq, event.id, event.workspace_id, event.target_table, event.target_id, event.kind,
    event.actor_user_id, event.command_id, event.before, event.after, event.note, event.content_sha256,
    private.utc(event.created_at))::text, 'UTF8')), 'hex');
end
$$;

-- A transaction-local setting of the command that runs, if one does.
create function private.local_setting(name text) returns text
language plpgsql stable set search_path = '' as $$
begin
  return nullif(current_setting('countersign.' || name, true), '');
end
$$;

create function private.record_event(
  workspace uuid, target_table text, target uuid, kind text, before jsonb, after jsonb,
  note text default null, content_sha256 text default null
) returns void
-- the plans are kept, and must not be those of an empty table when many events follow in one call
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  event public.review_events;
begin
  -- The head's row lock makes concurrent writers of one chain take turns.
  select heads.seq + 1, heads.hash into event.seq, event.previous_hash
  from private.review_heads heads
  where heads.target_id = target and heads.target_table = record_event.target_table
  for update;
  event.seq := coalesce(event.seq, 1);
  event.id := gen_random_uuid();
  event.workspace_id := workspace;
  event.target_table := record_event.target_table;
  event.target_id := target;
  event.kind := record_event.kind;
  event.actor_user_id := auth.uid();
  event.command_id := private.local_setting('command_id')::uuid;
  event.before := record_event.before;
  event.after := record_event.after;
  event.note := coalesce(record_event.note, private.local_setting('note'));
  event.content_sha256 := record_event.content_sha256;
  event.created_at := clock_timestamp();
  event.hash := private.event_hash(event);

  insert into public.review_events (id, workspace_id, target_table, target_id, seq, kind, actor_user_id, command_id,
    before, after, note, content_sha256, created_at, previous_hash, hash)
  values (event.id, event.workspace_id, event.target_table, event.target_id, event.seq, event.kind, event.actor_user_id, event.command_id,
    event.before, event.after, event.note, event.content_sha256, event.created_at, event.previous_hash, event.hash);
  if event.seq = 1 then
    insert into private.review_heads (target_table, target_id, workspace_id, seq, hash) values (event.target_table, target, workspace, 1, event.hash);
  else
    update private.review_heads heads set seq = event.seq, hash = event.hash
    where heads.target_id = target and heads.target_table = record_event.target_table;
  end if;
end
$$;

create function private.refuse_rewriting() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform private.fail('not_allowed', format('%s is append-only.', tg_table_name));
  return null;
end
$$;
create trigger append_only before update or delete on public.review_events for each row execute function private.refuse_rewriting();
create trigger append_only_truncate before truncate on public.review_events execute function private.refuse_rewriting();
create trigger append_only_truncate before truncate on private.review_heads execute function private.refuse_rewriting();
create trigger append_only before delete on private.review_heads for each row execute function private.refuse_rewriting();

-- Artifacts

-- Scalars, not the row: a row as an argument would drag its content out of storage.
create function private.artifact_state(status text, revision integer, reviewer uuid, reviewed_at timestamptz, changes_requested boolean) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return jsonb_build_object('status', status, 'revision', revision, 'reviewed_by_user_id', reviewer,
    'reviewed_at', private.utc(reviewed_at), 'changes_requested', changes_requested);
end
$$;

create function private.artifact_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from public.workspaces where id = old.workspace_id) then
      perform private.record_event(old.workspace_id, 'work_artifacts', old.id, 'deleted', private.artifact_state(old.status, old.revision, old.reviewed_by_user_id, old.reviewed_at, old.changes_requested), null, null, old.content_sha256);
    end if;
  elsif old.status is distinct from new.status then
    perform private.record_event(new.workspace_id, 'work_artifacts', new.id,
      case new.status when 'pending' then 'reopened' else new.status end,
      private.artifact_state(old.status, old.revision, old.reviewed_by_user_id, old.reviewed_at, old.changes_requested), private.artifact_state(new.status, new.revision, new.reviewed_by_user_id, new.reviewed_at, new.changes_requested), new.review_feedback, new.content_sha256);
  end if;
  return null;
end
$$;
-- No WHEN: PostgreSQL would read it anew for each statement.
create trigger review_event after update of status on public.work_artifacts for each row execute function private.artifact_event();
create trigger review_event_delete after delete on public.work_artifacts for each row execute function private.artifact_event();

-- Checkpoints

create function private.checkpoint_state(c public.work_checkpoints) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return jsonb_build_object('status', c.status, 'stage', c.stage, 'user_decision', c.user_decision,
    'resolved_by_user_id', c.resolved_by_user_id, 'resolved_at', private.utc(c.resolved_at));
end
$$;

create function private.checkpoint_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from public.workspaces where id = old.workspace_id) then
      perform private.record_event(old.workspace_id, 'work_checkpoints', old.id, 'deleted', private.checkpoint_state(old), null);
    end if;
  else
    perform private.record_event(new.workspace_id, 'work_checkpoints', new.id, new.status,
      private.checkpoint_state(old), private.checkpoint_state(new), new.resolution_note);
  end if;
  return null;
end
$$;
create trigger a_review_event after update on public.work_checkpoints
  for each row when (old.status is distinct from new.status) execute function private.checkpoint_event();
create trigger review_event_delete after delete on public.work_checkpoints for each row execute function private.checkpoint_event();

-- Sessions that people start, pause or cancel, and what is deleted

create function private.session_state(s public.work_sessions) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return jsonb_build_object('status', s.status, 'task_type', s.task_type, 'task_intent', left(s.task_intent, 300), 'reason', s.metadata ->> 'reason');
end
$$;

create function private.session_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from public.workspaces where id = old.workspace_id) then
      perform private.record_event(old.workspace_id, 'work_sessions', old.id, 'deleted', private.session_state(old), null);
    end if;
  else
    perform private.record_event(new.workspace_id, 'work_sessions', new.id,
      case when new.metadata ->> 'reason' = 'cancelled' then 'cancelled' else new.status end,
      private.session_state(old), private.session_state(new));
  end if;
  return null;
end
$$;
create trigger review_event after update on public.work_sessions
  for each row when (old.status is distinct from new.status) execute function private.session_event();
create trigger review_event_delete after delete on public.work_sessions for each row execute function private.session_event();

create function private.project_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.workspaces where id = old.workspace_id) then
    perform private.record_event(old.workspace_id, 'projects', old.id, 'deleted',
      jsonb_build_object('name', old.name, 'description', left(old.description, 300)), null);
  end if;
  return null;
end
$$;
create trigger review_event_delete after delete on public.projects for each row execute function private.project_event();

-- Decisions of the first version enter the trail as what they are: imported, by whoever stood in the row.
do $$ begin
perform private.record_event(a.workspace_id, 'work_artifacts', a.id, 'imported', null, private.artifact_state(a.status, a.revision, a.reviewed_by_user_id, a.reviewed_at, a.changes_requested), a.review_feedback, a.content_sha256)
from public.work_artifacts a where a.status in ('approved', 'rejected');
perform private.record_event(c.workspace_id, 'work_checkpoints', c.id, 'imported', null, private.checkpoint_state(c))
from public.work_checkpoints c where c.status = 'resolved';
end $$;

-- Finds every tampering: a changed, missing or inserted event, a tail cut off, and a decision without its event.
-- For members, of their workspace; the service role checks any.
create function private.review_chain_problems(workspace uuid)
returns table (target_table text, target_id uuid, seq integer, problem text)
language sql stable security definer set search_path = '' as $$
  with events as (
    select e.target_table, e.target_id, e.seq, e.hash, e.previous_hash, private.event_hash(e) as true_hash,
      lag(e.hash) over chain as hash_before, lag(e.seq) over chain as seq_before
    from public.review_events e
    where e.workspace_id = workspace
    window chain as (partition by e.target_id, e.target_table order by e.seq)
  ), last as (
    select distinct on (e.target_id, e.target_table) e.target_table, e.target_id, e.seq, e.hash
    from events e order by e.target_id, e.target_table, e.seq desc
  )
  select e.target_table, e.target_id, e.seq, 'changed' from events e where e.hash is distinct from e.true_hash
  union all
  select e.target_table, e.target_id, e.seq, 'gap' from events e where e.seq <> coalesce(e.seq_before, 0) + 1
  union all
  select e.target_table, e.target_id, e.seq, 'broken_chain' from events e where e.previous_hash is distinct from e.hash_before
  union all
  select h.target_table, h.target_id, h.seq, 'tail_missing'
  from private.review_heads h left join last l on l.target_id = h.target_id and l.target_table = h.target_table
  where h.workspace_id = workspace and (l.seq is null or l.seq <> h.seq or l.hash <> h.hash)
  union all
  select l.target_table, l.target_id, l.seq, 'head_missing'
  from last l left join private.review_heads h on h.target_id = l.target_id and h.target_table = l.target_table
  where h.target_id is null
  union all
  select 'work_artifacts', a.id, null, 'decision_without_event'
  from public.work_artifacts a
  where a.workspace_id = workspace and a.status <> 'pending' and not exists (
    select from public.review_events e
    where e.target_id = a.id and e.target_table = 'work_artifacts' and e.after ->> 'status' = a.status
      and e.after ->> 'reviewed_at' is not distinct from private.utc(a.reviewed_at))
  union all
  select 'work_checkpoints', c.id, null, 'decision_without_event'
  from public.work_checkpoints c
  where c.workspace_id = workspace and c.status = 'resolved' and not exists (
    select from public.review_events e
    where e.target_id = c.id and e.target_table = 'work_checkpoints' and e.after ->> 'user_decision' is not distinct from c.user_decision)
$$;

create function private.verify_review_chain(workspace uuid) returns json
language plpgsql stable security definer set search_path = '' as $$
begin
  if auth.uid() is not null and not private.may_read(workspace) then
    perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
  end if;
  return json_build_object(
    'events', (select count(*) from public.review_events where workspace_id = workspace),
    'problems', (select coalesce(json_agg(p order by p.target_table, p.target_id, p.seq), '[]') from private.review_chain_problems(workspace) p));
end
$$;

create function public.verify_review_chain(workspace uuid) returns json
language sql stable set search_path = '' as $$ select private.verify_review_chain(workspace) $$;
