-- Row Level Security and grants, all in one place. Every policy is one look-up of the caller's role in the row's
-- workspace: an index probe per row, whatever number of workspaces the caller belongs to. docs/roles.md has the same as
-- a table, and test/database/access-matrix.test.ts holds every cell.

alter table public.workspaces enable row level security;
alter table public.workspace_memberships enable row level security;
alter table public.invitations enable row level security;
alter table public.baskets enable row level security;
alter table public.agents enable row level security;
alter table public.projects enable row level security;
alter table public.work_sessions enable row level security;
alter table public.work_artifacts enable row level security;
alter table public.work_checkpoints enable row level security;
alter table public.review_events enable row level security;
alter table private.feed_state enable row level security;
alter table private.tombstones enable row level security;
alter table private.review_heads enable row level security;
alter table private.command_receipts enable row level security;

-- The four work tables: exactly five policies each.

create policy projects_select on public.projects for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = projects.workspace_id) is not null);
create policy projects_insert on public.projects for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = projects.workspace_id) in ('owner', 'admin'));
create policy projects_update on public.projects for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = projects.workspace_id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = projects.workspace_id) in ('owner', 'admin'));
create policy projects_delete on public.projects for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = projects.workspace_id) in ('owner', 'admin'));
create policy projects_service on public.projects for all to service_role using (true) with check (true);

create policy work_sessions_select on public.work_sessions for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_sessions.workspace_id) is not null);
create policy work_sessions_insert on public.work_sessions for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = work_sessions.workspace_id) in ('owner', 'admin'));
create policy work_sessions_update on public.work_sessions for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_sessions.workspace_id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = work_sessions.workspace_id) in ('owner', 'admin'));
create policy work_sessions_delete on public.work_sessions for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_sessions.workspace_id) in ('owner', 'admin'));
create policy work_sessions_service on public.work_sessions for all to service_role using (true) with check (true);

create policy work_artifacts_select on public.work_artifacts for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_artifacts.workspace_id) is not null);
create policy work_artifacts_insert on public.work_artifacts for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = work_artifacts.workspace_id) in ('owner', 'admin'));
create policy work_artifacts_update on public.work_artifacts for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_artifacts.workspace_id) in ('owner', 'admin', 'reviewer'))
  with check ((select r.role from private.my_roles r where r.workspace_id = work_artifacts.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy work_artifacts_delete on public.work_artifacts for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_artifacts.workspace_id) in ('owner', 'admin'));
create policy work_artifacts_service on public.work_artifacts for all to service_role using (true) with check (true);

create policy work_checkpoints_select on public.work_checkpoints for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_checkpoints.workspace_id) is not null);
create policy work_checkpoints_insert on public.work_checkpoints for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = work_checkpoints.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy work_checkpoints_update on public.work_checkpoints for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_checkpoints.workspace_id) in ('owner', 'admin', 'reviewer'))
  with check ((select r.role from private.my_roles r where r.workspace_id = work_checkpoints.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy work_checkpoints_delete on public.work_checkpoints for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_checkpoints.workspace_id) in ('owner', 'admin'));
create policy work_checkpoints_service on public.work_checkpoints for all to service_role using (true) with check (true);

-- Workspaces, members, baskets, agents

create policy workspaces_select on public.workspaces for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) is not null);
create policy workspaces_update on public.workspaces for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) = 'owner')
  with check ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) = 'owner');
create policy workspaces_delete on public.workspaces for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = workspaces.id) = 'owner');
create policy workspaces_service on public.workspaces for all to service_role using (true) with check (true);

create policy workspace_memberships_select on public.workspace_memberships for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = workspace_memberships.workspace_id) is not null);
create policy workspace_memberships_update on public.workspace_memberships for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = workspace_memberships.workspace_id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = workspace_memberships.workspace_id) in ('owner', 'admin'));
create policy workspace_memberships_delete on public.workspace_memberships for delete to authenticated
  using (user_id = (select auth.uid()) or (select r.role from private.my_roles r where r.workspace_id = workspace_memberships.workspace_id) in ('owner', 'admin'));
create policy workspace_memberships_service on public.workspace_memberships for all to service_role using (true) with check (true);

create policy invitations_select on public.invitations for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = invitations.workspace_id) in ('owner', 'admin'));
create policy invitations_insert on public.invitations for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = invitations.workspace_id) in ('owner', 'admin'));
create policy invitations_delete on public.invitations for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = invitations.workspace_id) in ('owner', 'admin'));
create policy invitations_service on public.invitations for all to service_role using (true) with check (true);

create policy baskets_select on public.baskets for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = baskets.workspace_id) is not null);
create policy baskets_insert on public.baskets for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = baskets.workspace_id) in ('owner', 'admin'));
create policy baskets_update on public.baskets for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = baskets.workspace_id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = baskets.workspace_id) in ('owner', 'admin'));
create policy baskets_delete on public.baskets for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = baskets.workspace_id) in ('owner', 'admin'));
create policy baskets_service on public.baskets for all to service_role using (true) with check (true);

create policy agents_select on public.agents for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = agents.workspace_id) is not null);
create policy agents_insert on public.agents for insert to authenticated
  with check ((select r.role from private.my_roles r where r.workspace_id = agents.workspace_id) in ('owner', 'admin'));
