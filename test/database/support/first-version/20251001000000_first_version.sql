-- The first version as it ran: the four work tables with their 20 policies and grants, nothing of what came later.
-- Enums, single-column keys, a role "member", a join in every policy.

create type work_status as enum ('pending', 'running', 'paused', 'completed', 'failed');
create type review_status as enum ('pending', 'approved', 'rejected');

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  owner_id uuid references auth.users (id)
);

create table workspace_memberships (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'member' check (role in ('owner', 'member')),
  primary key (workspace_id, user_id)
);

create table baskets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null
);

create table projects (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id) on delete cascade,
  basket_id uuid not null references baskets (id) on delete cascade,
  name text not null,
  description text,
  created_by_user_id uuid references auth.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table work_sessions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references projects (id) on delete cascade,
  basket_id uuid not null references baskets (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  initiated_by_user_id uuid references auth.users (id),
  task_type text not null check (task_type in ('research', 'content_creation', 'analysis')),
  task_intent text not null,
  task_parameters jsonb,
  status work_status not null default 'pending',
  executed_by_agent_id uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  metadata jsonb
);

create table work_artifacts (
  id uuid primary key default gen_random_uuid(),
  work_session_id uuid not null references work_sessions (id) on delete cascade,
  artifact_type text not null check (artifact_type in ('research_plan', 'web_findings', 'analysis', 'content_draft')),
  content jsonb not null,
  agent_confidence numeric(3, 2),
  agent_reasoning text,
  status review_status not null default 'pending',
  reviewed_by_user_id uuid references auth.users (id),
  reviewed_at timestamptz,
  review_feedback text,
  created_at timestamptz not null default now()
);

create table work_checkpoints (
  id uuid primary key default gen_random_uuid(),
  work_session_id uuid not null references work_sessions (id) on delete cascade,
  checkpoint_type text not null check (checkpoint_type in ('agent_offered', 'user_requested')),
  status text not null default 'pending' check (status in ('pending', 'resolved')),
  reason text,
  user_decision text check (user_decision in ('continue', 'reject', 'modify')),
  resolved_by_user_id uuid references auth.users (id),
  resolved_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now()
);

alter table projects enable row level security;
alter table work_sessions enable row level security;
alter table work_artifacts enable row level security;
alter table work_checkpoints enable row level security;

do $$
declare
  name text;
  rule text;
begin
  foreach name in array array['projects', 'work_sessions', 'work_artifacts', 'work_checkpoints'] loop
    rule := case when name in ('projects', 'work_sessions')
      then 'workspace_id in (select workspace_id from public.workspace_memberships where user_id = auth.uid())'
      else 'work_session_id in (select s.id from public.work_sessions s join public.workspace_memberships m on m.workspace_id = s.workspace_id where m.user_id = auth.uid())'
    end;
    execute format('create policy "Members can view %1$s" on %1$I for select to authenticated using (%2$s)', name, rule);
    execute format('create policy "Members can add %1$s" on %1$I for insert to authenticated with check (%2$s)', name, rule);
    execute format('create policy "Members can edit %1$s" on %1$I for update to authenticated using (%2$s)', name, rule);
    execute format('create policy "Members can remove %1$s" on %1$I for delete to authenticated using (%2$s)', name, rule);
    execute format('create policy "Service role: all on %1$s" on %1$I for all to service_role using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to authenticated', name);
    execute format('grant all on %I to service_role', name);
  end loop;
end
$$;
