-- The change feed: each replicated row knows its version and the transaction that last changed it; deletions leave
-- tombstones. How a reader walks this without losing a row is told at sync_pull below and in docs/database.md.

create table private.feed_state (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null
);

-- Also when the table is refilled from a dump: what was restored is another history.
create function private.renew_epoch_value() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.epoch := gen_random_uuid();
  return new;
end
$$;
create trigger renew before insert or update on private.feed_state for each row execute function private.renew_epoch_value();
insert into private.feed_state (epoch) values (gen_random_uuid());

-- Stored value, cluster, timeline, database and the identity of a table: a restored dump, a promoted standby and a copied
-- database each make another epoch, and readers of another epoch start over. (A cluster whose files were put back is
-- recognised by cursor_holds: its transaction numbers, or its trail, lag behind what the reader has seen.)
create function private.feed_epoch() returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  cluster text := '-';
  timeline text := '-';
begin
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    select system_identifier::text into cluster from pg_catalog.pg_control_system();
  end if;
  if has_function_privilege('pg_catalog.pg_control_checkpoint()', 'execute') then
    select timeline_id::text into timeline from pg_catalog.pg_control_checkpoint();
  end if;
  return (select epoch from private.feed_state) || '.' || cluster || '.' || timeline || '.'
    || (select oid from pg_catalog.pg_database where datname = current_database()) || '.' || 'public.work_artifacts'::regclass::oid;
end
$$;

create table private.tombstones (
  id uuid primary key default gen_random_uuid(),
  table_name text not null,
  row_id uuid not null,
  workspace_id uuid not null,
  row_version bigint not null,
  changed_xid xid8 not null,
  deleted_at timestamptz not null default now(),
  unique (row_id, table_name)
);
create index tombstones_feed_idx on private.tombstones (workspace_id, changed_xid, id);
create index tombstones_age_idx on private.tombstones (deleted_at);

-- Stamps version and transaction. A row that comes back under its old id goes on counting where its tombstone stopped.
create function private.stamp_change() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    delete from private.tombstones where row_id = new.id and table_name = tg_table_name returning row_version into new.row_version;
    new.row_version := coalesce(new.row_version, 0) + 1;
  else
    new.row_version := old.row_version + 1;
  end if;
  new.changed_xid := pg_current_xact_id();
  return new;
end
$$;

-- For rows whose ids only we give, and never twice.
create function private.stamp_new() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.row_version := 1;
  new.changed_xid := pg_current_xact_id();
  return new;
end
$$;

create function private.leave_tombstone() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  workspace uuid;
begin
  if tg_table_name = 'workspaces' then
    workspace := old.id;
  else
    workspace := old.workspace_id;
  end if;
  insert into private.tombstones (table_name, row_id, workspace_id, row_version, changed_xid)
  values (tg_table_name, old.id, workspace, old.row_version + 1, pg_current_xact_id());
  return null;
end
$$;

-- TRUNCATE fires no row trigger: everybody starts over.
create function private.start_new_epoch() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update private.feed_state set epoch = gen_random_uuid();
  return null;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions',
    'work_artifacts', 'work_checkpoints', 'review_events', 'work_iterations', 'work_applications', 'context_mutations', 'claims', 'comments'] loop
    execute format('alter table public.%I add column row_version bigint not null default 1, add column changed_xid xid8 not null default pg_current_xact_id()', name);
    execute format('create index %I on public.%I (%I, changed_xid, id)', name || '_feed_idx', name,
      case name when 'workspaces' then 'id' else 'workspace_id' end);
    -- "zz": triggers fire in name order, and this one sees the final row
    execute format('create trigger zz_stamp before insert or update on public.%I for each row execute function private.stamp_change()', name);
    if name = 'review_events' then
      drop trigger zz_stamp on public.review_events;
      create trigger zz_stamp before insert on public.review_events for each row execute function private.stamp_new();
    end if;
    execute format('create trigger tombstone after delete on public.%I for each row execute function private.leave_tombstone()', name);
    execute format('create trigger new_epoch after truncate on public.%I execute function private.start_new_epoch()', name);
  end loop;
