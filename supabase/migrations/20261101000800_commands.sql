-- submit_commands: decisions in calls of up to 500, each in a savepoint of its own, as the calling user (Row Level
-- Security applies), answered one by one (contract/commands.ts). A command id is executed at most once per user.

create table private.command_receipts (
  user_id uuid not null,
  command_id uuid not null,
  kind text not null,
  workspace_id uuid,
  target_id uuid,
  command_hash text not null,
  -- null while the transaction that reserved it runs
  outcome text check (outcome in ('applied', 'conflict', 'rejected')),
  error jsonb,
  touched jsonb,
  created_at timestamptz not null default now(),
  primary key (user_id, command_id)
);
create index command_receipts_age_idx on private.command_receipts (created_at);

-- Reserves receipts in id order, all before the first target is locked: a concurrent copy waits here and then answers
-- `duplicate`, not `conflict`. Returns those that this call may execute. In plpgsql, as settle_receipts, because that
-- keeps its plans: a function in SQL is planned with every call, which took as long as the decision.
create function private.reserve_receipts(commands jsonb) returns uuid[]
language plpgsql volatile security definer set search_path = '' as $$
declare
  executable uuid[];
begin
  with reserved as (
    insert into private.command_receipts (user_id, command_id, kind, workspace_id, target_id, command_hash)
    select distinct on (command_id) auth.uid(), command_id, left(coalesce(item ->> 'kind', '?'), 40),
      case when private.is_uuid(item ->> 'workspace_id') then (item ->> 'workspace_id')::uuid end,
      case when private.is_uuid(item ->> 'target_id') then (item ->> 'target_id')::uuid end,
      encode(sha256(convert_to(item::text, 'UTF8')), 'hex')
    from (select (item ->> 'command_id')::uuid as command_id, item, place from jsonb_array_elements(commands) with ordinality as u (item, place)) each
    order by command_id, place
    on conflict do nothing
    returning command_id
  )
  select coalesce(array_agg(command_id), '{}') into executable from reserved;
  return executable;
end
$$;

create function private.find_receipts(command_ids uuid[]) returns setof private.command_receipts
language sql volatile security definer set search_path = '' as $$
  select * from private.command_receipts where user_id = auth.uid() and command_id = any (command_ids)
$$;

