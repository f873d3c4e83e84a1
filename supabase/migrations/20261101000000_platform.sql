-- What Supabase brings and a plain PostgreSQL lacks: the API's roles and the bare bones of schema auth.
-- Everything is created only where it is missing, and nothing that exists is changed.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    if to_regrole(role_name) is null then
      execute format('create role %I nologin noinherit', role_name);
      execute format('grant usage on schema public to %I', role_name);
    end if;
  end loop;
end
$$;

do $$
begin
  if to_regnamespace('auth') is null then
    create schema auth;
    grant usage on schema auth to anon, authenticated, service_role;
  end if;

  if to_regclass('auth.users') is null then
    create table auth.users (
      id uuid primary key,
      email varchar(255),
      raw_user_meta_data jsonb default '{}',
      created_at timestamptz default now()
    );
    alter table auth.users enable row level security;
  end if;

  if to_regprocedure('auth.jwt()') is null then
    create function auth.jwt() returns jsonb language sql stable as
      'select nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb';
  end if;
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable as
      'select (nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'')::uuid';
  end if;
  if to_regprocedure('auth.role()') is null then
    create function auth.role() returns text language sql stable as
      'select nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''role''';
  end if;
end
$$;