end
$$;

-- The rows as they travel; contract/entities.ts has the same shapes. Read with the time zone set to UTC. Views, and with
-- the caller's rights: a function over rows would drag large content out of storage. (to_json over a
-- sub-select's row: a page of 1,000 took 23 ms with json_build_object over its columns, and takes 20. `location` is
-- where a row stands within one statement's snapshot: the page below finds it there without another way down an index.)

create view private.workspace_changes with (security_invoker) as
  select t.id, json_build_object('table', 'workspaces', 'row', to_json(r)) as change, t.ctid as location
  from public.workspaces t, lateral (
    select id, name, created_at, row_version) r;

create view private.membership_changes with (security_invoker) as
  select t.id, json_build_object('table', 'workspace_memberships', 'row', to_json(r)) as change, t.ctid as location
  from public.workspace_memberships t, lateral (
    select id, workspace_id, user_id, role, display_name, email, created_at, row_version) r;

create view private.basket_changes with (security_invoker) as
  select t.id, json_build_object('table', 'baskets', 'row', to_json(r)) as change, t.ctid as location
  from public.baskets t, lateral (
    select id, workspace_id, name, created_at, row_version) r;

create view private.agent_changes with (security_invoker) as
  select t.id, json_build_object('table', 'agents', 'row', to_json(r)) as change, t.ctid as location
  from public.agents t, lateral (
    select id, workspace_id, name, description, created_at, row_version) r;

create view private.project_changes with (security_invoker) as
  select t.id, json_build_object('table', 'projects', 'row', to_json(r)) as change, t.ctid as location
  from public.projects t, lateral (
    select id, workspace_id, basket_id, name, description, created_by_user_id, created_at, updated_at, row_version) r;

create view private.session_changes with (security_invoker) as
  select t.id, json_build_object('table', 'work_sessions', 'row', to_json(r)) as change, t.ctid as location
  from public.work_sessions t, lateral (
    select id, project_id, basket_id, workspace_id, initiated_by_user_id, task_type, task_intent,
      case when jsonb_typeof(task_parameters) = 'object' then task_parameters else '{}' end as task_parameters, status,
      executed_by_agent_id, created_at, started_at, ended_at,
      case when jsonb_typeof(metadata) = 'object' then metadata else '{}' end as metadata, row_version) r;

create view private.artifact_changes with (security_invoker) as
  select t.id, json_build_object('table', 'work_artifacts', 'row', to_json(r)) as change, t.ctid as location
  from public.work_artifacts t, lateral (
    select id, work_session_id, workspace_id, artifact_type, title, revision, revision_of, content_sha256, content_bytes,
      case when agent_confidence is not null then least(greatest(agent_confidence, 0), 1) end as agent_confidence,
      agent_reasoning, status, reviewed_by_user_id, reviewed_at, review_feedback, changes_requested, created_at, row_version) r;

create view private.checkpoint_changes with (security_invoker) as
  select t.id, json_build_object('table', 'work_checkpoints', 'row', to_json(r)) as change, t.ctid as location
  from public.work_checkpoints t, lateral (
    select id, work_session_id, workspace_id, checkpoint_type, stage, stages, status, reason, user_decision, resolution_note,
      resolved_by_user_id, resolved_at, case when jsonb_typeof(metadata) = 'object' then metadata else '{}' end as metadata,
      created_at, row_version) r;

create view private.event_changes with (security_invoker) as
  select t.id, json_build_object('table', 'review_events', 'row', to_json(r)) as change, t.ctid as location
  from public.review_events t, lateral (
    select id, workspace_id, target_table, target_id, seq, kind, actor_user_id, command_id, before, after, note,
      content_sha256, created_at, previous_hash, hash, row_version) r;

create view private.iteration_changes with (security_invoker) as
  select t.id, json_build_object('table', 'work_iterations', 'row', to_json(r)) as change, t.ctid as location
  from public.work_iterations t, lateral (
    select id, workspace_id, work_session_id, number, opened_by_artifact_id, instruction, closed_by_artifact_id, created_at,
      closed_at, row_version) r;