-- Results stay; what is to be tried again leaves no trace. The ids are named as an array too: a plan made while there were
-- few receipts would read all that the caller ever had, to join them.
create function private.settle_receipts(results jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  settled constant uuid[] := array(select (item ->> 'command_id')::uuid from jsonb_array_elements(results) as item);
begin
  delete from private.command_receipts r using jsonb_array_elements(results) as item
  where r.user_id = auth.uid() and r.command_id = any (settled) and r.command_id = (item ->> 'command_id')::uuid and item ->> 'outcome' = 'retry';
  update private.command_receipts r set outcome = item ->> 'outcome', error = item -> 'error', touched = item -> 'touched'
  from jsonb_array_elements(results) as item
  where r.user_id = auth.uid() and r.command_id = any (settled) and r.command_id = (item ->> 'command_id')::uuid
    and item ->> 'outcome' <> 'retry' and r.outcome is null;
end
$$;

create function private.require_command(holds boolean, problem text) returns void
language plpgsql set search_path = '' as $$
begin
  if holds is not true then
    perform private.fail('invalid_command', problem, 'contract/commands.ts describes each kind.');
  end if;
end
$$;

-- The rows that a result names, as they stand now, in the form of the change feed.
create function private.row_of(table_name text, row_id uuid) returns json
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
declare
  found_change json;
begin
  -- one statement per table: a single one over all of them would start each of them up
  if table_name = 'work_artifacts' then
    select change into found_change from private.artifact_changes c where c.id = row_id;
  elsif table_name = 'work_checkpoints' then
    select change into found_change from private.checkpoint_changes c where c.id = row_id;
  elsif table_name = 'work_sessions' then
    select change into found_change from private.session_changes c where c.id = row_id;
  elsif table_name = 'projects' then
    select change into found_change from private.project_changes c where c.id = row_id;
  elsif table_name = 'baskets' then
    select change into found_change from private.basket_changes c where c.id = row_id;
  end if;
  if found_change is null then
    select change into found_change from private.deletion_changes d where d.row_id = row_of.row_id and d.table_name = row_of.table_name;
  end if;
  return found_change;
end
$$;

create function private.rows_of(touched jsonb) returns json
language plpgsql stable set search_path = '' as $$
declare
  item jsonb;
  change json;
  changes json[] := '{}';
begin
  for item in select * from jsonb_array_elements(touched) loop
    change := private.row_of(item ->> 0, (item ->> 1)::uuid);
    if change is not null then
      changes := changes || change;
    end if;
  end loop;
  return array_to_json(changes);
end
$$;

-- What is not there, or not for the caller's eyes; to whom is no member, that is what it says.
create function private.gone(what text, workspace uuid) returns void
language plpgsql set search_path = '' as $$
begin
  if not private.may_read(workspace) then
    perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
  end if;
  perform private.fail('not_found', format('This %s does not exist any more, or you can''t see it.', what));
end
$$;

-- One function per kind: checks what the command expected, writes, and returns what it touched as [[table, id], …].
-- They run as the caller; triggers stamp, record and refuse as they do for plain table writes.

-- What is wrong with a review's payload; null when nothing is.
create function private.review_problem(payload jsonb) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when coalesce(payload ->> 'decision', '') not in ('approve', 'reject') then 'payload.decision is approve or reject.'
    when coalesce(jsonb_typeof(payload -> 'request_changes'), '') <> 'boolean' then 'payload.request_changes is true or false.'
    when coalesce(jsonb_typeof(payload -> 'feedback'), '') not in ('string', 'null') then 'payload.feedback is text or null.'
    when payload ->> 'decision' = 'approve' and (payload ->> 'request_changes')::boolean then 'An approval asks for no changes.'
  end;
end
$$;

create function private.do_review_artifact(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  artifact record;
  problem constant text := private.review_problem(payload);
begin
  perform private.require_command(problem is null, problem);
  select id, workspace_id, work_session_id, status, revision, content_sha256, reviewed_by_user_id, reviewed_at into artifact
  from public.work_artifacts where id = target and workspace_id = workspace for no key update;
  if not found then
    select workspace_id into artifact from public.work_artifacts where id = target and workspace_id = workspace;
    if found then
      perform private.require_reviewer(artifact.workspace_id);
    end if;
    perform private.gone('artifact', workspace);
  end if;
  if artifact.status <> 'pending' then
    perform private.fail('already_decided', private.decided_message('This artifact', artifact.status, artifact.reviewed_by_user_id, artifact.reviewed_at, artifact.workspace_id), 'Look at the decision that stands.');
  end if;
  if artifact.status is distinct from expected ->> 'status' or artifact.revision::text is distinct from expected ->> 'revision'
    or artifact.content_sha256 is distinct from expected ->> 'content_sha256' then
    perform private.fail('content_changed', 'This artifact is not what was on screen.', 'Read it again and decide anew.');
  end if;
  update public.work_artifacts
  set status = case payload ->> 'decision' when 'approve' then 'approved' else 'rejected' end,
    review_feedback = nullif(payload ->> 'feedback', ''),
    changes_requested = (payload ->> 'request_changes')::boolean
  where id = target;
  return jsonb_build_array(jsonb_build_array('work_artifacts', target));
end
$$;

-- Reviews of different artifacts, all at once; returns their rows as they stand then, in the order of the commands. Null,
-- with nothing written, when one of them is anything but a decision on just what its reviewer saw: do_review_artifact,
-- one by one, says what it is.
create function private.review_together(commands jsonb[]) returns json[]
language plpgsql set search_path = '' set timezone = 'UTC' as $$
declare
  targets constant uuid[] := array(
    select distinct (item ->> 'target_id')::uuid from unnest(commands) as item
    where item ->> 'kind' = 'review_artifact' and private.is_uuid(item ->> 'target_id') and private.review_problem(item -> 'payload') is null);
  unchanged integer;
begin
  if cardinality(targets) < cardinality(commands) then
    return null;
  end if;
  select count(*) into unchanged
  from (
    select id, workspace_id, status, revision, content_sha256 from public.work_artifacts
    where id = any (targets) order by work_session_id, id for no key update
  ) a
  join unnest(commands) as item on item ->> 'target_id' = a.id::text
  where a.status = 'pending' and item ->> 'workspace_id' = a.workspace_id::text
    and item -> 'expected' = jsonb_build_object('status', a.status, 'revision', a.revision, 'content_sha256', a.content_sha256);
  if unchanged < cardinality(commands) then
    return null;
  end if;

  perform set_config('countersign.note', '', true), set_config('countersign.command_ids',
    (select string_agg((item ->> 'target_id') || ' ' || (item ->> 'command_id'), ' ') from unnest(commands) as item), true);
  -- Materialized: Row Level Security lets only a comparison of plain uuids use the index.
  with command as materialized (
    select (item ->> 'target_id')::uuid as target, item -> 'payload' as payload from unnest(commands) as item
  )
  update public.work_artifacts a
  set status = case payload ->> 'decision' when 'approve' then 'approved' else 'rejected' end,
    review_feedback = nullif(payload ->> 'feedback', ''),
    changes_requested = (payload ->> 'request_changes')::boolean
  from command
  where a.id = command.target;
  perform set_config('countersign.command_ids', '', true);

  return array(
    with command as materialized (
      select (item ->> 'target_id')::uuid as target, place from unnest(commands) with ordinality as u (item, place)
    )
    select c.change from command join private.artifact_changes c on c.id = command.target order by command.place);
end
$$;

create function private.do_reopen(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  artifact record;
begin
  perform private.require_command(expected ->> 'status' in ('approved', 'rejected'), 'expected.status is approved or rejected.');
  perform private.require_command(jsonb_typeof(payload -> 'note') in ('string', 'null'), 'payload.note is text or null.');
  select id, workspace_id, status into artifact from public.work_artifacts where id = target and workspace_id = workspace for no key update;
  if not found then
    select workspace_id into artifact from public.work_artifacts where id = target and workspace_id = workspace;
    if found then
      perform private.require_reviewer(artifact.workspace_id);
    end if;
    perform private.gone('artifact', workspace);
  end if;
  if artifact.status is distinct from expected ->> 'status' then
    perform private.fail('superseded', 'The decision to take back does not stand any more.', 'Look at the artifact as it is now.');
  end if;
  perform set_config('countersign.note', coalesce(payload ->> 'note', ''), true);
  update public.work_artifacts set status = 'pending' where id = target;
  return jsonb_build_array(jsonb_build_array('work_artifacts', target));
end
$$;

create function private.do_resolve_checkpoint(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  point record;
  session_status text;
begin
  perform private.require_command(payload ->> 'decision' in ('continue', 'reject', 'modify'), 'payload.decision is continue, reject or modify.');
  perform private.require_command(jsonb_typeof(payload -> 'note') in ('string', 'null'), 'payload.note is text or null.');
  select workspace_id, work_session_id into point from public.work_checkpoints where id = target and workspace_id = workspace;
  if not found then
    perform private.gone('checkpoint', workspace);
  end if;
  perform private.require_reviewer(point.workspace_id);
  -- the session before the checkpoint, as everywhere: whoever rejects also closes later stages
  session_status := private.lock_session(point.work_session_id);
  select id, workspace_id, work_session_id, status, user_decision, stage, resolved_by_user_id, resolved_at into point
  from public.work_checkpoints where id = target for no key update;
  if not found then
    perform private.gone('checkpoint', workspace);
  elsif point.status = 'superseded' then
    if session_status in ('completed', 'failed') then
      perform private.fail('session_ended', format('The session has %s; its checkpoints need no answer any more.', session_status));
    end if;
    perform private.fail('superseded', 'An earlier stage was rejected; this checkpoint needs no answer any more.');
  elsif point.status <> 'pending' then
    perform private.fail('already_decided', private.decided_message('This checkpoint', 'resolved (' || coalesce(point.user_decision, '?') || ')',
      point.resolved_by_user_id, point.resolved_at, point.workspace_id), 'Look at the decision that stands.');
  end if;
  perform private.require_command(expected ->> 'status' = 'pending', 'expected.status is pending.');
  update public.work_checkpoints
  set status = 'resolved', user_decision = payload ->> 'decision', resolution_note = nullif(payload ->> 'note', '')
  where id = target;
  return jsonb_build_array(jsonb_build_array('work_checkpoints', target), jsonb_build_array('work_sessions', point.work_session_id));
end
$$;

create function private.require_manager(workspace uuid) returns void
language plpgsql stable set search_path = '' as $$
begin
  if not private.may_read(workspace) then
    perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
  elsif not private.may_manage(workspace) then
    perform private.fail('not_allowed', 'Your role in this workspace does not include managing projects and sessions.', 'Ask an admin or an owner.');
  end if;
end
$$;

create function private.require_text(payload jsonb, field text, shortest integer, longest integer) returns void
language plpgsql set search_path = '' as $$
begin
  perform private.require_command(private.is_text(payload -> field, shortest, longest), format('payload.%s is text of %s to %s characters.', field, shortest, longest));
end
$$;

-- Projects. A new one brings its basket along unless payload.basket_id names one that is free.
create function private.do_create_project(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  basket uuid;
begin
  perform private.require_manager(workspace);
  perform private.require_text(payload, 'name', 1, 200);
  perform private.require_command(coalesce(jsonb_typeof(payload -> 'description'), 'null') in ('string', 'null'), 'payload.description is text or null.');
  perform private.require_command(payload ->> 'basket_id' is null or private.is_uuid(payload ->> 'basket_id'), 'payload.basket_id is a UUID or null.');
  basket := (payload ->> 'basket_id')::uuid;
  if basket is null then
    insert into public.baskets (workspace_id, name) values (workspace, payload ->> 'name') returning id into basket;
  end if;
  insert into public.projects (id, workspace_id, basket_id, name, description)
  values (target, workspace, basket, payload ->> 'name', payload ->> 'description');
  return jsonb_build_array(jsonb_build_array('projects', target), jsonb_build_array('baskets', basket));
end
$$;

create function private.lock_project(target uuid, workspace uuid, expected jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  found_version bigint;
begin
  perform private.require_manager(workspace);
  select row_version into found_version from public.projects where id = target and workspace_id = workspace for update;
  if not found then
    perform private.gone('project', workspace);
  elsif expected ? 'row_version' and expected ->> 'row_version' is distinct from found_version::text then
    perform private.fail('content_changed', 'Somebody else has changed this project meanwhile.', 'Look at it again and repeat your change.');
  end if;
end
$$;

create function private.do_update_project(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.lock_project(target, workspace, expected);
  if payload ? 'name' then
    perform private.require_text(payload, 'name', 1, 200);
  end if;
  perform private.require_command(coalesce(jsonb_typeof(payload -> 'description'), 'null') in ('string', 'null'), 'payload.description is text or null.');
  update public.projects
  set name = coalesce(payload ->> 'name', name), description = case when payload ? 'description' then payload ->> 'description' else description end
  where id = target;
  return jsonb_build_array(jsonb_build_array('projects', target));
end
$$;

create function private.do_delete_project(target uuid, workspace uuid, expected jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.lock_project(target, workspace, expected);
  delete from public.projects where id = target;
  return jsonb_build_array(jsonb_build_array('projects', target));
end
$$;

-- Sessions
create function private.do_create_session(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.require_manager(workspace);
  perform private.require_command(private.is_uuid(payload ->> 'project_id'), 'payload.project_id is a UUID.');
  perform private.require_command(payload ->> 'agent_id' is null or private.is_uuid(payload ->> 'agent_id'), 'payload.agent_id is a UUID or null.');
  perform private.require_text(payload, 'task_intent', 1, 20000);
  if not exists (select from public.projects where id = (payload ->> 'project_id')::uuid and workspace_id = workspace) then
    perform private.gone('project', workspace);
  end if;
  insert into public.work_sessions (id, workspace_id, project_id, task_type, task_intent, task_parameters, executed_by_agent_id)
  values (target, workspace, (payload ->> 'project_id')::uuid, payload ->> 'task_type', payload ->> 'task_intent', payload -> 'task_parameters', (payload ->> 'agent_id')::uuid);
  return jsonb_build_array(jsonb_build_array('work_sessions', target));
end
$$;

create function private.do_move_session(target uuid, workspace uuid, expected jsonb, new_status text) returns jsonb
language plpgsql set search_path = '' as $$
declare
  found_status text;
begin
  perform private.require_manager(workspace);
  select status into found_status from public.work_sessions where id = target and workspace_id = workspace for no key update;
  if not found then
    perform private.gone('session', workspace);
  elsif found_status in ('completed', 'failed') then
    perform private.fail('session_ended', format('The session has already %s.', case found_status when 'failed' then 'failed' else 'completed' end));
  elsif expected ? 'status' and expected ->> 'status' is distinct from found_status then
    perform private.fail('superseded', format('The session is %s by now.', found_status), 'Look at it again.');
  end if;
  update public.work_sessions set status = new_status where id = target;
  return jsonb_build_array(jsonb_build_array('work_sessions', target));
end
$$;

-- Claims and comments. payload.on says what the target is.
create function private.require_item(target uuid, workspace uuid, payload jsonb, kinds text[]) returns void
language plpgsql set search_path = '' as $$
begin
  perform private.require_command(payload ->> 'on' = any (kinds), format('payload.on is one of %s.', array_to_string(kinds, ', ')));
  perform private.require_reviewer(workspace);
  if not exists (
    select from public.work_artifacts where id = target and workspace_id = workspace and payload ->> 'on' = 'artifact'
    union all select from public.work_checkpoints where id = target and workspace_id = workspace and payload ->> 'on' = 'checkpoint'
    union all select from public.work_sessions where id = target and workspace_id = workspace and payload ->> 'on' = 'session') then
    perform private.gone(payload ->> 'on', workspace);
  end if;
end
$$;

create function private.do_claim(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.require_item(target, workspace, payload, '{artifact,checkpoint}');
  begin
    insert into public.claims (artifact_id, checkpoint_id)
    values (case payload ->> 'on' when 'artifact' then target end, case payload ->> 'on' when 'checkpoint' then target end);
  exception when unique_violation then
    perform private.fail('already_claimed', 'Somebody else is on it.', 'Take another one, or wait until the claim ends.');
  end;
  return '[]';
end
$$;

create function private.do_release(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.require_item(target, workspace, payload, '{artifact,checkpoint}');
  delete from public.claims where (artifact_id = target or checkpoint_id = target) and (user_id = auth.uid() or private.may_manage(workspace));
  return '[]';
end
$$;

-- The comment's id is the command's.
create function private.do_comment(command_id uuid, target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.require_item(target, workspace, payload, '{artifact,checkpoint,session}');
  perform private.require_text(payload, 'body', 1, 20000);
  insert into public.comments (id, artifact_id, checkpoint_id, work_session_id, body)
  values (command_id, case payload ->> 'on' when 'artifact' then target end, case payload ->> 'on' when 'checkpoint' then target end,
    case payload ->> 'on' when 'session' then target end, payload ->> 'body');
  return '[]';
end
$$;

create function private.run_command(item jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  target constant uuid := case when private.is_uuid(item ->> 'target_id') then (item ->> 'target_id')::uuid end;
  workspace constant uuid := case when private.is_uuid(item ->> 'workspace_id') then (item ->> 'workspace_id')::uuid end;
  expected constant jsonb := coalesce(item -> 'expected', '{}');
  payload constant jsonb := coalesce(item -> 'payload', '{}');
begin
  perform private.require_command(target is not null, 'target_id is a UUID.');
  perform private.require_command(workspace is not null, 'workspace_id is a UUID.');
  perform private.require_command(jsonb_typeof(expected) = 'object' and jsonb_typeof(payload) = 'object', 'expected and payload are objects.');
  return case item ->> 'kind'
    when 'review_artifact' then private.do_review_artifact(target, workspace, expected, payload)
    when 'resolve_checkpoint' then private.do_resolve_checkpoint(target, workspace, expected, payload)
    when 'reopen' then private.do_reopen(target, workspace, expected, payload)
    when 'claim' then private.do_claim(target, workspace, payload)
    when 'release' then private.do_release(target, workspace, payload)
    when 'comment' then private.do_comment((item ->> 'command_id')::uuid, target, workspace, payload)
    when 'create_project' then private.do_create_project(target, workspace, payload)
    when 'update_project' then private.do_update_project(target, workspace, expected, payload)
    when 'delete_project' then private.do_delete_project(target, workspace, expected)
    when 'create_session' then private.do_create_session(target, workspace, payload)
    when 'start_session' then private.do_move_session(target, workspace, expected, 'running')
    when 'pause_session' then private.do_move_session(target, workspace, expected, 'paused')
    when 'cancel_session' then private.do_move_session(target, workspace, expected, 'failed')
    else private.unknown_kind(item ->> 'kind')
  end;
end
$$;

-- Tells the triggers which command runs; local to the transaction.
create function private.begin_command(item jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  perform set_config('countersign.command_id', item ->> 'command_id', true), set_config('countersign.note', '', true);
end
$$;

create function private.unknown_kind(kind text) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.fail('invalid_command', format('This database does not know commands of the kind %s.', coalesce(left(kind, 40), '(none)')), 'Update the database, or the app.');
end
$$;

-- What a refusal means for the sender: conflict (look again), rejected (for good), retry (the same call may work later).
create function private.outcome_of(state text, code text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when state like 'PT%' then
      case when code in ('already_decided', 'superseded', 'content_changed', 'not_found', 'earlier_stage_pending', 'session_ended', 'effects_started', 'already_claimed')
        then 'conflict' else 'rejected' end
    when left(state, 2) in ('40', '53', '55', '57', '58', 'XX') then 'retry'
    else 'rejected'
  end;
end
$$;

create function private.error_code(state text, detail text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when state like 'PT%' then detail
    when state = '42501' then 'not_allowed'
    when left(state, 2) in ('22', '23') then 'invalid_command'
    else 'server'
  end;
end
$$;

create function public.submit_commands(commands jsonb) returns json
language plpgsql volatile set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
declare
  item jsonb;
  entry record;
  executable uuid[];
  receipt private.command_receipts;
  answers json[];
  results jsonb[] := '{}';
  outcome text;
  error jsonb;
  touched jsonb;
  state text;
  message text;
  detail text;
  hint text;
  held text[] := '{}';
  todo jsonb[] := '{}';
  places integer[] := '{}';
  sessions uuid[] := '{}';
  part jsonb[];
  effects jsonb[];
  reviewed json[];
  together boolean;
  first integer;
  index integer;
begin
  if auth.uid() is null then
    perform private.fail('not_allowed', 'Commands are a person''s; sign in.');
  end if;
  if jsonb_typeof(commands) is distinct from 'array' or jsonb_array_length(commands) > 500 then
    perform private.fail('invalid_command', 'commands is an array of at most 500.', 'Split it into several calls.');
  end if;
  for item in select * from jsonb_array_elements(commands) loop
    if not private.is_uuid(item ->> 'command_id') then
      perform private.fail('invalid_command', 'Every command has a command_id, a UUID.');
    end if;
  end loop;

  answers := array_fill(null::json, array[jsonb_array_length(commands)]);
  executable := private.reserve_receipts(commands);

  -- Locks are taken in one order by everybody: by session, then target; a target's commands keep their order.
  for entry in
    select each.value as command, each.place, (each.value ->> 'command_id')::uuid as command_id,
      case when each.value ->> 'kind' = 'resolve_checkpoint' or each.value #>> '{payload,request_changes}' = 'true'
        then coalesce(a.work_session_id, c.work_session_id) end as session
    from (
      select value, place, case when private.is_uuid(value ->> 'target_id') then (value ->> 'target_id')::uuid end as target
      from jsonb_array_elements(commands) with ordinality as u (value, place)
      offset 0
    ) each
    left join public.work_artifacts a on a.id = each.target
    left join public.work_checkpoints c on c.id = each.target
    order by coalesce(a.work_session_id, c.work_session_id, each.target), each.target, each.place
  loop
    if entry.command_id = any (executable) then
      todo := todo || entry.command;
      places := places || entry.place::integer;
      sessions := sessions || entry.session;
      -- once per call, however often it stands in it
      executable := array_remove(executable, entry.command_id);
    end if;
  end loop;

  -- Whatever numbers iterations or closes checkpoints does so under its session's lock, taken before any target's.
  if cardinality(array_remove(sessions, null)) > 0 then
    perform private.lock_session(id) from unnest(sessions) as id where id is not null group by id order by id;
  end if;

  -- Most calls go through as a whole, and a savepoint is not free: fifty commands share one, and only where that fails
  -- is each tried in one of its own. What is rolled back leaves nothing behind, so the outcome is the same.
  for first in select generate_series(1, cardinality(todo), 50) loop
    part := todo[first:first + 49];
    effects := '{}';
    begin
      reviewed := case when cardinality(part) > 1 then private.review_together(part) end;
      if reviewed is not null then
        foreach item in array part loop
          effects := effects || jsonb_build_array(jsonb_build_array('work_artifacts', item ->> 'target_id'));
        end loop;
      else
        foreach item in array part loop
          perform private.begin_command(item);
          effects := effects || private.run_command(item);
        end loop;
      end if;
      together := true;
    exception when others then
      together := false;
      reviewed := null;
    end;

    for index in first .. first + cardinality(part) - 1 loop
      item := todo[index];
      error := null;
      touched := '[]';
      outcome := 'applied';
      if together then
        touched := effects[index - first + 1];
      elsif item ->> 'target_id' = any (held) then
        -- an earlier command on the same target has to be tried again first
        outcome := 'retry';
        error := jsonb_build_object('code', 'server', 'message', 'Waits for the command before it.');
      else
        begin
          perform private.begin_command(item);
          touched := private.run_command(item);
        exception when others then
          get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
          outcome := private.outcome_of(state, detail);
          error := jsonb_build_object('code', private.error_code(state, detail), 'message', message,
            'details', case when state like 'PT%' then null else nullif(detail, '') end, 'hint', nullif(hint, ''));
          touched := private.named_by(item);
        end;
      end if;
      if outcome = 'retry' then
        held := held || (item ->> 'target_id');
      end if;
      results := results || jsonb_build_object('command_id', item ->> 'command_id', 'outcome', outcome, 'error', error, 'touched', touched);
      answers[places[index]] := case
        when reviewed is null then private.answer((item ->> 'command_id')::uuid, outcome, error, touched)
        else json_build_object('command_id', item ->> 'command_id', 'outcome', outcome, 'changes', json_build_array(reviewed[index - first + 1]))
      end;
    end loop;
  end loop;
  perform set_config('countersign.command_id', '', true), set_config('countersign.note', '', true);
  perform private.settle_receipts(to_jsonb(results));

  -- The rest has been seen before, in another call or further up in this one.
  for entry in
    select place, receipts as receipt, encode(sha256(convert_to(value::text, 'UTF8')), 'hex') as command_hash, (value ->> 'command_id')::uuid as command_id
    from jsonb_array_elements(commands) with ordinality as u (value, place)
    left join private.find_receipts(array(select (each ->> 'command_id')::uuid from jsonb_array_elements(commands) as each)) receipts
      on receipts.command_id = (value ->> 'command_id')::uuid
    where answers[place] is null
  loop
    receipt := entry.receipt;
    if receipt.outcome is null then
      answers[entry.place] := private.answer(entry.command_id, 'retry', '{"code": "server", "message": "Waits for its first copy."}', '[]');
    elsif receipt.command_hash <> entry.command_hash then
      answers[entry.place] := private.answer(entry.command_id, 'rejected',
        '{"code": "command_id_reused", "message": "Another command was already sent under this id.", "hint": "Give every command an id of its own."}', '[]');
    else
      answers[entry.place] := json_build_object('command_id', entry.command_id, 'outcome', 'duplicate',
        'first', private.answer(entry.command_id, receipt.outcome, receipt.error, receipt.touched));
    end if;
  end loop;
  return array_to_json(answers);
end
$$;

create function private.answer(command_id uuid, outcome text, error jsonb, touched jsonb) returns json
language plpgsql stable set search_path = '' as $$
begin
  return case outcome
    when 'applied' then json_build_object('command_id', command_id, 'outcome', outcome, 'changes', private.rows_of(touched))
    when 'conflict' then json_build_object('command_id', command_id, 'outcome', outcome, 'error', error, 'changes', private.rows_of(touched))
    else json_build_object('command_id', command_id, 'outcome', outcome, 'error', error)
  end;
end
$$;

-- The row that a command names, for the answer to a conflict.
create function private.named_by(item jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when not private.is_uuid(item ->> 'target_id') then '[]'::jsonb
    else jsonb_build_array(jsonb_build_array(
      case
        when item ->> 'kind' = 'resolve_checkpoint' or item -> 'payload' ->> 'on' = 'checkpoint' then 'work_checkpoints'
        when item ->> 'kind' in ('create_project', 'update_project', 'delete_project') then 'projects'
        when item ->> 'kind' in ('create_session', 'start_session', 'pause_session', 'cancel_session') or item -> 'payload' ->> 'on' = 'session' then 'work_sessions'
        else 'work_artifacts'
      end, item ->> 'target_id'))
  end;
end
$$;
