-- What may be written, whichever way it is written: plain table writes and commands pass the same triggers.
-- They tell callers apart by current_user: `authenticated` is a person, bound to all rules; service_role and the
-- schema's owner (effects of a decision, run by definer functions) are bound to all but those about persons.

-- Task parameters, by the rules of contract/task-parameters.ts

create function private.is_text(value jsonb, shortest integer, longest integer) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  -- in code points, as zod measures
  return coalesce(jsonb_typeof(value) = 'string' and length(value #>> '{}') between shortest and longest, false);
end
$$;

create function private.is_list(value jsonb) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case when jsonb_typeof(value) = 'array' then
    jsonb_array_length(value) <= 50
    and not exists (select from jsonb_array_elements(value) as each (item) where not private.is_text(item, 1, 200))
  else false end;
end
$$;

create function private.is_one_of(value jsonb, choices text[]) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return coalesce(jsonb_typeof(value) = 'string' and value #>> '{}' = any (choices), false);
end
$$;

-- Null when they fit, otherwise the first field that does not.
create function private.task_parameters_problem(task_type text, parameters jsonb) returns text
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  known text[];
  field text;
  fits boolean;
begin
  if parameters is null or jsonb_typeof(parameters) <> 'object' then
    return 'task_parameters';
  end if;
  known := case task_type
    when 'research' then array['focus', 'sources', 'depth']
    when 'content_creation' then array['platform', 'target_audience', 'tone', 'length', 'cta']
    when 'analysis' then array['analysis_type', 'metrics', 'depth']
  end;
  if known is null then
    return 'task_type';
  end if;
  for field in select jsonb_object_keys(parameters) loop
    if field <> all (known) then
      return field;
    end if;
  end loop;
  foreach field in array known loop
    fits := case field
      when 'focus' then private.is_text(parameters -> field, 1, 500)
      when 'sources' then not parameters ? field or private.is_list(parameters -> field)
      when 'metrics' then private.is_list(parameters -> field)
      when 'depth' then private.is_one_of(parameters -> field, array['quick', 'deep'])
      when 'platform' then private.is_one_of(parameters -> field, array['linkedin', 'twitter', 'blog', 'email', 'doc'])
      when 'target_audience' then private.is_text(parameters -> field, 1, 200)
      when 'tone' then private.is_one_of(parameters -> field, array['professional', 'casual', 'technical', 'friendly'])
      when 'length' then private.is_one_of(parameters -> field, array['short', 'medium', 'long'])
      when 'cta' then not parameters ? field or private.is_text(parameters -> field, 0, 200)
      when 'analysis_type' then private.is_text(parameters -> field, 1, 200)
    end;
    if not fits then
      return field;
    end if;
  end loop;
  return null;
end
$$;

create function private.with_defaults(task_type text, parameters jsonb) returns jsonb
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case
    when task_type = 'research' and jsonb_typeof(parameters) = 'object' and not parameters ? 'sources'
    then parameters || '{"sources": ["web"]}'
    else parameters
  end;
end
$$;

-- Sessions of the first version keep theirs; this says which would not pass.
insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
select workspace_id, 'work_sessions', id, 'task_parameters', 'kept', jsonb_build_object('task_type', task_type, 'task_parameters', task_parameters)
from public.work_sessions
where private.task_parameters_problem(task_type, private.with_defaults(task_type, task_parameters)) is not null;

create function private.check_task_parameters(task_type text, parameters jsonb) returns void
language plpgsql immutable set search_path = '' as $$
declare
  problem constant text := private.task_parameters_problem(task_type, parameters);
begin
  if problem is not null then
    perform private.fail('invalid_input', format('task_parameters of %s: %s is missing, unknown or out of range.', task_type, left(problem, 100)),
      'See contract/task-parameters.ts for the rules of each task type.');
  end if;
end
$$;

-- Lookups past Row Level Security; what they find decides nothing that the caller could not see: the policies and
-- composite keys that follow refuse a foreign row with the same words as a missing one.

create function private.session_workspace(session uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select workspace_id from public.work_sessions where id = session
  );
end
$$;

create function private.project_place(project uuid, out workspace_id uuid, out basket_id uuid) returns record
language plpgsql stable security definer set search_path = '' as $$
begin
  select p.workspace_id, p.basket_id into workspace_id, basket_id from public.projects p where p.id = project;
end
$$;

-- Serialises what concerns a session's checkpoints. Callers of another workspace lock nothing.
create function private.lock_session(session uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  found_status text;
begin
  if current_setting('role') = 'authenticated' and not private.may_review(private.session_workspace(session)) then
    return null;
  end if;
  select status into found_status from public.work_sessions where id = session for no key update;
  return found_status;
end
$$;

-- Volatile: asked after lock_session, they must see what was committed while waiting for it.
create function private.earlier_stage_pending(session uuid, stage integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  return exists (
    select from public.work_checkpoints c
    where c.work_session_id = session and c.status = 'pending' and c.stage < earlier_stage_pending.stage
  );
end
$$;

create function private.checkpoint_pending(session uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  return exists (select from public.work_checkpoints where work_session_id = session and status = 'pending');
end
$$;

-- Users may disappear while their decisions stay: the foreign key then empties the column.
create function private.user_is_gone(person uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return not exists (select from auth.users where id = person);
end
$$;

create function private.refuse_change(table_name text, columns text) returns void
language plpgsql set search_path = '' as $$
begin
  perform private.fail('not_allowed', format('%s of %s can''t be changed.', columns, table_name), 'Insert a new row instead.');
end
$$;

-- Agents: a session of the backend may name one that has no row yet.

create function private.register_agent(agent uuid, workspace uuid) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.agents (id, workspace_id, name) values (agent, workspace, 'Agent ' || left(agent::text, 8))
  on conflict (id) do nothing
$$;

create function private.guard_agent() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.created_at := case when current_user = 'authenticated' then now() else coalesce(new.created_at, now()) end;
  elsif (new.id, new.workspace_id, new.created_at) is distinct from (old.id, old.workspace_id, old.created_at) then
    perform private.refuse_change('agents', 'id, workspace_id and created_at');
  end if;
  return new;
end
$$;
create trigger guard before insert or update on public.agents for each row execute function private.guard_agent();

create function private.guard_basket() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.id, new.workspace_id, new.created_at) is distinct from (old.id, old.workspace_id, old.created_at) then
    perform private.refuse_change('baskets', 'id, workspace_id and created_at');
  end if;
  return new;
end
$$;
create trigger guard before update on public.baskets for each row execute function private.guard_basket();

-- Projects

create function private.guard_project() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.legacy := false;
    if current_user = 'authenticated' then
      new.created_by_user_id := auth.uid();
      new.created_at := now();
      new.updated_at := now();
    end if;
    return new;
  end if;
  if (new.id, new.workspace_id, new.basket_id, new.created_at, new.legacy)
    is distinct from (old.id, old.workspace_id, old.basket_id, old.created_at, old.legacy) then
    perform private.refuse_change('projects', 'id, workspace_id, basket_id and created_at');
  end if;
  if new.created_by_user_id is distinct from old.created_by_user_id
    and not (new.created_by_user_id is null and private.user_is_gone(old.created_by_user_id)) then
    perform private.refuse_change('projects', 'created_by_user_id');
  end if;
  new.updated_at := now();
  return new;
end
$$;
create trigger guard before insert or update on public.projects for each row execute function private.guard_project();

-- Sessions

create function private.guard_session_insert() returns trigger
language plpgsql set search_path = '' as $$
declare
  place record;
begin
  new.legacy := false;
  select * into place from private.project_place(new.project_id);
  new.workspace_id := coalesce(new.workspace_id, place.workspace_id);
  new.basket_id := coalesce(new.basket_id, place.basket_id);
  new.metadata := coalesce(new.metadata, '{}');
  new.task_parameters := private.with_defaults(new.task_type, new.task_parameters);
  perform private.check_task_parameters(new.task_type, new.task_parameters);
  if current_user = 'authenticated' then
    if new.status <> 'pending' or new.started_at is not null or new.ended_at is not null then
      perform private.fail('invalid_input', 'A session begins as pending, without started_at and ended_at.');
    end if;
    new.initiated_by_user_id := auth.uid();
    new.created_at := now();
  else
    if new.executed_by_agent_id is not null and new.workspace_id is not null then
      perform private.register_agent(new.executed_by_agent_id, new.workspace_id);
    end if;
    if new.status <> 'pending' then
      new.started_at := coalesce(new.started_at, new.created_at, now());
    end if;
    if new.status in ('completed', 'failed') then
      new.ended_at := coalesce(new.ended_at, now());
    end if;
  end if;
  return new;
end
$$;
create trigger guard_insert before insert on public.work_sessions for each row execute function private.guard_session_insert();

-- A person starts, pauses, resumes and cancels; the backend also completes, fails and resumes.
create function private.session_may_become(old_status text, new_status text, by_person boolean) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return case old_status
    when 'pending' then new_status in ('running', 'failed') or (not by_person and new_status in ('paused', 'completed'))
    when 'running' then new_status in ('paused', 'failed') or (not by_person and new_status = 'completed')
    when 'paused' then new_status in ('running', 'failed') or (not by_person and new_status = 'completed')
    else false
  end;
end
$$;

create function private.guard_session_update() returns trigger
language plpgsql set search_path = '' as $$
declare
  by_person constant boolean := current_user = 'authenticated';
begin
  if (new.id, new.project_id, new.basket_id, new.workspace_id, new.created_at, new.legacy)
    is distinct from (old.id, old.project_id, old.basket_id, old.workspace_id, old.created_at, old.legacy) then
    perform private.refuse_change('work_sessions', 'id, project_id, basket_id, workspace_id and created_at');
  end if;
  if new.initiated_by_user_id is distinct from old.initiated_by_user_id
    and not (new.initiated_by_user_id is null and private.user_is_gone(old.initiated_by_user_id)) then
    perform private.refuse_change('work_sessions', 'initiated_by_user_id');
  end if;
  if (new.task_type, new.task_intent, new.task_parameters) is distinct from (old.task_type, old.task_intent, old.task_parameters) then
    if old.status <> 'pending' or new.task_type is distinct from old.task_type then
      perform private.refuse_change('work_sessions', 'task_type, and the task once the session has started,');
    end if;
    new.task_parameters := private.with_defaults(new.task_type, new.task_parameters);
    perform private.check_task_parameters(new.task_type, new.task_parameters);
  end if;
  if by_person and (new.started_at, new.ended_at) is distinct from (old.started_at, old.ended_at) then
    perform private.refuse_change('work_sessions', 'started_at and ended_at');
  end if;
  if new.executed_by_agent_id is distinct from old.executed_by_agent_id and new.executed_by_agent_id is not null and not by_person then
    perform private.register_agent(new.executed_by_agent_id, new.workspace_id);
  end if;
  if new.status is distinct from old.status then
    if not private.session_may_become(old.status, new.status, by_person) then
      perform private.fail(
        case when old.status in ('completed', 'failed') then 'session_ended' else 'invalid_input' end,
        format('A session can''t go from %s to %s.', old.status, left(new.status, 40)));
    end if;
    if by_person and new.status = 'running' and private.checkpoint_pending(new.id) then
      perform private.fail('earlier_stage_pending', 'A checkpoint of this session waits for a decision.', 'Decide the checkpoint; the session runs on by itself.');
    end if;
    if by_person and new.status = 'failed' then
      new.metadata := new.metadata || jsonb_build_object('reason', 'cancelled', 'cancelled_by_user_id', auth.uid());
    end if;
    if new.status = 'running' then
      new.started_at := coalesce(new.started_at, now());
    elsif new.status in ('completed', 'failed') then
      new.ended_at := coalesce(new.ended_at, now());
    end if;
  end if;
  return new;
end
$$;
create trigger guard_update before update on public.work_sessions for each row execute function private.guard_session_update();

-- What waits in a session that has ended needs no answer any more.
create function private.close_checkpoints() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.work_checkpoints set status = 'superseded' where work_session_id = new.id and status = 'pending';
  return null;
end
$$;
create trigger close_checkpoints after update on public.work_sessions
  for each row when (new.status in ('completed', 'failed') and old.status is distinct from new.status)
  execute function private.close_checkpoints();

-- Artifacts

-- The artifact that a new revision follows, locked so that two revisions can't both follow it.
create function private.previous_revision(artifact uuid, session uuid, out revision integer, out status text) returns record
language plpgsql volatile security definer set search_path = '' as $$
begin
  if current_setting('role') = 'authenticated' and not private.may_manage(private.session_workspace(session)) then
    return;
  end if;
  select a.revision, a.status into revision, status
  from public.work_artifacts a where a.id = artifact and a.work_session_id = session for no key update;
end
$$;

create function private.guard_artifact_insert() returns trigger
language plpgsql set search_path = '' as $$
declare
  previous record;
begin
  new.legacy := false;
  new.workspace_id := private.session_workspace(new.work_session_id);
  if new.content is null then
    perform private.fail('invalid_input', 'An artifact needs content.');
  end if;
  if length(btrim(new.artifact_type)) not between 1 and 100 then
    perform private.fail('invalid_input', 'artifact_type has 1 to 100 characters.');
  elsif new.agent_confidence not between 0 and 1 then
    perform private.fail('invalid_input', 'agent_confidence lies between 0 and 1.');
  elsif length(new.agent_reasoning) > 100000 then
    perform private.fail('invalid_input', 'agent_reasoning has at most 100,000 characters.');
  end if;
  if new.status <> 'pending' or new.changes_requested
    or num_nonnulls(new.reviewed_by_user_id, new.reviewed_at, new.review_feedback) > 0 then
    perform private.fail('invalid_input', 'An artifact is born pending, with empty review columns.', 'Insert it without them; a member decides afterwards.');
  end if;
  if new.revision_of is null then
    new.revision := 1;
  else
    select * into previous from private.previous_revision(new.revision_of, new.work_session_id);
    if previous.status = 'pending' then
      perform private.fail('invalid_input', 'The artifact that this one revises has not been decided yet.', 'Insert the revision after the decision.');
    end if;
    if previous.revision is null then
      perform private.fail('not_found', 'revision_of names no artifact of this session.');
    end if;
    new.revision := previous.revision + 1;
  end if;
  if current_user = 'authenticated' then
    new.created_at := now();
  end if;
  new.title := private.content_title(new.content);
  new.content_sha256 := encode(sha256(convert_to(new.content::text, 'UTF8')), 'hex');
  new.content_bytes := octet_length(new.content::text);
  if new.content_bytes > 10485760 then
    perform private.fail('invalid_input', 'An artifact''s content has at most 10 MB.', 'Split it into several artifacts.');
  end if;
  return new;
end
$$;
create trigger guard_insert before insert on public.work_artifacts for each row execute function private.guard_artifact_insert();

create function private.decided_message(what text, decision text, person uuid, moment timestamptz, workspace uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return format('%s was already %s%s%s.', what, decision,
    ' by ' || coalesce(
      (select coalesce(m.display_name, m.email) from public.workspace_memberships m where m.workspace_id = workspace and m.user_id = person),
      'a former member'),
    ' at ' || private.utc(moment));
end
$$;

create function private.refuse_artifact_change() returns void
language plpgsql set search_path = '' as $$
begin
  perform private.fail('not_allowed', 'What an agent wrote can''t be changed or moved; only the review columns of an artifact change.',
    'Insert a new artifact with revision_of set to this one.');
end
$$;

-- Apart from the guard below, so that a decision does not read the content: fires only where content is in the SET list.
-- Compared as text, because that is what the hash is over (1.0 and 1 are equal as jsonb).
create function private.guard_artifact_content() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.content::text is distinct from old.content::text then
    perform private.refuse_artifact_change();
  end if;
  return new;
end
$$;
create trigger guard_content before update of content on public.work_artifacts
  for each row execute function private.guard_artifact_content();

create function private.guard_artifact_update() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.id, new.work_session_id, new.workspace_id, new.artifact_type, new.agent_confidence, new.agent_reasoning,
      new.created_at, new.revision, new.revision_of, new.title, new.content_sha256, new.content_bytes, new.legacy)
    is distinct from
     (old.id, old.work_session_id, old.workspace_id, old.artifact_type, old.agent_confidence, old.agent_reasoning,
      old.created_at, old.revision, old.revision_of, old.title, old.content_sha256, old.content_bytes, old.legacy) then
    perform private.refuse_artifact_change();
  end if;

  if new.status is not distinct from old.status then
    if (new.reviewed_by_user_id, new.reviewed_at, new.review_feedback, new.changes_requested)
      is distinct from (old.reviewed_by_user_id, old.reviewed_at, old.review_feedback, old.changes_requested) then
      perform private.fail('not_allowed', 'The review columns change with the status only.', 'Set status to approved or rejected in the same update.');
    end if;
    return new;
  end if;

  perform private.require_reviewer(new.workspace_id);
  if old.status = 'pending' and new.status in ('approved', 'rejected') then
    if length(new.review_feedback) > 20000 then
      perform private.fail('invalid_input', 'Feedback has at most 20,000 characters.');
    elsif new.changes_requested and new.status = 'approved' then
      perform private.fail('invalid_input', 'An approval asks for no changes.');
    elsif new.changes_requested and coalesce(btrim(new.review_feedback), '') = '' then
      perform private.fail('feedback_required', 'Asking for changes needs words for the agent.', 'Say in the feedback what should change.');
    end if;
    new.reviewed_by_user_id := auth.uid();
    new.reviewed_at := clock_timestamp();
  elsif old.status in ('approved', 'rejected') and new.status = 'pending' then
    perform private.check_reopen(old.id, old.reviewed_by_user_id, old.reviewed_at);
    new.reviewed_by_user_id := null;
    new.reviewed_at := null;
    new.review_feedback := null;
    new.changes_requested := false;
  elsif old.status in ('approved', 'rejected') then
    perform private.fail('already_decided', private.decided_message('This artifact', old.status, old.reviewed_by_user_id, old.reviewed_at, old.workspace_id),
      'Reopen it first.');
  else
    perform private.fail('invalid_input', format('An artifact can''t become %s.', left(new.status, 40)), 'Decide approved or rejected.');
  end if;
  return new;
end
$$;
create trigger guard_update before update on public.work_artifacts for each row execute function private.guard_artifact_update();

-- Checkpoints

create function private.guard_checkpoint_insert() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.legacy := false;
  new.workspace_id := private.session_workspace(new.work_session_id);
  new.metadata := coalesce(new.metadata, '{}');
  if new.status <> 'pending'
    or num_nonnulls(new.user_decision, new.resolved_by_user_id, new.resolved_at, new.resolution_note) > 0 then
    perform private.fail('invalid_input', 'A checkpoint is born pending, without a decision.', 'Insert it without them; a member decides afterwards.');
  end if;
  if current_user = 'authenticated' then
    if new.checkpoint_type <> 'user_requested' then
      perform private.fail('not_allowed', 'Only agents offer checkpoints.', 'Use the type user_requested.');
    end if;
    new.created_at := now();
  end if;
  return new;
end
$$;
create trigger guard_insert before insert on public.work_checkpoints for each row execute function private.guard_checkpoint_insert();

-- A session waits while one of its checkpoints does.
create function private.pause_session() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.work_sessions set status = 'paused' where id = new.work_session_id and status = 'running';
  return null;
end
$$;
create trigger pause_session after insert on public.work_checkpoints for each row execute function private.pause_session();

create function private.guard_checkpoint_update() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.id, new.work_session_id, new.workspace_id, new.checkpoint_type, new.stage, new.stages, new.reason, new.metadata, new.created_at, new.legacy)
    is distinct from
     (old.id, old.work_session_id, old.workspace_id, old.checkpoint_type, old.stage, old.stages, old.reason, old.metadata, old.created_at, old.legacy) then
    perform private.fail('not_allowed', 'What was asked can''t be changed or moved; only the resolution of a checkpoint is written.');
  end if;

  if new.status is not distinct from old.status then
    if (new.user_decision, new.resolved_by_user_id, new.resolved_at, new.resolution_note)
      is distinct from (old.user_decision, old.resolved_by_user_id, old.resolved_at, old.resolution_note) then
      perform private.fail('not_allowed', 'A resolution is written together with the status.', 'Set status to resolved and user_decision in the same update.');
    end if;
    return new;
  end if;

  if old.status = 'pending' and new.status = 'superseded' and current_user not in ('authenticated', 'service_role') then
    -- an effect of another decision, or of the session's end
    if num_nonnulls(new.user_decision, new.resolved_by_user_id, new.resolved_at) > 0 then
      perform private.fail('invalid_input', 'A superseded checkpoint carries no decision.');
    end if;
    return new;
  end if;

  perform private.require_reviewer(new.workspace_id);
  if old.status = 'superseded' then
    perform private.fail('superseded', 'This checkpoint needs no answer any more: its session ended, or an earlier stage was rejected.');
  elsif old.status = 'resolved' then
    perform private.fail('already_decided', private.decided_message('This checkpoint', 'resolved (' || coalesce(old.user_decision, '?') || ')',
      old.resolved_by_user_id, old.resolved_at, old.workspace_id));
  elsif new.status <> 'resolved' or new.user_decision is null then
    perform private.fail('invalid_input', 'A checkpoint is resolved with continue, reject or modify.', 'Set status to resolved and user_decision.');
  end if;
  if new.user_decision = 'modify' and coalesce(btrim(new.resolution_note), '') = '' then
    perform private.fail('feedback_required', 'Modify needs an instruction for the agent.', 'Say what the agent should do differently.');
  end if;
  -- Locked before looking: two reviewers resolving the last two would otherwise each see the other's as pending.
  perform private.lock_session(new.work_session_id);
  if private.earlier_stage_pending(new.work_session_id, new.stage) then
    perform private.fail('earlier_stage_pending', 'An earlier stage of this session has not been decided yet.', 'Decide the earlier checkpoint first.');
  end if;
  new.resolved_by_user_id := auth.uid();
  new.resolved_at := clock_timestamp();
  return new;
end
$$;
create trigger guard_update before update on public.work_checkpoints for each row execute function private.guard_checkpoint_update();

-- continue: the session runs on when nothing is pending. modify: it stays paused, the instruction stands in the
-- checkpoint for the agent. reject: it has failed, later stages need no answer.
create function private.checkpoint_effects() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.user_decision = 'continue' then
    update public.work_sessions set status = 'running'
    where id = new.work_session_id and status = 'paused'
      and not private.checkpoint_pending(new.work_session_id);
  elsif new.user_decision = 'modify' then
    update public.work_sessions
    set status = 'paused', metadata = metadata || jsonb_build_object('instruction', new.resolution_note, 'instruction_checkpoint_id', new.id)
    where id = new.work_session_id and status in ('running', 'paused');
  else
    update public.work_sessions
    set status = 'failed', metadata = metadata || jsonb_build_object('reason', 'checkpoint_rejected', 'rejected_checkpoint_id', new.id)
    where id = new.work_session_id and status in ('pending', 'running', 'paused');
  end if;
  return null;
end
$$;
create trigger effects after update on public.work_checkpoints
  for each row when (new.status = 'resolved' and old.status = 'pending')
  execute function private.checkpoint_effects();
