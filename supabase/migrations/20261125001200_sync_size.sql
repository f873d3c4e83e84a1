-- How much a first pull of a workspace brings, so that its reader can say how long it takes.

-- Rows of each table that `sync_pull(workspace, null, …, tables)` walks: {"work_artifacts": 120, …}. Whoever is no member is
-- refused, as by sync_pull; a member reads every row of the workspace, so that they are counted in the indexes without
-- asking the policies for each. Rows that come or go meanwhile make it an estimate.
create function private.sync_size(workspace uuid, tables text[]) returns json
language plpgsql stable security definer set search_path = '' set enable_seqscan = off as $$
declare
  name text;
  found bigint;
  counts jsonb := '{}';
begin
  if private.my_membership(workspace) is null then
    perform private.fail('not_member', 'You are not a member of this workspace.', 'Ask an owner for an invitation.');
  end if;
  foreach name in array array['workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions',
    'work_artifacts', 'work_checkpoints', 'review_events'] || array(
      select optional from unnest(private.optional_tables()) as optional where optional = any (tables)) loop
    execute format('select count(*) from public.%I where %I = $1', name, case name when 'workspaces' then 'id' else 'workspace_id' end)
      into found using workspace;
    counts := counts || jsonb_build_object(name, found);
  end loop;
  return counts;
end
$$;

create function public.sync_size(workspace uuid, tables text[] default '{}') returns json
language sql stable set search_path = '' as 'select private.sync_size(workspace, tables)';

revoke execute on function private.sync_size from public, anon, authenticated, service_role;
revoke execute on function public.sync_size from public, anon, authenticated, service_role;
grant execute on function private.sync_size to authenticated;
grant execute on function public.sync_size to authenticated;
