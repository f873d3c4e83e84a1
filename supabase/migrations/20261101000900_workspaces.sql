-- Workspaces and their members: names copied from the account, roles and who may give them, invitations, the first
-- workspace of a new user, the state of things.

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

-- Roles: an owner gives and takes every role; an admin those of reviewers and viewers; anybody may leave.
create function private.guard_role() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user <> 'authenticated' or private.may_own(old.workspace_id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' then
    if old.user_id = auth.uid() or (private.may_manage(old.workspace_id) and old.role in ('reviewer', 'viewer')) then
      return old;
    end if;
  elsif new.role is not distinct from old.role
    or (private.may_manage(old.workspace_id) and old.role in ('reviewer', 'viewer') and new.role in ('reviewer', 'viewer')) then
    return new;
  end if;
  perform private.fail('not_allowed', 'Only an owner gives or takes the roles owner and admin.', 'Ask an owner.');
  return null;
end
$$;
create trigger guard_role before update or delete on public.workspace_memberships for each row execute function private.guard_role();

-- A workspace keeps an owner: the last one can neither leave nor step down. The workspace's row is the lock, so that
-- two owners who leave at once do not each rely on the other.
create function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.workspaces where id = old.workspace_id for update;
  if not found or private.user_is_gone(old.user_id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if not exists (select from public.workspace_memberships
    where workspace_id = old.workspace_id and role = 'owner' and user_id <> old.user_id) then
    perform private.fail('not_allowed', 'The last owner of a workspace can''t leave or give up the role.', 'Make somebody else an owner first, or delete the workspace.');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger keep_an_owner before delete on public.workspace_memberships
  for each row when (old.role = 'owner') execute function private.keep_an_owner();
create trigger keep_an_owner_update before update on public.workspace_memberships
  for each row when (old.role = 'owner' and new.role <> 'owner') execute function private.keep_an_owner();

create function private.membership_event() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.workspaces where id = coalesce(new.workspace_id, old.workspace_id)) then
    return null;
  end if;
  perform private.record_event(coalesce(new.workspace_id, old.workspace_id), 'workspace_memberships', coalesce(new.id, old.id),
    case tg_op when 'INSERT' then 'joined' when 'DELETE' then 'left' else 'role_changed' end,
    case when tg_op <> 'INSERT' then jsonb_build_object('user_id', old.user_id, 'role', old.role) end,
    case when tg_op <> 'DELETE' then jsonb_build_object('user_id', new.user_id, 'role', new.role) end);
  return null;
end
$$;
create trigger review_event after insert or delete on public.workspace_memberships for each row execute function private.membership_event();
create trigger review_event_update after update on public.workspace_memberships
  for each row when (old.role is distinct from new.role) execute function private.membership_event();

-- Invitations by e-mail address, accepted by whoever signs in with that address (confirmed).

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  email text not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 320 and email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'reviewer', 'viewer')),
  invited_by_user_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '14 days'
);
create unique index invitations_address_key on public.invitations (workspace_id, email);
create index invitations_expires_at_idx on public.invitations (expires_at);
create index invitations_email_idx on public.invitations (email);

create function private.guard_invitation() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.email := lower(btrim(new.email));
  if current_user = 'authenticated' then
    if new.role in ('owner', 'admin') and private.may_manage(new.workspace_id) and not private.may_own(new.workspace_id) then
      perform private.fail('not_allowed', 'Only an owner gives or takes the roles owner and admin.', 'Ask an owner, or invite as reviewer or viewer.');
    end if;
    new.invited_by_user_id := auth.uid();
    new.created_at := now();
    new.expires_at := now() + interval '14 days';
  end if;
  return new;
end
$$;
create trigger guard before insert on public.invitations for each row execute function private.guard_invitation();

-- The caller's address, if Auth holds it for confirmed (a plain PostgreSQL knows no confirmation).
create function private.my_email() returns text
language sql stable security definer set search_path = '' as $$
  select lower(u.email) from auth.users u
  where u.id = auth.uid() and (not to_jsonb(u) ? 'email_confirmed_at' or to_jsonb(u) ->> 'email_confirmed_at' is not null)
