-- People: refusals about members and invitations say which rule it was, and one sees where one is signed in.

create or replace function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.workspaces where id = old.workspace_id for update;
  if not found or private.user_is_gone(old.user_id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if not exists (select from public.workspace_memberships
    where workspace_id = old.workspace_id and role = 'owner' and user_id <> old.user_id) then
    perform private.fail('last_owner', 'The last owner of a workspace can''t leave or give up the role.', 'Make somebody else an owner first, or delete the workspace.');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;

-- One open invitation per address and workspace; one whose time is over makes room. Members need none.
create or replace function private.guard_invitation() returns trigger
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
    if private.may_manage(new.workspace_id) then
      if exists (select from public.workspace_memberships where workspace_id = new.workspace_id and lower(email) = new.email) then
        perform private.fail('already_member', 'Somebody with this address is a member of the workspace already.', 'Change their role in the list of members.');
      end if;
      delete from public.invitations where workspace_id = new.workspace_id and email = new.email and expires_at <= now();
      if exists (select from public.invitations where workspace_id = new.workspace_id and email = new.email) then
        perform private.fail('already_invited', 'This address is invited already.', 'Revoke that invitation first to give another role.');
      end if;
    end if;
  end if;
  return new;
end
$$;

-- Where the caller is signed in, newest first. Auth's own table; a plain PostgreSQL has none.
create function private.my_sessions() returns json
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
declare
  answer json;
begin
  if auth.uid() is null or to_regclass('auth.sessions') is null then
    return '[]';
  end if;
  execute $query$
    select coalesce(json_agg(json_build_object('id', s.id, 'created_at', s.created_at,
      'used_at', coalesce(s.refreshed_at at time zone 'UTC', s.created_at), 'user_agent', s.user_agent,
      'second_factor', s.aal::text <> 'aal1', 'current', s.id::text = coalesce(auth.jwt() ->> 'session_id', ''))
      order by coalesce(s.refreshed_at at time zone 'UTC', s.created_at) desc), '[]')
    from auth.sessions s
    where s.user_id = auth.uid() and (s.not_after is null or s.not_after > now())
  $query$ into answer;
  return answer;
end
$$;

create function public.my_sessions() returns json
language sql stable set search_path = '' as $$ select private.my_sessions() $$;

revoke execute on function private.my_sessions, public.my_sessions from public, anon, authenticated, service_role;
grant execute on function private.my_sessions, public.my_sessions to authenticated;
