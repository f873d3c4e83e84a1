import type { IpcChannel, IpcEvent } from './ipc.ts'

/** The names alone, without schemas: the sandboxed preload knows which exist and carries no zod. */
const channels = {
  'app.info': 0,
  'app.ready': 0,
  'connection.get': 0,
  'connection.set': 0,
  'auth.status': 0,
  'auth.sign_in_with_password': 0,
  'auth.request_code': 0,
  'auth.sign_in_with_code': 0,
  'auth.unlock': 0,
  'auth.sign_out': 0,
  'auth.sessions': 0,
  'workspaces.list': 0,
  'workspaces.create': 0,
  'workspaces.rename': 0,
  'workspaces.leave': 0,
  'workspaces.delete': 0,
  'people.members': 0,
  'people.invitations': 0,
  'people.invite': 0,
  'people.revoke': 0,
  'people.set_role': 0,
  'people.remove': 0,
  'people.accept_invitations': 0,
  'queue.index': 0,
  'queue.items': 0,
  'queue.search': 0,
  'items.detail': 0,
  'items.content': 0,
  'items.looked': 0,
  'sessions.list': 0,
  'sessions.detail': 0,
  'projects.list': 0,
  'insights.overview': 0,
  'outbox.add': 0,
  'outbox.undo': 0,
  'outbox.flush': 0,
  'outbox.list': 0,
  'outbox.dismiss': 0,
  'outbox.status': 0,
  'outbox.set_aside': 0,
  'drafts.put': 0,
  'presence.look': 0,
  'sync.status': 0,
  'sync.now': 0,
  'diagnostics.local': 0,
  'diagnostics.server': 0,
  'diagnostics.check_contents': 0,
  'diagnostics.save': 0,
  'settings.get': 0,
  'settings.set': 0,
  'links.open': 0,
} satisfies Record<IpcChannel, 0>

const events = {
  'replica.changed': 0,
  'content.changed': 0,
  'sync.status': 0,
  'outbox.status': 0,
  'auth.status': 0,
  'presence.changed': 0,
  'settings.changed': 0,
  navigate: 0,
} satisfies Record<IpcEvent, 0>

export const ipcChannelNames = Object.keys(channels) as IpcChannel[]
export const ipcEventNames = Object.keys(events) as IpcEvent[]

/** The two raw channels below the contract: calls, and events of main. */
export const rawInvoke = 'countersign:invoke'
export const rawEvent = 'countersign:event'
