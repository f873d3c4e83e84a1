-- Who may do what. Policies read the caller's role from the view; triggers and functions ask one question each.
-- docs/roles.md has the same as a table.

-- The caller's own memberships, read past Row Level Security (the view's owner owns the table), so that policies,
-- the one on memberships included, are one index look-up per row.
create view private.my_roles with (security_barrier) as
  select workspace_id, role from public.workspace_memberships where user_id = (select auth.uid());
grant select on private.my_roles to authenticated;

create function private.my_role(workspace uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select role from public.workspace_memberships where workspace_id = workspace and user_id = auth.uid()
  );
end
$$;

create function private.may_read(workspace uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return private.my_role(workspace) is not null;
end
$$;

-- decide on artifacts and checkpoints, claim, comment, request a checkpoint
create function private.may_review(workspace uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(private.my_role(workspace) in ('owner', 'admin', 'reviewer'), false);
end
$$;

-- projects, sessions, agents, baskets; reopen what somebody else decided; delete
create function private.may_manage(workspace uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(private.my_role(workspace) in ('owner', 'admin'), false);
end
$$;

-- rename or delete the workspace, make and unmake owners
create function private.may_own(workspace uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(private.my_role(workspace) = 'owner', false);
end
$$;

create function private.require_reviewer(workspace uuid) returns void
language plpgsql stable set search_path = '' as $$
begin
  if private.may_review(workspace) then
    return;
  end if;
  if private.may_read(workspace) then
    perform private.fail('not_allowed', 'Your role in this workspace does not include deciding.', 'Ask an owner for the role reviewer.');
  end if;
  perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
end
$$;
