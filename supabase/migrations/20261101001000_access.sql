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
alter table public.work_iterations enable row level security;
alter table public.work_applications enable row level security;
alter table public.context_mutations enable row level security;
alter table public.claims enable row level security;
alter table public.comments enable row level security;
alter table private.upgrade_findings enable row level security;
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

-- Iterations, applications, mutations: written by effects and by the backend

create policy work_iterations_select on public.work_iterations for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_iterations.workspace_id) is not null);
create policy work_iterations_service on public.work_iterations for all to service_role using (true) with check (true);
create policy work_applications_select on public.work_applications for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = work_applications.workspace_id) is not null);
create policy work_applications_service on public.work_applications for all to service_role using (true) with check (true);
create policy context_mutations_select on public.context_mutations for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = context_mutations.workspace_id) is not null);
create policy context_mutations_service on public.context_mutations for all to service_role using (true) with check (true);

-- Claims and comments: each member's own; admins clear away

create policy claims_select on public.claims for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = claims.workspace_id) is not null);
create policy claims_insert on public.claims for insert to authenticated
  with check (user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = claims.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy claims_delete on public.claims for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = claims.workspace_id) in ('owner', 'admin') or (user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = claims.workspace_id) = 'reviewer'));
create policy claims_service on public.claims for all to service_role using (true) with check (true);
create policy comments_select on public.comments for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) is not null);
create policy comments_insert on public.comments for insert to authenticated
  with check (author_user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy comments_update on public.comments for update to authenticated
  using (author_user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) in ('owner', 'admin', 'reviewer'))
  with check (author_user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) in ('owner', 'admin', 'reviewer'));
create policy comments_delete on public.comments for delete to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) in ('owner', 'admin') or (author_user_id = (select auth.uid()) and (select r.role from private.my_roles r where r.workspace_id = comments.workspace_id) = 'reviewer'));
create policy comments_service on public.comments for all to service_role using (true) with check (true);

-- The trail and the feed: read by members, written by triggers only

create policy review_events_select on public.review_events for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = review_events.workspace_id) is not null);
create policy review_events_service on public.review_events for select to service_role using (true);
create policy tombstones_select on private.tombstones for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = tombstones.workspace_id) is not null);
create policy upgrade_findings_select on private.upgrade_findings for select to authenticated
  using ((select r.role from private.my_roles r where r.workspace_id = upgrade_findings.workspace_id) in ('owner', 'admin'));
create policy upgrade_findings_service on private.upgrade_findings for select to service_role using (true);
create policy feed_state_closed on private.feed_state for all to service_role using (false);
create policy review_heads_closed on private.review_heads for all to service_role using (false);
create policy command_receipts_closed on private.command_receipts for all to service_role using (false);

-- Grants: nothing by default, then one by one.

revoke all on public.workspaces, public.workspace_memberships, public.invitations, public.baskets, public.agents, public.projects, public.work_sessions,
  public.work_artifacts, public.work_checkpoints, public.review_events, public.work_iterations, public.work_applications,
  public.context_mutations, public.claims, public.comments, public.session_statistics, public.project_statistics
  from public, anon, authenticated;
revoke all on all tables in schema private from public, anon, authenticated, service_role;

grant select, insert, update, delete on public.projects, public.work_sessions, public.work_artifacts, public.work_checkpoints to authenticated;
grant all on public.projects, public.work_sessions, public.work_artifacts, public.work_checkpoints to service_role;

grant select, update, delete on public.workspaces to authenticated;
grant select, update, delete on public.workspace_memberships to authenticated;
grant select, insert, delete on public.invitations to authenticated;
grant select, insert, update, delete on public.baskets, public.agents to authenticated;
grant all on public.workspaces, public.workspace_memberships, public.invitations, public.baskets, public.agents to service_role;

grant select on public.work_iterations, public.work_applications, public.context_mutations to authenticated;
grant select, insert, delete on public.claims to authenticated;
grant select, insert, update, delete on public.comments to authenticated;
grant all on public.work_iterations, public.work_applications, public.context_mutations, public.claims, public.comments to service_role;
grant select on public.session_statistics, public.project_statistics to authenticated, service_role;

revoke all on public.review_events from service_role;
grant select on public.review_events to authenticated, service_role;

grant select on private.upgrade_findings to authenticated, service_role;
grant select on private.my_roles, private.tombstones, private.workspace_changes, private.membership_changes, private.basket_changes,
  private.agent_changes, private.project_changes, private.session_changes, private.artifact_changes, private.checkpoint_changes,
  private.event_changes, private.iteration_changes, private.application_changes, private.mutation_changes, private.claim_changes,
  private.comment_changes, private.deletion_changes to authenticated;

-- Functions are executable by everybody until revoked.
revoke execute on all functions in schema private from public, anon, authenticated, service_role;
-- the backend's table writes fire triggers that run as service_role
grant execute on all functions in schema private to service_role;
-- what runs as the signed-in caller: helpers of triggers, of the feed and of commands
grant execute on function
  private.fail, private.is_uuid, private.utc, private.schema_version, private.local_setting,
  private.my_role, private.may_read, private.may_review, private.may_manage, private.may_own, private.require_reviewer, private.require_manager,
  private.is_text, private.is_list, private.is_one_of, private.task_parameters_problem, private.with_defaults, private.check_task_parameters,
  private.session_workspace, private.project_place, private.item_workspace, private.lock_session, private.earlier_stage_pending,
  private.checkpoint_pending, private.user_is_gone, private.refuse_change, private.refuse_artifact_change,
  private.session_may_become, private.previous_revision, private.content_title, private.decided_message, private.check_reopen, private.clear_claim,
  private.feed_epoch, private.my_membership, private.cursor_holds, private.optional_tables,
  private.reserve_receipts, private.find_receipts, private.settle_receipts, private.require_command, private.require_text, private.require_item,
  private.rows_of, private.gone, private.review_problem, private.do_review_artifact, private.review_together, private.do_reopen, private.do_resolve_checkpoint, private.do_claim, private.do_release,
  private.do_comment, private.do_create_project, private.lock_project, private.do_update_project, private.do_delete_project, private.do_create_session,
  private.do_move_session, private.row_of, private.begin_command, private.run_command, private.unknown_kind, private.outcome_of, private.error_code, private.answer,
  private.named_by, private.get_or_create_workspace, private.create_workspace, private.accept_invitations, private.verify_review_chain
  to authenticated;

-- The API's functions, each for whom it is.
do $$
declare
  name text;
begin
  foreach name in array array['sync_pull', 'submit_commands', 'get_or_create_workspace', 'create_workspace', 'accept_invitations', 'my_workspaces',
    'artifact_contents', 'upgrade_report', 'health_check', 'list_artifacts', 'verify_review_chain',
    'claim_applications', 'complete_application', 'fail_application', 'housekeeping'] loop
    execute format('revoke execute on function public.%I from public, anon, authenticated, service_role', name);
  end loop;
end
$$;
grant execute on function public.sync_pull, public.submit_commands, public.get_or_create_workspace, public.create_workspace,
  public.accept_invitations, public.my_workspaces to authenticated;
grant execute on function public.artifact_contents, public.upgrade_report, public.health_check, public.list_artifacts, public.verify_review_chain to authenticated, service_role;
grant execute on function public.claim_applications, public.complete_application, public.fail_application, public.housekeeping to service_role;
