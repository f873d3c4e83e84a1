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

-- The command that runs on the target: of several at once each has its own ("<target> <command> " in a row).
create function private.command_of(target uuid) returns uuid
language plpgsql stable set search_path = '' as $$
declare
  several constant text := private.local_setting('command_ids');
  place constant integer := position(target::text in several);
begin
  return case when place > 0 then substr(several, place + 37, 36) else private.local_setting('command_id') end::uuid;
end
$$;

-- An event about to be written: all but its place in the chain.
create type private.event_draft as (
  workspace_id uuid, target_table text, target_id uuid, kind text, command_id uuid, before jsonb, after jsonb, note text, content_sha256 text
);

-- Appends one event to each target's chain; no target twice in a call.
create function private.record_events(drafts private.event_draft[]) returns void
-- the plans are kept: they must be right for many events after a call with one
language plpgsql security definer set search_path = '' set enable_seqscan = off set enable_nestloop = on as $$
declare
  entry record;
  event public.review_events;
  events public.review_events[] := '{}';
begin
  insert into private.review_heads (target_table, target_id, workspace_id, seq, hash)
  select d.target_table, d.target_id, d.workspace_id, 0, '' from unnest(drafts) d order by d.target_id, d.target_table
  on conflict do nothing;

  -- The heads' row locks make concurrent writers of one chain take turns.
  for entry in
    select d.*, h.seq, h.hash from unnest(drafts) d
    join private.review_heads h on h.target_id = d.target_id and h.target_table = d.target_table
    order by h.target_id, h.target_table
    for update of h
  loop
    event.id := gen_random_uuid();
    event.workspace_id := entry.workspace_id;
    event.target_table := entry.target_table;
    event.target_id := entry.target_id;
    event.seq := entry.seq + 1;
    event.kind := entry.kind;
    event.actor_user_id := auth.uid();
    event.command_id := entry.command_id;
    event.before := entry.before;
    event.after := entry.after;
    event.note := entry.note;
    event.content_sha256 := entry.content_sha256;
    event.created_at := clock_timestamp();
    event.previous_hash := nullif(entry.hash, '');
    event.hash := private.event_hash(event);
    events := events || event;
  end loop;

  insert into public.review_events (id, workspace_id, target_table, target_id, seq, kind, actor_user_id, command_id,
    before, after, note, content_sha256, created_at, previous_hash, hash)
  select e.id, e.workspace_id, e.target_table, e.target_id, e.seq, e.kind, e.actor_user_id, e.command_id,
    e.before, e.after, e.note, e.content_sha256, e.created_at, e.previous_hash, e.hash from unnest(events) e;
  update private.review_heads h set seq = e.seq, hash = e.hash
  from unnest(events) e where h.target_id = e.target_id and h.target_table = e.target_table;
end
$$;

create function private.record_event(
  workspace uuid, target_table text, target uuid, kind text, before jsonb, after jsonb,
  note text default null, content_sha256 text default null
) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.record_events(array[row(workspace, target_table, target, kind, private.local_setting('command_id')::uuid,
    before, after, coalesce(note, private.local_setting('note')), content_sha256)::private.event_draft]);
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

-- Per statement, as the effects are: fifty decisions of one call are one statement.
create function private.artifact_events() returns trigger
-- old and new rows are joined by hash, however few there were when the plan was made
language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  drafts constant private.event_draft[] := array(
    select row(n.workspace_id, 'work_artifacts', n.id, case n.status when 'pending' then 'reopened' else n.status end, private.command_of(n.id),
      private.artifact_state(o.status, o.revision, o.reviewed_by_user_id, o.reviewed_at, o.changes_requested),
      private.artifact_state(n.status, n.revision, n.reviewed_by_user_id, n.reviewed_at, n.changes_requested),
      coalesce(n.review_feedback, private.local_setting('note')), n.content_sha256)::private.event_draft
    from old_rows o join new_rows n on n.id = o.id
    where n.status is distinct from o.status);
begin
  if cardinality(drafts) > 0 then
    perform private.record_events(drafts);
  end if;
  return null;
end
$$;
create trigger review_event after update on public.work_artifacts
  referencing old table as old_rows new table as new_rows for each statement execute function private.artifact_events();

create function private.artifact_deleted() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.workspaces where id = old.workspace_id) then
    perform private.record_event(old.workspace_id, 'work_artifacts', old.id, 'deleted',
      private.artifact_state(old.status, old.revision, old.reviewed_by_user_id, old.reviewed_at, old.changes_requested), null, null, old.content_sha256);
  end if;
  return null;
end
$$;
create trigger review_event_delete after delete on public.work_artifacts for each row execute function private.artifact_deleted();

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
