-- How long a workspace's items may wait before they count as overdue: the service level that owners and admins set.

alter table public.workspaces add column review_within_hours integer
  constraint workspaces_review_within_check check (review_within_hours between 1 and 8760);
comment on column public.workspaces.review_within_hours is 'hours after which a waiting item is overdue; null: 48';

create or replace view private.workspace_changes with (security_invoker) as
  select t.id, json_build_object('table', 'workspaces', 'row', to_json(r)) as change, t.ctid as location
  from public.workspaces t, lateral (
    select id, name, review_within_hours, created_at, row_version) r;

-- Admins may change the row now; its name stays the owners'.
alter policy workspaces_update on public.workspaces
  using ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) in ('owner', 'admin'));

create or replace function private.guard_workspace() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.id, new.created_at) is distinct from (old.id, old.created_at) then
    perform private.refuse_change('workspaces', 'id and created_at');
  end if;
  if new.name is distinct from old.name and current_user = 'authenticated' and private.may_manage(old.id) and not private.may_own(old.id) then
    perform private.fail('not_allowed', 'Only an owner renames the workspace.', 'Ask an owner.');
  end if;
  return new;
end
$$;
