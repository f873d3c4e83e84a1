-- A poke tells open apps to pull: a broadcast on the topic workspace:<id>, without content, once per transaction and
-- workspace. Where Supabase Realtime does not exist it does nothing, and apps poll.

-- Remembers the workspace of a changed row for the statement trigger below (cheaper than transition tables, which
-- would copy every row, large content included).
create function private.note_workspace(workspace uuid) returns void
language plpgsql set search_path = '' as $$
declare
  noted constant text := coalesce(current_setting('countersign.changed', true), '');
begin
  if position(workspace::text in noted) = 0 then
    perform set_config('countersign.changed', noted || workspace::text || ' ', true);
  end if;
end
$$;

create function private.note_change() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'workspaces' then
    perform private.note_workspace(case when tg_op = 'DELETE' then old.id else new.id end);
  else
    perform private.note_workspace(case when tg_op = 'DELETE' then old.workspace_id else new.workspace_id end);
  end if;
  return null;
end
$$;

create function private.poke() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  noted constant text := coalesce(current_setting('countersign.changed', true), '');
  sent constant text := coalesce(current_setting('countersign.poked', true), '');
  workspace text;
begin
  if noted = sent or to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    return null;
  end if;
  foreach workspace in array string_to_array(rtrim(substr(noted, length(sent) + 1)), ' ') loop
    execute 'select realtime.send($1, $2, $3, true)' using '{}'::jsonb, 'poke', 'workspace:' || workspace;
  end loop;
  perform set_config('countersign.poked', noted, true);
  return null;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions',
    'work_artifacts', 'work_checkpoints', 'review_events', 'work_iterations', 'work_applications', 'context_mutations', 'claims', 'comments'] loop
    execute format('create trigger note_change after insert or update or delete on public.%I for each row execute function private.note_change()', name);
    execute format('create trigger poke after insert or update or delete on public.%I for each statement execute function private.poke()', name);
  end loop;
end
$$;

-- Who may listen, and be present, on a topic: the members of its workspace. Sending is the database's.
create function private.topic_workspace(topic text) returns uuid
language sql immutable set search_path = '' as $$
  select case when topic like 'workspace:%' and private.is_uuid(substr(topic, 11)) then substr(topic, 11)::uuid end
$$;

do $$
begin
  if to_regclass('realtime.messages') is null or to_regprocedure('realtime.topic()') is null then
    return;
  end if;
  create policy countersign_listen on realtime.messages for select to authenticated
    using ((select private.may_read(private.topic_workspace(realtime.topic()))));
  create policy countersign_presence on realtime.messages for insert to authenticated
    with check (extension = 'presence' and (select private.may_read(private.topic_workspace(realtime.topic()))));
exception when insufficient_privilege then
  raise notice 'realtime.messages: not allowed to create policies here; private channels stay closed and apps poll';
end
$$;

revoke execute on function private.note_workspace(uuid), private.note_change(), private.poke(), private.topic_workspace(text) from public;
grant execute on function private.note_workspace(uuid) to authenticated, service_role;
grant execute on function private.topic_workspace(text) to authenticated, service_role;
