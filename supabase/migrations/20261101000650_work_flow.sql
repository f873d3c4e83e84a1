-- What the first version left open around a decision: iterations that a rejection opens, applications that an approval
-- hands to the backend, mutations of context that came of them, claims and comments of people, statistics.

-- Iterations: a rejection that asks for changes opens the next one; the revision that answers it closes it.

create table public.work_iterations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  work_session_id uuid not null,
  number integer not null check (number >= 1),
  opened_by_artifact_id uuid not null,
  instruction text not null,
  closed_by_artifact_id uuid,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  foreign key (work_session_id, workspace_id) references public.work_sessions (id, workspace_id) on delete cascade,
  foreign key (opened_by_artifact_id) references public.work_artifacts (id) on delete cascade,
  foreign key (closed_by_artifact_id) references public.work_artifacts (id) on delete set null,
  unique (work_session_id, number)
);
create index work_iterations_session_idx on public.work_iterations (work_session_id, workspace_id);
create index work_iterations_opened_by_idx on public.work_iterations (opened_by_artifact_id);
create index work_iterations_closed_by_idx on public.work_iterations (closed_by_artifact_id);

-- Applications: the backend's work list of what was approved. `pending` until the backend has applied it to the
-- substrate; a claim (claimed_until) is a lease, so that a worker that dies loses it.

create table public.work_applications (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  work_session_id uuid not null,
  artifact_id uuid not null,
  status text not null default 'pending' check (status in ('pending', 'applied', 'failed', 'cancelled')),
  attempts integer not null default 0,
  claimed_by text,
  claimed_until timestamptz,
  result jsonb,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  -- session and workspace agree by the trigger below: this row is written with every approval, and each key costs
  foreign key (artifact_id) references public.work_artifacts (id) on delete cascade
);
create unique index work_applications_artifact_key on public.work_applications (artifact_id) where status <> 'cancelled';
create index work_applications_artifact_idx on public.work_applications (artifact_id);
create index work_applications_queue_idx on public.work_applications (created_at, id) where status = 'pending';

create function private.guard_application() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user = 'service_role' then
    if tg_op = 'UPDATE' and (new.id, new.workspace_id, new.work_session_id, new.artifact_id, new.created_at)
      is distinct from (old.id, old.workspace_id, old.work_session_id, old.artifact_id, old.created_at) then
      perform private.refuse_change('work_applications', 'What is to be applied');
    elsif tg_op = 'INSERT' then
      select work_session_id, workspace_id into new.work_session_id, new.workspace_id from public.work_artifacts where id = new.artifact_id;
    end if;
  end if;
  return new;
end
$$;
create trigger guard before insert or update on public.work_applications for each row execute function private.guard_application();

create table public.context_mutations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  work_session_id uuid not null,
  application_id uuid references public.work_applications (id) on delete set null,
  kind text not null check (kind in ('create', 'update', 'delete')),
  target text not null check (length(target) between 1 and 500),
  before jsonb,
  after jsonb,
  created_at timestamptz not null default now(),
  foreign key (work_session_id, workspace_id) references public.work_sessions (id, workspace_id) on delete cascade
);
create index context_mutations_session_idx on public.context_mutations (work_session_id, workspace_id);
create index context_mutations_application_idx on public.context_mutations (application_id);

create function private.guard_mutation() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.workspace_id := private.session_workspace(new.work_session_id);
  elsif (to_jsonb(new) - 'application_id' - 'row_version' - 'changed_xid') is distinct from (to_jsonb(old) - 'application_id' - 'row_version' - 'changed_xid') then
    perform private.refuse_change('context_mutations', 'What was recorded');
  end if;
  return new;
end
$$;
create trigger guard before insert or update on public.context_mutations for each row execute function private.guard_mutation();

-- Effects of decisions on artifacts, in their transaction.
create function private.artifact_effects() returns trigger
-- old and new rows are joined by hash, however few there were when the plan was made
language plpgsql security definer set search_path = '' set enable_nestloop = off set enable_seqscan = off as $$
declare
  decided uuid[];
  approved uuid[];
  sent_back uuid[];
  reopened uuid[];
