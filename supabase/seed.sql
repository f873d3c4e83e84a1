-- For `supabase start` and `supabase db reset` (switch [db.seed] on in config.toml): one account, one workspace and a
-- little work that waits for it. Sign in as reviewer@example.com with the password "countersign". Never for production.

do $$
declare
  person constant uuid := '00000000-0000-4000-8000-0000000000a1';
  workspace constant uuid := '00000000-0000-4000-8000-0000000000b1';
  basket constant uuid := '00000000-0000-4000-8000-0000000000c1';
  project constant uuid := '00000000-0000-4000-8000-0000000000d1';
  session constant uuid := '00000000-0000-4000-8000-0000000000e1';
begin
  insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
    confirmation_token, recovery_token, email_change, email_change_token_new)
  values ('00000000-0000-0000-0000-000000000000', person, 'authenticated', 'authenticated', 'reviewer@example.com',
    extensions.crypt('countersign', extensions.gen_salt('bf')), now(), '{"provider": "email", "providers": ["email"]}', '{"name": "Reviewer"}',
    '', '', '', '');
  insert into auth.identities (provider_id, user_id, identity_data, provider)
  values (person, person, jsonb_build_object('sub', person, 'email', 'reviewer@example.com', 'email_verified', true), 'email');

  insert into public.workspaces (id, name) values (workspace, 'Sample workspace');
  insert into public.workspace_memberships (workspace_id, user_id, role) values (workspace, person, 'owner');
  insert into public.baskets (id, workspace_id, name) values (basket, workspace, 'Tidal energy');
  insert into public.projects (id, workspace_id, basket_id, name, description, created_by_user_id)
  values (project, workspace, basket, 'Tidal energy', 'What a harbour town could gain from its tides.', person);

  insert into public.work_sessions (id, project_id, initiated_by_user_id, task_type, task_intent, task_parameters, status, executed_by_agent_id)
  values (session, project, person, 'research', 'Find out which harbours already run tidal turbines.',
    '{"focus": "tidal turbines in harbours", "depth": "quick"}', 'running', '00000000-0000-4000-8000-0000000000f1');
  update public.agents set name = 'Scout' where id = '00000000-0000-4000-8000-0000000000f1';

  insert into public.work_artifacts (work_session_id, artifact_type, content, agent_confidence, agent_reasoning) values
    (session, 'research_plan', '{"title": "Plan: three harbours, two questions", "body": "1. Which harbours run turbines today?\n2. What did they cost, and who paid?"}', 0.82, 'Small enough to finish today.'),
    (session, 'web_findings', '{"title": "Findings on costs", "body": "Two of three operators publish their figures; the third names a range only."}', 0.61, 'The third figure is an estimate.');
  insert into public.work_checkpoints (work_session_id, checkpoint_type, reason)
  values (session, 'agent_offered', 'The operators'' own figures differ by a third. Should I use the audited ones only?');
end
$$;