create policy agents_update on public.agents for update to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = agents.workspace_id) in ('owner', 'admin'))
  with check ((select r.role from private.my_roles r where r.workspace_id = agents.workspace_id) in ('owner', 'admin'));
create policy agents_delete on public.agents for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = agents.workspace_id) in ('owner', 'admin'));
create policy agents_service on public.agents for all to service_role using (true) with check (true);

-- The trail and the feed: read by members, written by triggers only

create policy review_events_select on public.review_events for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = review_events.workspace_id) is not null);
create policy review_events_service on public.review_events for select to service_role using (true);
create policy tombstones_select on private.tombstones for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = tombstones.workspace_id) is not null);
create policy feed_state_closed on private.feed_state for all to service_role using (false);
create policy review_heads_closed on private.review_heads for all to service_role using (false);
create policy command_receipts_closed on private.command_receipts for all to service_role using (false);

-- Grants: nothing by default, then one by one.

revoke all on public.workspaces, public.workspace_memberships, public.invitations, public.baskets, public.agents, public.projects, public.work_sessions,
  public.work_artifacts, public.work_checkpoints, public.review_events from public, anon, authenticated;
revoke all on all tables in schema private from public, anon, authenticated, service_role;

grant select, insert, update, delete on public.projects, public.work_sessions, public.work_artifacts, public.work_checkpoints to authenticated;
grant all on public.projects, public.work_sessions, public.work_artifacts, public.work_checkpoints to service_role;

grant select, update, delete on public.workspaces to authenticated;
grant select, update, delete on public.workspace_memberships to authenticated;
grant select, insert, delete on public.invitations to authenticated;
grant select, insert, update, delete on public.baskets, public.agents to authenticated;
grant all on public.workspaces, public.workspace_memberships, public.invitations, public.baskets, public.agents to service_role;

revoke all on public.review_events from service_role;
grant select on public.review_events to authenticated, service_role;

grant select on private.my_roles, private.tombstones, private.workspace_changes, private.membership_changes, private.basket_changes,
  private.agent_changes, private.project_changes, private.session_changes, private.artifact_changes, private.checkpoint_changes,
  private.event_changes, private.deletion_changes to authenticated;

-- Functions are executable by everybody until revoked.
revoke execute on all functions in schema private from public, anon, authenticated, service_role;
-- the backend's table writes fire triggers that run as service_role
grant execute on all functions in schema private to service_role;
-- what runs as the signed-in caller: helpers of triggers, of the feed and of commands
grant execute on function
  private.fail(text, text, text), private.is_uuid(text), private.utc(timestamptz), private.schema_version(), private.local_setting(text),
  private.my_role(uuid), private.may_read(uuid), private.may_review(uuid), private.may_manage(uuid), private.may_own(uuid), private.require_reviewer(uuid),
  private.is_text(jsonb, integer, integer), private.is_list(jsonb), private.is_one_of(jsonb, text[]), private.task_parameters_problem(text, jsonb),
  private.with_defaults(text, jsonb), private.check_task_parameters(text, jsonb),
  private.session_workspace(uuid), private.project_place(uuid), private.lock_session(uuid), private.earlier_stage_pending(uuid, integer),
  private.checkpoint_pending(uuid), private.user_is_gone(uuid), private.refuse_change(text, text), private.refuse_artifact_change(),
  private.session_may_become(text, text, boolean), private.previous_revision(uuid, uuid), private.content_title(jsonb),
  private.decided_message(text, text, uuid, timestamptz, uuid), private.check_reopen(uuid, uuid, timestamptz),
  private.feed_epoch(), private.my_membership(uuid), private.cursor_holds(jsonb, text, uuid, pg_snapshot),
  private.reserve_receipts(jsonb), private.find_receipts(uuid[]), private.settle_receipts(jsonb), private.require_command(boolean, text),
  private.rows_of(jsonb), private.gone(text), private.do_review_artifact(uuid, jsonb, jsonb), private.do_reopen(uuid, jsonb, jsonb),
  private.do_resolve_checkpoint(uuid, jsonb, jsonb), private.session_of(text, uuid), private.run_command(jsonb), private.unknown_kind(text),
  private.outcome_of(text, text), private.error_code(text, text), private.answer(uuid, text, jsonb, jsonb), private.named_by(jsonb)
  to authenticated;

revoke execute on function public.sync_pull(uuid, jsonb, integer), public.artifact_contents(uuid[]), public.submit_commands(jsonb),
  public.get_or_create_workspace(text), public.accept_invitations(), public.my_workspaces(), public.health_check() from public, anon;
grant execute on function public.sync_pull(uuid, jsonb, integer), public.artifact_contents(uuid[]), public.submit_commands(jsonb),
  public.get_or_create_workspace(text), public.accept_invitations(), public.my_workspaces() to authenticated;
grant execute on function public.artifact_contents(uuid[]) to service_role;
grant execute on function public.health_check() to authenticated, service_role;
revoke execute on function public.sync_pull(uuid, jsonb, integer), public.submit_commands(jsonb), public.get_or_create_workspace(text), public.accept_invitations(),
  public.my_workspaces() from service_role;