begin
  select array_agg(n.id) filter (where n.status <> 'pending'), array_agg(n.id) filter (where n.status = 'approved'),
    array_agg(n.id) filter (where n.status = 'rejected' and n.changes_requested), array_agg(n.id) filter (where n.status = 'pending')
  into decided, approved, sent_back, reopened
  from old_rows o join new_rows n on n.id = o.id
  where n.status is distinct from o.status;

  if approved is not null then
    insert into public.work_applications (workspace_id, work_session_id, artifact_id)
    select workspace_id, work_session_id, id from new_rows where id = any (approved);
  end if;
  if sent_back is not null then
    -- numbers are given under the session's lock
    perform from public.work_sessions where id = any (array(select work_session_id from new_rows where id = any (sent_back)))
    order by id for no key update;
    insert into public.work_iterations (workspace_id, work_session_id, number, opened_by_artifact_id, instruction)
    select n.workspace_id, n.work_session_id,
      coalesce((select max(i.number) from public.work_iterations i where i.work_session_id = n.work_session_id), 0)
        + row_number() over (partition by n.work_session_id order by n.reviewed_at, n.id),
      n.id, n.review_feedback
    from new_rows n where n.id = any (sent_back);
  end if;
  if reopened is not null then
    delete from public.work_iterations where opened_by_artifact_id = any (reopened) and closed_at is null;
    update public.work_applications set status = 'cancelled', reason = 'reopened', finished_at = now(), claimed_by = null, claimed_until = null
    where artifact_id = any (reopened) and status = 'pending';
  end if;
  if decided is not null then
    delete from public.claims where artifact_id = any (decided);
  end if;
  return null;
end
$$;
create trigger effects after update on public.work_artifacts
  referencing old table as old_rows new table as new_rows for each statement execute function private.artifact_effects();

create function private.close_iteration() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.work_iterations set closed_by_artifact_id = new.id, closed_at = now()
  where opened_by_artifact_id = new.revision_of and closed_at is null;
  return null;
end
$$;
create trigger close_iteration after insert on public.work_artifacts
  for each row when (new.revision_of is not null) execute function private.close_iteration();

