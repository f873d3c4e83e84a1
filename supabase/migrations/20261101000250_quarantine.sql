-- A database of the first version may hold rows that break the rules to come. None is lost: what stands between two
-- workspaces is moved into quarantine in its own, what is only odd stays and is marked. Each case is recorded with its
-- original values; docs/upgrade.md explains them. On a new database this finds nothing.

create table private.upgrade_findings (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  rule text not null,
  -- kept: as it was, exempt from the rule; moved: into quarantine; separated: got a parent of its own
  outcome text not null check (outcome in ('kept', 'moved', 'separated')),
  original jsonb not null,
  found_at timestamptz not null default now()
);

-- A basket belongs to its project's workspace, and to one project: whoever is not first gets a basket of its own.
do $$
declare
  project record;
  own_basket uuid;
begin
  for project in
    select p.id, p.workspace_id, p.basket_id, p.name, b.workspace_id is distinct from p.workspace_id as is_foreign
    from (
      select projects.*, row_number() over (partition by workspace_id, basket_id order by created_at, id) as place
      from public.projects
    ) p
    left join public.baskets b on b.id = p.basket_id
    where b.workspace_id is distinct from p.workspace_id or p.place > 1
  loop
    insert into public.baskets (workspace_id, name) values (project.workspace_id, project.name) returning id into own_basket;
    update public.projects set basket_id = own_basket where id = project.id;
    insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
    values (project.workspace_id, 'projects', project.id,
      case when project.is_foreign then 'foreign_basket' else 'shared_basket' end, 'separated', jsonb_build_object('basket_id', project.basket_id));
  end loop;
end
$$;

-- A session belongs to its project's workspace: one that names a foreign project goes to a quarantine project of its own.
do $$
declare
  workspace uuid;
  place uuid;
  quarantine uuid;
begin
  for workspace in
    select distinct s.workspace_id from public.work_sessions s join public.projects p on p.id = s.project_id
    where p.workspace_id <> s.workspace_id
  loop
    insert into public.baskets (workspace_id, name) values (workspace, 'Quarantine') returning id into place;
    insert into public.projects (workspace_id, basket_id, name, description)
    values (workspace, place, 'Quarantine', 'Sessions that named a project of another workspace before the upgrade.')
    returning id into quarantine;
    insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
    select s.workspace_id, 'work_sessions', s.id, 'foreign_project', 'moved', jsonb_build_object('project_id', s.project_id, 'basket_id', s.basket_id)
    from public.work_sessions s join public.projects p on p.id = s.project_id
    where s.workspace_id = workspace and p.workspace_id <> workspace;
    update public.work_sessions s set project_id = quarantine, basket_id = place
    from public.projects p
    where p.id = s.project_id and s.workspace_id = workspace and p.workspace_id <> workspace;
  end loop;
end
$$;

-- A session's basket is its project's.
insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
select s.workspace_id, 'work_sessions', s.id, 'other_basket', 'moved', jsonb_build_object('basket_id', s.basket_id)
from public.work_sessions s join public.projects p on p.id = s.project_id
where s.basket_id is distinct from p.basket_id;
update public.work_sessions s set basket_id = p.basket_id
from public.projects p
where p.id = s.project_id and s.basket_id is distinct from p.basket_id;

-- An agent belongs to one workspace: where several named the same id, all but the first get an agent of their own.
do $$
declare
  shared record;
  own_agent uuid;
begin
  for shared in
    select * from (
      select workspace_id, executed_by_agent_id as agent_id,
        row_number() over (partition by executed_by_agent_id order by min(created_at), workspace_id) as place
      from public.work_sessions where executed_by_agent_id is not null
      group by workspace_id, executed_by_agent_id
    ) each where place > 1
  loop
    own_agent := gen_random_uuid();
    insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
    select workspace_id, 'work_sessions', id, 'shared_agent', 'separated', jsonb_build_object('executed_by_agent_id', executed_by_agent_id)
    from public.work_sessions where workspace_id = shared.workspace_id and executed_by_agent_id = shared.agent_id;
    update public.work_sessions set executed_by_agent_id = own_agent
    where workspace_id = shared.workspace_id and executed_by_agent_id = shared.agent_id;
  end loop;
end
$$;

-- Values that the new checks would refuse: they stay, in rows marked `legacy`.
insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
select s.workspace_id, 'work_artifacts', a.id, found.rule, 'kept', to_jsonb(a) - 'content' - 'agent_reasoning'
from public.work_artifacts a
join public.work_sessions s on s.id = a.work_session_id
cross join lateral (values
  ('confidence_out_of_range', a.agent_confidence not between 0 and 1),
  ('decision_without_reviewer', a.status::text <> 'pending' and (a.reviewed_by_user_id is null or a.reviewed_at is null)),
  ('review_before_decision', a.status::text = 'pending' and num_nonnulls(a.reviewed_by_user_id, a.reviewed_at, a.review_feedback) > 0)
) as found (rule, broken)
where found.broken;

insert into private.upgrade_findings (workspace_id, table_name, row_id, rule, outcome, original)
select s.workspace_id, 'work_checkpoints', c.id, found.rule, 'kept', to_jsonb(c)
from public.work_checkpoints c
join public.work_sessions s on s.id = c.work_session_id
cross join lateral (values
  ('resolution_without_decision', c.status::text = 'resolved' and (c.user_decision is null or c.resolved_by_user_id is null or c.resolved_at is null)),
  ('decision_without_resolution', c.status::text = 'pending' and num_nonnulls(c.user_decision, c.resolved_by_user_id, c.resolved_at) > 0),
  ('waits_in_ended_session', c.status::text = 'pending' and s.status::text in ('completed', 'failed'))
) as found (rule, broken)
where found.broken;
