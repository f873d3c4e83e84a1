-- Reopening takes back one decision, named by its command: between a decision and its undo somebody may have reopened it
-- and decided again, to the same status, and an admin may reopen what others decided. Earlier apps name the status alone.

create or replace function private.do_reopen(target uuid, workspace uuid, expected jsonb, payload jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  artifact record;
begin
  perform private.require_command(expected ->> 'status' in ('approved', 'rejected'), 'expected.status is approved or rejected.');
  perform private.require_command(not expected ? 'command_id' or private.is_uuid(expected ->> 'command_id'), 'expected.command_id is a UUID.');
  perform private.require_command(jsonb_typeof(payload -> 'note') in ('string', 'null'), 'payload.note is text or null.');
  select id, workspace_id, status into artifact from public.work_artifacts where id = target and workspace_id = workspace for no key update;
  if not found then
    select workspace_id into artifact from public.work_artifacts where id = target and workspace_id = workspace;
    if found then
      perform private.require_reviewer(artifact.workspace_id);
    end if;
    perform private.gone('artifact', workspace);
  end if;
  if artifact.status is distinct from expected ->> 'status'
    or (expected ? 'command_id' and private.deciding_command(target) is distinct from (expected ->> 'command_id')::uuid) then
    perform private.fail('superseded', 'The decision to take back does not stand any more.', 'Look at the artifact as it is now.');
  end if;
  perform set_config('countersign.note', coalesce(payload ->> 'note', ''), true);
  update public.work_artifacts set status = 'pending' where id = target;
  return jsonb_build_array(jsonb_build_array('work_artifacts', target));
end
$$;

-- By which command a decided artifact is what it is; null: by none (a plain table write, or before there were any). As the
-- caller, who may read the trail of what they may reopen.
create function private.deciding_command(artifact uuid) returns uuid
language plpgsql stable set search_path = '' as $$
begin
  return (
    select command_id from public.review_events
    where target_id = artifact and target_table = 'work_artifacts' and kind in ('approved', 'rejected', 'imported')
    order by seq desc limit 1);
end
$$;
revoke execute on function private.deciding_command from public, anon, authenticated, service_role;
grant execute on function private.deciding_command to authenticated;