-- Undo after sending: by the same reviewer within ten minutes, or by an admin; not once something was built upon it.
create function private.check_reopen(artifact uuid, reviewer uuid, decided_at timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  workspace uuid;
  application record;
begin
  select workspace_id into workspace from public.work_artifacts where id = artifact;
  if not private.may_manage(workspace)
    and not (private.may_review(workspace) and reviewer is not distinct from auth.uid() and decided_at > clock_timestamp() - interval '10 minutes') then
    perform private.fail('not_allowed', 'A decision can be taken back within ten minutes, by the person who took it; later by an admin.', 'Ask an admin.');
  end if;
  if exists (select from public.work_artifacts where revision_of = artifact) then
    perform private.fail('effects_started', 'The agent has already answered with a new revision.', 'Review the new revision.');
  end if;
  select status, claimed_until into application
  from public.work_applications where artifact_id = artifact and status <> 'cancelled' for update;
  if application.status in ('applied', 'failed') then
    perform private.fail('effects_started', format('The backend has already tried to apply it (%s).', application.status), 'Ask for a new revision instead.');
  elsif application.claimed_until > clock_timestamp() then
    perform private.fail('effects_started', 'The backend is applying it right now.', 'Ask for a new revision instead.');
  end if;
end
$$;

-- For the backend (service role): takes the oldest open applications, each for a lease, past those that others hold.
create function public.claim_applications(row_limit integer default 10, worker text default null, lease_seconds integer default 300) returns json
language sql volatile set search_path = '' as $$
  with open as (
    select id from public.work_applications
    where status = 'pending' and (claimed_until is null or claimed_until < clock_timestamp())
    order by created_at, id
    limit least(greatest(row_limit, 1), 500)
    for update skip locked
  ), taken as (
    update public.work_applications a
    set claimed_by = left(coalesce(worker, 'backend'), 200), attempts = a.attempts + 1,
      claimed_until = clock_timestamp() + make_interval(secs => least(greatest(lease_seconds, 1), 86400))
    from open where a.id = open.id
    returning a.*
  )
  select coalesce(json_agg(json_build_object('id', id, 'workspace_id', workspace_id, 'work_session_id', work_session_id,
    'artifact_id', artifact_id, 'attempts', attempts, 'claimed_by', claimed_by, 'claimed_until', claimed_until) order by created_at, id), '[]')
  from taken
$$;

create function private.finish_application(application uuid, new_status text, new_result jsonb, new_reason text) returns json
language plpgsql volatile set search_path = '' as $$
declare
  found_status text;
begin
  select status into found_status from public.work_applications where id = application for update;
  if not found then
    perform private.fail('not_found', 'There is no such application.');
  elsif found_status = new_status then
    -- the same answer again, after a lost reply
    return json_build_object('id', application, 'status', found_status);
  elsif found_status <> 'pending' then
    perform private.fail('superseded', format('This application is %s.', found_status), 'Drop it.');
  end if;
  update public.work_applications
  set status = new_status, result = new_result, reason = left(new_reason, 20000), finished_at = clock_timestamp(), claimed_by = null, claimed_until = null
  where id = application;
  return json_build_object('id', application, 'status', new_status);
end
$$;

create function public.complete_application(id uuid, result jsonb default null) returns json
language sql volatile set search_path = '' as $$
  select private.finish_application(id, 'applied', result, null)
$$;

create function public.fail_application(id uuid, reason text) returns json
language sql volatile set search_path = '' as $$
  select private.finish_application(id, 'failed', null, coalesce(nullif(btrim(reason), ''), 'no reason given'))
$$;

-- Claims: "I'm on it", for fifteen minutes. They tell others, they lock nothing: a decision by somebody else still counts.

create table public.claims (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  artifact_id uuid unique references public.work_artifacts (id) on delete cascade,
  checkpoint_id uuid unique references public.work_checkpoints (id) on delete cascade,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '15 minutes',
  check (num_nonnulls(artifact_id, checkpoint_id) = 1)
);
create index claims_expires_at_idx on public.claims (expires_at);

create function private.item_workspace(artifact uuid, checkpoint uuid, session uuid default null) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(
    (select workspace_id from public.work_artifacts where id = artifact),
    (select workspace_id from public.work_checkpoints where id = checkpoint),
    (select workspace_id from public.work_sessions where id = session));
end
$$;

-- An expired claim gives way; so does one's own, which is how a claim is prolonged.
create function private.clear_claim(artifact uuid, checkpoint uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.may_review(private.item_workspace(artifact, checkpoint)) then
    delete from public.claims
    where (artifact_id = artifact or checkpoint_id = checkpoint) and (expires_at <= clock_timestamp() or user_id = auth.uid());
  end if;
end
$$;

create function private.guard_claim() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.workspace_id := private.item_workspace(new.artifact_id, new.checkpoint_id);
  new.user_id := auth.uid();
  new.created_at := clock_timestamp();
  new.expires_at := clock_timestamp() + interval '15 minutes';
  perform private.clear_claim(new.artifact_id, new.checkpoint_id);
  return new;
end
$$;
create trigger guard before insert on public.claims for each row execute function private.guard_claim();

create function private.claim_event() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  claim public.claims := case tg_op when 'INSERT' then new else old end;
begin
  if auth.uid() is not null and exists (select from public.workspaces where id = claim.workspace_id) then
    perform private.record_event(claim.workspace_id,
      case when claim.artifact_id is not null then 'work_artifacts' else 'work_checkpoints' end, coalesce(claim.artifact_id, claim.checkpoint_id),
      case tg_op when 'INSERT' then 'claimed' else 'released' end,
      case tg_op when 'DELETE' then jsonb_build_object('claimed_by_user_id', claim.user_id) end,
      case tg_op when 'INSERT' then jsonb_build_object('claimed_by_user_id', claim.user_id) end);
  end if;
  return null;
end
$$;
create trigger review_event after insert on public.claims for each row execute function private.claim_event();
-- Only what a person releases: not what a decision ends, an expiry or a prolongation.
create trigger review_event_release after delete on public.claims
  for each row when (pg_trigger_depth() = 0) execute function private.claim_event();

-- A resolved checkpoint ends the claim, as a decision on an artifact does.
create function private.end_claim() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.status = 'pending' and new.status <> 'pending' then
    delete from public.claims where checkpoint_id = new.id;
  end if;
  return null;
end
$$;
create trigger end_claim after update of status on public.work_checkpoints for each row execute function private.end_claim();

-- Comments of people, on an artifact, a checkpoint or a session

create table public.comments (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  artifact_id uuid references public.work_artifacts (id) on delete cascade,
  checkpoint_id uuid references public.work_checkpoints (id) on delete cascade,
  work_session_id uuid references public.work_sessions (id) on delete cascade,
  author_user_id uuid,
  body text not null check (length(btrim(body)) between 1 and 20000),
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  check (num_nonnulls(artifact_id, checkpoint_id, work_session_id) = 1)
);
create index comments_artifact_id_idx on public.comments (artifact_id);
create index comments_checkpoint_id_idx on public.comments (checkpoint_id);
create index comments_work_session_id_idx on public.comments (work_session_id);

create function private.guard_comment() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.workspace_id := private.item_workspace(new.artifact_id, new.checkpoint_id, new.work_session_id);
    new.author_user_id := auth.uid();
    new.created_at := clock_timestamp();
    new.edited_at := null;
    return new;
  end if;
  if (new.id, new.workspace_id, new.artifact_id, new.checkpoint_id, new.work_session_id, new.author_user_id, new.created_at)
    is distinct from (old.id, old.workspace_id, old.artifact_id, old.checkpoint_id, old.work_session_id, old.author_user_id, old.created_at) then
    perform private.refuse_change('comments', 'All but the text');
  end if;
  if new.body is distinct from old.body then
    new.edited_at := clock_timestamp();
  end if;
  return new;
end
$$;
create trigger guard before insert or update on public.comments for each row execute function private.guard_comment();

-- Statistics, with the caller's rights

create view public.session_statistics with (security_invoker) as
  select s.id as work_session_id, s.workspace_id, s.project_id, s.status,
    a.artifacts, a.pending_artifacts, a.approved_artifacts, a.rejected_artifacts, a.average_confidence, a.last_artifact_at,
    c.checkpoints, c.pending_checkpoints,
    (select count(*) from public.work_iterations i where i.work_session_id = s.id) as iterations
  from public.work_sessions s
  cross join lateral (
    select count(*) as artifacts, count(*) filter (where status = 'pending') as pending_artifacts,
      count(*) filter (where status = 'approved') as approved_artifacts, count(*) filter (where status = 'rejected') as rejected_artifacts,
      round(avg(confidence) / 100, 2) as average_confidence, max(created_at) as last_artifact_at
    from public.work_artifacts where work_session_id = s.id
  ) a
  cross join lateral (
    select count(*) as checkpoints, count(*) filter (where status = 'pending') as pending_checkpoints
    from public.work_checkpoints where work_session_id = s.id
  ) c;

create view public.project_statistics with (security_invoker) as
  select p.id as project_id, p.workspace_id, p.name,
    count(s.work_session_id) as sessions,
    count(*) filter (where s.status = 'pending') as pending_sessions,
    count(*) filter (where s.status = 'running') as running_sessions,
    count(*) filter (where s.status = 'paused') as paused_sessions,
    count(*) filter (where s.status = 'completed') as completed_sessions,
    count(*) filter (where s.status = 'failed') as failed_sessions,
    coalesce(sum(s.artifacts), 0)::bigint as artifacts,
    coalesce(sum(s.pending_artifacts), 0)::bigint as pending_artifacts,
    coalesce(sum(s.approved_artifacts), 0)::bigint as approved_artifacts,
    coalesce(sum(s.rejected_artifacts), 0)::bigint as rejected_artifacts,
    coalesce(sum(s.pending_checkpoints), 0)::bigint as pending_checkpoints,
    max(s.last_artifact_at) as last_artifact_at
  from public.projects p
  left join public.session_statistics s on s.project_id = p.id
  group by p.id;

-- The artifacts of a workspace, newest last, by keyset: `after` is the last row's [created_at, id]. Filters that are
-- null are off. Comparisons are leakproof ones, so that they use the index under Row Level Security. In plpgsql, because
-- functions in SQL are planned without their arguments: filters that are off would cost, and a page walk all rows.
create function public.list_artifacts(
  workspace uuid, statuses text[] default null, project uuid default null, session uuid default null, task_types text[] default null,
  agent uuid default null, created_from timestamptz default null, created_to timestamptz default null,
  confidence_from numeric default null, confidence_to numeric default null, query text default null,
  after_created_at timestamptz default null, after_id uuid default null, row_limit integer default 50
) returns setof public.work_artifacts
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan' as $$
begin
  return query select a.*
  from public.work_artifacts a
  where a.workspace_id = workspace
    and (statuses is null or a.status = any (statuses))
    -- one status is the index's order
    and (cardinality(statuses) is distinct from 1 or a.status = statuses[1])
    and (session is null or a.work_session_id = session)
    and ((project is null and task_types is null and agent is null) or exists (
      select from public.work_sessions s
      where s.id = a.work_session_id
        and (project is null or s.project_id = project)
        and (task_types is null or s.task_type = any (task_types))
        and (agent is null or s.executed_by_agent_id = agent)))
    and (created_from is null or a.created_at >= created_from)
    and (created_to is null or a.created_at < created_to)
    and (confidence_from is null or a.confidence >= ceil(confidence_from * 100)::smallint)
    and (confidence_to is null or a.confidence <= floor(confidence_to * 100)::smallint)
    and (query is null or position(lower(query) in lower(a.title)) > 0)
    and (after_id is null or (a.created_at, a.id) > (after_created_at, after_id))
  order by a.created_at, a.id
  limit least(greatest(row_limit, 1), 500);
end
$$;
