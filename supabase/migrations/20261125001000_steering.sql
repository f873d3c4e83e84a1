-- Commands for starting and steering work: field-by-field edits of projects, another try for a failed application, and
-- answers that carry claims and comments.

-- A field of a project is in conflict when it is neither what the editor began with nor what they made of it.
create function private.require_unchanged(expected jsonb, payload jsonb, field text, current text) returns void
language plpgsql set search_path = '' as $$
begin
  if payload ? field and expected ? field
    and current is distinct from expected ->> field and current is distinct from payload ->> field then
    perform private.fail('content_changed', format('Somebody else has changed the project''s %s meanwhile.', field), 'Look at both and decide which one stays.');
  end if;
end
$$;

create or replace function private.do_update_project(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  current record;
begin
  perform private.lock_project(target, workspace, expected);
  if payload ? 'name' then
    perform private.require_text(payload, 'name', 1, 200);
  end if;
  perform private.require_command(coalesce(jsonb_typeof(payload -> 'description'), 'null') in ('string', 'null'), 'payload.description is text or null.');
  select name, description into current from public.projects where id = target;
  perform private.require_unchanged(expected, payload, 'name', current.name);
  perform private.require_unchanged(expected, payload, 'description', current.description);
  update public.projects
  set name = coalesce(payload ->> 'name', name), description = case when payload ? 'description' then payload ->> 'description' else description end
  where id = target;
  return jsonb_build_array(jsonb_build_array('projects', target));
end
$$;

-- A failed application waits for the backend again; its attempts go on counting. Members write no applications
-- themselves: this is the one change that they may ask for.
create function private.renew_application(application uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  found record;
begin
  select a.status, a.workspace_id, r.status as artifact_status into found
  from public.work_applications a join public.work_artifacts r on r.id = a.artifact_id
  where a.id = application for update of a;
  perform private.require_reviewer(found.workspace_id);
  if found.status = 'failed' and found.artifact_status = 'approved' then
    update public.work_applications
    set status = 'pending', reason = null, finished_at = null, claimed_by = null, claimed_until = null
    where id = application;
  end if;
  return found.status;
end
$$;

create function private.do_retry_application(target uuid, workspace uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  found_status text;
begin
  perform private.require_reviewer(workspace);
  if not exists (select from public.work_applications where id = target and workspace_id = workspace) then
    perform private.gone('application', workspace);
  end if;
  found_status := private.renew_application(target);
  if found_status <> 'failed' then
    perform private.fail('superseded', format('This application is %s by now.', found_status), 'Look at it again.');
  end if;
  return jsonb_build_array(jsonb_build_array('work_applications', target));
end
$$;

-- Answers carry the rows, so that what was claimed, released or said stands on screen without a pull. What the commands do
-- stays where it was, under another name; these say in addition what was touched.
alter function private.do_claim(uuid, uuid, jsonb) rename to claim_item;
alter function private.do_release(uuid, uuid, jsonb) rename to release_item;
alter function private.do_comment(uuid, uuid, uuid, jsonb) rename to comment_on_item;

create function private.claims_on(target uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_array('claims', id)), '[]') from public.claims where artifact_id = target or checkpoint_id = target
$$;

create function private.do_claim(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.claim_item(target, workspace, payload);
  return private.claims_on(target);
end
$$;

create function private.do_release(target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  before constant jsonb := private.claims_on(target);
begin
  perform private.release_item(target, workspace, payload);
  return (select coalesce(jsonb_agg(claim), '[]') from jsonb_array_elements(before) claim where not private.claims_on(target) @> jsonb_build_array(claim));
end
$$;

create function private.do_comment(command_id uuid, target uuid, workspace uuid, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform private.comment_on_item(command_id, target, workspace, payload);
  return jsonb_build_array(jsonb_build_array('comments', command_id));
end
$$;

create or replace function private.row_of(table_name text, row_id uuid) returns json
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
  elsif table_name = 'work_applications' then
    select change into found_change from private.application_changes c where c.id = row_id;
  elsif table_name = 'claims' then
    select change into found_change from private.claim_changes c where c.id = row_id;
  elsif table_name = 'comments' then
    select change into found_change from private.comment_changes c where c.id = row_id;
  end if;
  if found_change is null then
    select change into found_change from private.deletion_changes d where d.row_id = row_of.row_id and d.table_name = row_of.table_name;
  end if;
  return found_change;
end
$$;

create or replace function private.run_command(item jsonb) returns jsonb
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
    when 'retry_application' then private.do_retry_application(target, workspace)
    else private.unknown_kind(item ->> 'kind')
  end;
end
$$;

-- The row that a command names, for the answer to a conflict.
create or replace function private.named_by(item jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return case
    when not private.is_uuid(item ->> 'target_id') then '[]'::jsonb
    else jsonb_build_array(jsonb_build_array(
      case
        when item ->> 'kind' = 'resolve_checkpoint' or item -> 'payload' ->> 'on' = 'checkpoint' then 'work_checkpoints'
        when item ->> 'kind' in ('create_project', 'update_project', 'delete_project') then 'projects'
        when item ->> 'kind' in ('create_session', 'start_session', 'pause_session', 'cancel_session') or item -> 'payload' ->> 'on' = 'session' then 'work_sessions'
        when item ->> 'kind' = 'retry_application' then 'work_applications'
        else 'work_artifacts'
      end, item ->> 'target_id'))
  end;
end
$$;

revoke execute on function private.require_unchanged, private.renew_application, private.do_retry_application,
  private.claims_on, private.do_claim, private.do_release, private.do_comment from public, anon, authenticated, service_role;
grant execute on function private.require_unchanged, private.renew_application, private.do_retry_application,
  private.claims_on, private.do_claim, private.do_release, private.do_comment to authenticated, service_role;