create view private.application_changes with (security_invoker) as
  select t.id, json_build_object('table', 'work_applications', 'row', to_json(r)) as change, t.ctid as location
  from public.work_applications t, lateral (
    select id, workspace_id, work_session_id, artifact_id, status, attempts, claimed_by, claimed_until, reason, created_at,
      finished_at, row_version) r;

create view private.mutation_changes with (security_invoker) as
  select t.id, json_build_object('table', 'context_mutations', 'row', to_json(r)) as change, t.ctid as location
  from public.context_mutations t, lateral (
    select id, workspace_id, work_session_id, application_id, kind, target, before, after, created_at, row_version) r;

create view private.claim_changes with (security_invoker) as
  select t.id, json_build_object('table', 'claims', 'row', to_json(r)) as change, t.ctid as location
  from public.claims t, lateral (
    select id, workspace_id, artifact_id, checkpoint_id, user_id, created_at, expires_at, row_version) r;

create view private.comment_changes with (security_invoker) as
  select t.id, json_build_object('table', 'comments', 'row', to_json(r)) as change, t.ctid as location
  from public.comments t, lateral (
    select id, workspace_id, artifact_id, checkpoint_id, work_session_id, author_user_id, body, created_at, edited_at,
      row_version) r;

create view private.deletion_changes with (security_invoker) as
  select r.id, r.row_id, r.table_name,
    json_build_object('table', r.table_name, 'deleted', true, 'id', r.row_id, 'row_version', r.row_version) as change, r.ctid as location
  from private.tombstones r;

create function private.my_membership(workspace uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select id from public.workspace_memberships where workspace_id = workspace and user_id = auth.uid()
  );
end
$$;

create function private.optional_tables() returns text[]
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return '{work_iterations,work_applications,context_mutations,claims,comments}'::text[];
end
$$;

-- One page of the workspace's changes since the cursor, as one json value (contract/feed.ts).
--
-- A run walks, in (transaction, table, id) order, the rows whose last transaction was not visible in the snapshot at
-- which the previous run began (`base`); its first page records the current snapshot as the base of the next run. So a
-- transaction that commits late is brought by the next run, whatever its number, and a transaction that stays open
-- holds nothing back. The walk has no upper end: a row that changes all the time stands at the tail of every run and
-- would otherwise slip from run to run. A row that changes during a run may come twice.
--
-- `tables` names what a reader wants beside the tables that every reader knows: work_iterations, work_applications,
-- context_mutations, claims, comments. Asking for others than before starts over.
create function public.sync_pull(workspace uuid, cursor jsonb default null, row_limit integer default 1000, tables text[] default '{}') returns json
-- planned once per connection, and so that each table is walked in the feed's order up to the page's end: planning took
-- five times as long as a pull that finds nothing
language plpgsql stable set search_path = '' set timezone = 'UTC'
  set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  given constant jsonb := $2;
  page_limit constant integer := least(greatest(coalesce(row_limit, 1000), 1), 5000);
  membership constant uuid := private.my_membership(workspace);
  epoch constant text := private.feed_epoch() || coalesce('.' || nullif(array_to_string(array(
    select name from unnest(private.optional_tables()) as name where name = any (tables)), ','), ''), '');
  now_at constant pg_snapshot := pg_current_snapshot();
  reset boolean;
  base pg_snapshot;
  next pg_snapshot;
  since double precision;
  seen_event text;
  from_xid xid8;
  from_table integer := 0;
  from_id uuid := '00000000-0000-0000-0000-000000000000';
  -- no transaction of this cluster has such a number yet: rows that carry one came from a dump of another cluster
  unborn_xid constant xid8 := pg_snapshot_xmax(now_at);
  first_id constant uuid := '00000000-0000-0000-0000-000000000000';
  last_id constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  changes json;
  found_rows integer;
  last_xid xid8;
  last_nr integer;
  last_row uuid;
  last_event uuid;
