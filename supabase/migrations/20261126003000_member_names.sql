-- A member's name and address are the account's: they say who decided, in the queue, the trail and the printed record.
-- Of a membership a signed-in person changes the role, and nothing else; triggers and the backend write as before.

revoke update on public.workspace_memberships from authenticated;
grant update (role) on public.workspace_memberships to authenticated;
