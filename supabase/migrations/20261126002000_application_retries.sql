-- Another try for a failed application stands in the trail as well, in the chain of the artifact that is to be applied:
-- the row forgets its reason, and who asked, when the backend takes it again.

create function private.application_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, 'work_artifacts', new.artifact_id, 'retried',
    jsonb_build_object('application_id', old.id, 'application_status', old.status, 'attempts', old.attempts, 'reason', old.reason),
    jsonb_build_object('application_id', new.id, 'application_status', new.status, 'attempts', new.attempts),
    null, (select content_sha256 from public.work_artifacts where id = new.artifact_id));
  return null;
end
$$;
revoke execute on function private.application_event from public, anon, authenticated, service_role;

create trigger review_event after update of status on public.work_applications
  for each row when (old.status = 'failed' and new.status = 'pending') execute function private.application_event();