begin
  if membership is null then
    perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
  end if;

  reset := not private.cursor_holds(given, epoch, membership, now_at);
  seen_event := case when not reset then given ->> 'event' end;
  if reset then
    next := now_at;
    since := extract(epoch from now());
    from_xid := '0';
  else
    base := (given ->> 'base')::pg_snapshot;
    next := coalesce((given ->> 'next')::pg_snapshot, now_at);
    since := case when given ->> 'next' is null then extract(epoch from now()) else (given ->> 'since')::double precision end;
    from_xid := coalesce((given -> 'at' ->> 0)::xid8, pg_snapshot_xmin(base), '0');
    from_table := coalesce((given -> 'at' ->> 1)::integer, 0);
    from_id := coalesce((given -> 'at' ->> 2)::uuid, first_id);
  end if;

  with keys as (
    (select changed_xid, 1 as nr, id, ctid as location from public.workspaces where id = workspace
      and (changed_xid, id) >= (from_xid, case when 1 < from_table then last_id when 1 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 2, id, ctid from public.workspace_memberships where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 2 < from_table then last_id when 2 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 3, id, ctid from public.baskets where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 3 < from_table then last_id when 3 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 4, id, ctid from public.agents where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 4 < from_table then last_id when 4 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 5, id, ctid from public.projects where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 5 < from_table then last_id when 5 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 6, id, ctid from public.work_sessions where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 6 < from_table then last_id when 6 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 7, id, ctid from public.work_artifacts where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 7 < from_table then last_id when 7 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 8, id, ctid from public.work_checkpoints where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 8 < from_table then last_id when 8 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 9, id, ctid from public.review_events where workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 9 < from_table then last_id when 9 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    -- a first run has nothing that could be deleted
    (select changed_xid, 10, id, ctid from private.tombstones where base is not null and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 10 < from_table then last_id when 10 = from_table then from_id else first_id end)
      and changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)
      and (table_name = any (tables) or table_name <> all (private.optional_tables()))
      order by changed_xid, id limit page_limit + 2)
    -- what a reader has to ask for
    union all
    (select changed_xid, 11, id, ctid from public.work_iterations where 'work_iterations' = any (tables) and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 11 < from_table then last_id when 11 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 12, id, ctid from public.work_applications where 'work_applications' = any (tables) and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 12 < from_table then last_id when 12 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 13, id, ctid from public.context_mutations where 'context_mutations' = any (tables) and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 13 < from_table then last_id when 13 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 14, id, ctid from public.claims where 'claims' = any (tables) and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 14 < from_table then last_id when 14 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
    union all
    (select changed_xid, 15, id, ctid from public.comments where 'comments' = any (tables) and workspace_id = workspace
      and (changed_xid, id) >= (from_xid, case when 15 < from_table then last_id when 15 = from_table then from_id else first_id end)
      and (base is null or (changed_xid < unborn_xid and not pg_visible_in_snapshot(changed_xid, base)))
      order by changed_xid, id limit page_limit + 2)
  ),
  page as (
    select changed_xid, nr, id, location, row_number() over (order by changed_xid, nr, id) as place
    from keys
    where not (changed_xid = from_xid and nr = from_table and id = from_id)
    order by changed_xid, nr, id
    limit page_limit + 1
  )
  select
    coalesce(json_agg(
      case nr
        when 1 then (select change from private.workspace_changes r where r.location = page.location)
        when 2 then (select change from private.membership_changes r where r.location = page.location)
        when 3 then (select change from private.basket_changes r where r.location = page.location)
        when 4 then (select change from private.agent_changes r where r.location = page.location)
        when 5 then (select change from private.project_changes r where r.location = page.location)
        when 6 then (select change from private.session_changes r where r.location = page.location)
        when 7 then (select change from private.artifact_changes r where r.location = page.location)
        when 8 then (select change from private.checkpoint_changes r where r.location = page.location)
        when 9 then (select change from private.event_changes r where r.location = page.location)
        when 11 then (select change from private.iteration_changes r where r.location = page.location)
        when 12 then (select change from private.application_changes r where r.location = page.location)
        when 13 then (select change from private.mutation_changes r where r.location = page.location)
        when 14 then (select change from private.claim_changes r where r.location = page.location)
        when 15 then (select change from private.comment_changes r where r.location = page.location)
        else (select change from private.deletion_changes r where r.location = page.location)
      end order by place) filter (where place <= page_limit), '[]'),
    count(*),
    (array_agg(changed_xid order by place) filter (where place = page_limit))[1],
    (array_agg(nr order by place) filter (where place = page_limit))[1],
    (array_agg(id order by place) filter (where place = page_limit))[1],
    (array_agg(id order by place desc) filter (where nr = 9 and place <= page_limit))[1]
  into changes, found_rows, last_xid, last_nr, last_row, last_event
  from page;

  return json_build_object(
    'epoch', epoch,
    'membership_id', membership,
    'reset', reset,
    'changes', changes,
    'more', found_rows > page_limit,
    'schema_version', private.schema_version(),
    'cursor', case
      when found_rows > page_limit then json_build_object('epoch', epoch, 'membership_id', membership, 'base', base, 'next', next,
        'since', since, 'event', coalesce(last_event::text, seen_event), 'at', json_build_array(last_xid::text, last_nr, last_row))
      else json_build_object('epoch', epoch, 'membership_id', membership, 'base', next, 'next', null, 'since', since,
        'event', coalesce(last_event::text, seen_event), 'at', null)
    end);
end
$$;

-- Whether a cursor can go on: of this epoch and membership, not of a future that a restored backup does not have,
-- not older than the tombstones, and well-formed.
create function private.cursor_holds(given jsonb, epoch text, membership uuid, now_at pg_snapshot) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  if given is null or jsonb_typeof(given) <> 'object'
    or given ->> 'epoch' is distinct from epoch
    or given ->> 'membership_id' is distinct from membership::text
    or coalesce(given ->> 'base', given ->> 'next') is null
    or coalesce(given ->> 'base', '1:1:') !~ '^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$'
    or coalesce(given ->> 'next', '1:1:') !~ '^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$'
    or coalesce(given ->> 'since', '') !~ '^\d{1,12}(\.\d+)?$' then
    return false;
  end if;
  if jsonb_typeof(given -> 'at') = 'array' then
    if given ->> 'next' is null or coalesce(given -> 'at' ->> 0, '') !~ '^\d{1,19}$' or coalesce(given -> 'at' ->> 1, '') !~ '^\d{1,2}$'
      or not private.is_uuid(given -> 'at' ->> 2) then
      return false;
    end if;
  elsif coalesce(jsonb_typeof(given -> 'at'), 'null') <> 'null' then
    return false;
  end if;
  -- the newest event of the trail that the reader has seen: events are never deleted
  if given ->> 'event' is not null and (not private.is_uuid(given ->> 'event')
    or not exists (select from public.review_events where id = (given ->> 'event')::uuid)) then
    return false;
  end if;
  return (given ->> 'since')::double precision > extract(epoch from now() - interval '89 days')
    and pg_snapshot_xmax(coalesce(given ->> 'next', given ->> 'base')::pg_snapshot) <= pg_snapshot_xmax(now_at);
end
$$;

-- Content by id, as PostgreSQL prints it: content_sha256 is over exactly these bytes. At most 200 artifacts and about
-- 4 MB per call, at least one; ids that are left out for size come with the next call, unreadable ones never.
create function public.artifact_contents(ids uuid[]) returns json
language sql stable set search_path = '' as $$
  with wanted as (
    select a.id, a.content_sha256,
      sum(a.content_bytes) over (order by w.place, a.id) - a.content_bytes as bytes_before
    from (select distinct on (id) id, place from unnest(ids[1:200]) with ordinality as u (id, place) order by id, place) w
    join public.work_artifacts a on a.id = w.id
  )
  select coalesce(json_agg(json_build_object(
      'id', w.id,
      'content', (select a.content::text from public.work_artifacts a where a.id = w.id),
      'content_sha256', w.content_sha256) order by w.bytes_before), '[]')
  from wanted w
  where w.bytes_before < 4000000
$$;