$$;

-- Joins every workspace that the caller's address is invited to. Answers the joined ones as contract/status.ts workspaceChoice.
create function private.accept_invitations() returns json
language plpgsql volatile security definer set search_path = '' as $$
declare
  answer json;
begin
  if auth.uid() is null then
    perform private.fail('not_allowed', 'Sign in first.');
  end if;
  with accepted as (
    delete from public.invitations where email = private.my_email() returning workspace_id, role, expires_at
  ), joined as (
    insert into public.workspace_memberships (workspace_id, user_id, role)
    select workspace_id, auth.uid(), role from accepted where expires_at > now()
    on conflict (workspace_id, user_id) do nothing
    returning workspace_id, role
  )
  select coalesce(json_agg(json_build_object('id', w.id, 'name', w.name, 'role', joined.role) order by w.id), '[]') into answer
  from joined join public.workspaces w on w.id = joined.workspace_id;
  return answer;
end
$$;

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

-- The caller's oldest workspace; a new user joins where invited, or gets one of their own, as its owner. Answers as contract/status.ts workspaceChoice.
create function private.get_or_create_workspace(name text) returns json
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
    perform private.accept_invitations();
    select m.workspace_id into found_workspace
    from public.workspace_memberships m where m.user_id = person order by m.created_at, m.workspace_id limit 1;
  end if;
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

create function public.accept_invitations() returns json
language sql volatile set search_path = '' as $$ select private.accept_invitations() $$;

create function public.get_or_create_workspace(name text default 'My workspace') returns json
language sql volatile set search_path = '' as $$ select private.get_or_create_workspace(name) $$;

-- Another workspace, owned by the caller.
create function private.create_workspace(name text) returns json
language plpgsql volatile security definer set search_path = '' as $$
declare
  made uuid;
begin
  if auth.uid() is null then
    perform private.fail('not_allowed', 'Sign in first.');
  end if;
  if name is null or length(btrim(name)) not between 1 and 200 then
    perform private.fail('invalid_input', 'A workspace''s name has 1 to 200 characters.');
  end if;
  insert into public.workspaces (name) values (btrim(create_workspace.name)) returning id into made;
  insert into public.workspace_memberships (workspace_id, user_id, role) values (made, auth.uid(), 'owner');
  return json_build_object('id', made, 'name', btrim(name), 'role', 'owner');
end
$$;

create function public.create_workspace(name text) returns json
language sql volatile set search_path = '' as $$ select private.create_workspace(name) $$;

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

-- What the upgrade from the first version found, for owners and admins (docs/upgrade.md explains each rule).
create function public.upgrade_report() returns json
language sql stable set search_path = '' set timezone = 'UTC' as $$
  select coalesce(json_agg(json_build_object('workspace_id', workspace_id, 'table', table_name, 'id', row_id, 'rule', rule,
    'outcome', outcome, 'original', original, 'found_at', found_at) order by table_name, rule, row_id), '[]')
  from private.upgrade_findings
$$;

-- Lets go of what has had its time: tombstones and receipts after 90 days, claims a day after their end, invitations a
-- month after theirs. For the backend, daily; nothing depends on its being called.
create function public.housekeeping() returns json
language plpgsql volatile set search_path = '' as $$
declare
  tombstones integer;
  receipts integer;
  claims integer;
  invitations integer;
begin
  delete from public.claims where expires_at < now() - interval '1 day';
  get diagnostics claims = row_count;
  delete from public.invitations where expires_at < now() - interval '30 days';
  get diagnostics invitations = row_count;
  select * into tombstones, receipts from private.drop_expired();
  return json_build_object('tombstones', tombstones, 'receipts', receipts, 'claims', claims, 'invitations', invitations);
end
$$;

create function private.drop_expired(out tombstones integer, out receipts integer)
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.tombstones where deleted_at < now() - interval '90 days';
  get diagnostics tombstones = row_count;
  delete from private.command_receipts where created_at < now() - interval '90 days';
  get diagnostics receipts = row_count;
end
$$;
