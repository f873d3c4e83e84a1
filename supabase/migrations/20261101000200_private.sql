-- Schema private: helpers that the API can't call. Every definer function fixes its search_path.

-- New objects of this role in schema public are closed until a grant opens them.
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke all on functions from anon, authenticated;

create schema private;
revoke all on schema private from public;
-- Functions that run as the caller name helpers in here; the helpers themselves are granted one by one.
grant usage on schema private to authenticated, service_role;
alter default privileges in schema private revoke all on functions from anon, authenticated, service_role;

-- Every refusal of ours is raised here: `details` carries the stable code of contract/errors.ts, the SQLSTATE the
-- HTTP status that PostgREST answers with (PT409 → 409), `message` says what happened, `hint` what to do about it.
create function private.fail(code text, message text, hint text default null) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using
    errcode = case code
      when 'not_allowed' then 'PT403'
      when 'not_member' then 'PT403'
      when 'not_found' then 'PT404'
      when 'invalid_input' then 'PT400'
      when 'invalid_command' then 'PT400'
      when 'feedback_required' then 'PT422'
      else 'PT409'
    end,
    message = message,
    detail = code,
    hint = coalesce(hint, '');
end
$$;

-- Asked several times per command: a regular expression would cost five times as much.
create function private.is_uuid(value text) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return coalesce(translate(lower(value), '123456789abcdef', '000000000000000') = '00000000-0000-0000-0000-000000000000', false);
end
$$;

-- Fixed format, UTC, microseconds: what hashes are taken over.
create function private.utc(moment timestamptz) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end
$$;

-- The newest migration that has been applied, by whichever tool recorded it.
create function private.schema_version() returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  newest text;
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    execute 'select max(version) from supabase_migrations.schema_migrations' into newest;
  end if;
  return coalesce(newest, 'unknown');
end
$$;
