-- Workspaces and their members: names copied from the account, the first workspace of a new user, the state of things.

-- A member is shown by name to the others, who can't read auth.users.
create function private.guard_membership() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    select u.email, coalesce(nullif(btrim(u.raw_user_meta_data ->> 'name'), ''), nullif(btrim(u.raw_user_meta_data ->> 'full_name'), ''))
    into new.email, new.display_name
    from auth.users u where u.id = new.user_id;
    new.created_at := coalesce(new.created_at, now());
  elsif (new.id, new.workspace_id, new.user_id, new.created_at) is distinct from (old.id, old.workspace_id, old.user_id, old.created_at) then
    perform private.refuse_change('workspace_memberships', 'id, workspace_id, user_id and created_at');
  end if;
  return new;
end
$$;
create trigger guard before insert or update on public.workspace_memberships for each row execute function private.guard_membership();

create function private.guard_workspace() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.id, new.created_at) is distinct from (old.id, old.created_at) then
    perform private.refuse_change('workspaces', 'id and created_at');
  end if;
  return new;
end
$$;
create trigger guard before update on public.workspaces for each row execute function private.guard_workspace();

-- The caller's oldest workspace; a new user gets one, as its owner. Answers as contract/status.ts workspaceChoice.
create function public.get_or_create_workspace(name text default 'My workspace') returns json
language plpgsql volatile security definer set search_path = '' as $$
declare
  person constant uuid := auth.uid();
  wanted constant text := btrim($1);
  found_workspace uuid;
begin
  if person is null then
    perform private.fail('not_allowed', 'Sign in first.');
  end if;
  if wanted is null or length(wanted) not between 1 and 200 then
    perform private.fail('invalid_input', 'A workspace''s name has 1 to 200 characters.');
  end if;
  -- two first sign-ins at once make one workspace
  perform pg_advisory_xact_lock(hashtextextended('countersign.get_or_create_workspace:' || person, 0));
  select m.workspace_id into found_workspace
  from public.workspace_memberships m where m.user_id = person order by m.created_at, m.workspace_id limit 1;
  if found_workspace is null then
    insert into public.workspaces (name) values (wanted) returning id into found_workspace;
    insert into public.workspace_memberships (workspace_id, user_id, role) values (found_workspace, person, 'owner');
  end if;
  return (
    select json_build_object('id', w.id, 'name', w.name, 'role', m.role)
    from public.workspaces w join public.workspace_memberships m on m.workspace_id = w.id and m.user_id = person
    where w.id = found_workspace
  );
end
$$;

create function public.my_workspaces() returns json
language sql stable set search_path = '' as $$
  select coalesce(json_agg(json_build_object('id', w.id, 'name', w.name, 'role', m.role) order by m.created_at, w.id), '[]')
  from public.workspace_memberships m
  join public.workspaces w on w.id = m.workspace_id
  where m.user_id = auth.uid()
$$;

-- Database reachable, its schema's version, and what waits, in the workspaces that the caller may read.
create function public.health_check() returns json
language sql stable set search_path = '' set timezone = 'UTC' as $$
  select json_build_object(
    'ok', true,
    'database_time', now(),
    'schema_version', private.schema_version(),
    'pending_artifacts', coalesce(sum(a.pending), 0),
    'pending_checkpoints', coalesce(sum(c.pending), 0),
    'oldest_pending_at', least(min(a.oldest), min(c.oldest)))
  from public.workspaces w
  cross join lateral (
    select count(*) as pending, min(created_at) as oldest from public.work_artifacts where workspace_id = w.id and status = 'pending'
  ) a
  cross join lateral (
    select count(*) as pending, min(created_at) as oldest from public.work_checkpoints where workspace_id = w.id and status = 'pending'
  ) c
$$;
