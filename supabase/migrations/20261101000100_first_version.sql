-- The tables of the first version, created where a database does not have them yet. A database that already runs the
-- first version keeps its own; the migrations after this one bring both to the same shape without losing a row.

create table if not exists public.workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_at timestamptz not null default now()
);

create table if not exists public.workspace_memberships (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'reviewer',
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);

create table if not exists public.baskets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null,
  created_at timestamptz not null default now()
);

create table if not exists public.projects (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  basket_id uuid not null references public.baskets (id) on delete cascade,
  name text not null,
  description text,
  created_by_user_id uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table if not exists public.work_sessions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  basket_id uuid not null references public.baskets (id) on delete cascade,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  initiated_by_user_id uuid references auth.users (id) on delete set null,
  task_type text not null,
  task_intent text not null,
  task_parameters jsonb not null default '{}',
  status text not null default 'pending',
  executed_by_agent_id uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  metadata jsonb not null default '{}'
);

create table if not exists public.work_artifacts (
  id uuid primary key default gen_random_uuid(),
  work_session_id uuid not null references public.work_sessions (id) on delete cascade,
  artifact_type text not null,
  content jsonb not null,
  agent_confidence numeric(3, 2),
  agent_reasoning text,
  status text not null default 'pending',
  reviewed_by_user_id uuid references auth.users (id) on delete set null,
  reviewed_at timestamptz,
  review_feedback text,
  created_at timestamptz not null default now()
);

create table if not exists public.work_checkpoints (
  id uuid primary key default gen_random_uuid(),
  work_session_id uuid not null references public.work_sessions (id) on delete cascade,
  checkpoint_type text not null,
  status text not null default 'pending',
  reason text,
  user_decision text,
  resolved_by_user_id uuid references auth.users (id) on delete set null,
  resolved_at timestamptz,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now()
);
