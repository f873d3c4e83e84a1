import { isDecision, type Command, type CommandError } from '../../../contract/commands.ts'
import { withWords } from '../../../contract/items.ts'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import { decisionOf, itemOf, wordsOf } from '../../../electron/store/outbox/meaning.ts'
import type { HeldCommand, MockState } from './state.ts'
import { uuidOf, workspaceId } from './world.ts'

/** The outbox: decisions are held, then they are gone; with `trouble` some have come back. */
export function outboxHandlers(state: MockState) {
  const { options, world, outbox, sent, online, storage, find, drop, putBack, tell, outboxStatus, emit } = state

  function add(command: Command): void {
    outbox.set(command.command_id, { command, state: 'held' })
    const detail = find(command.target_id)
    if (wordsOf(command) !== null && detail) detail.draft = ''
    if (command.kind === 'reopen') putBack(detail ? [detail.item.key] : [])
    else drop(command.target_id)
    setTimeout(tell, 5)
    if (!online) return
    setTimeout(() => {
      if (outbox.get(command.command_id)?.state === 'held') send(command.command_id)
      tell()
    }, state.settings.undo_seconds * 1_000)
  }

  function send(commandId: string): void {
    outbox.delete(commandId)
    sent.add(commandId)
  }

  const entry = ({ command, state }: HeldCommand): OutboxEntry => {
    const item = find(command.target_id)?.item
    const { decision, note } = isDecision(command) ? decisionOf(command) : { decision: null, note: null }
    const error = state === 'conflict' ? { code: 'already_decided', message: 'Decided by jonas@example.com 2 min ago: rejected.' } : state === 'refused' ? { code: 'effects_started', message: 'Atlas began to apply it at 14:02.' } : null
    return { command_id: command.command_id, kind: command.kind, target_id: command.target_id, command, fields: [], item: { kind: item?.kind ?? 'artifact', id: command.target_id }, title: item?.title ?? null, state, decision, note, issued_at: command.issued_at, attempts: 2, error, theirs: null, again: null }
  }
  if (options.has('trouble')) {
    for (const [i, state] of (['conflict', 'refused', 'unsent'] as const).entries()) {
      const item = world.items.get(i + 1)?.item
      if (!item) continue
      const command_id = uuidOf(13, i)
      outbox.set(command_id, {
        state,
        command: { command_id, workspace_id: workspaceId, target_id: item.id, issued_at: new Date(Date.now() - 400_000).toISOString(), kind: 'review_artifact', expected: { status: 'pending', revision: 1, content_sha256: 'a'.repeat(64) }, payload: { decision: 'reject', feedback: 'The second table mixes list and street prices; separate them, and say which month each figure is from.', request_changes: false } },
      })
    }
  }

  return {
    'outbox.add': (command) => {
      add(command)
      return { command_id: command.command_id, storage: storage === 'memory' ? 'memory' : 'disk' }
    },
    'outbox.undo': ({ command_id }) => {
      const held = outbox.get(command_id)
      if (!held) return { undone: false }
      outbox.delete(command_id)
      const { command } = held
      const detail = find(command.target_id)
      const words = wordsOf(command)
      if (words !== null && detail) detail.draft = withWords(detail.draft, words.text)
      if (command.kind === 'reopen') drop(command.target_id)
      else if (detail) putBack([detail.item.key])
      emit('outbox.taken_back', { command_id, target_id: command.target_id, item: itemOf(command), words })
      setTimeout(tell, 5)
      return { undone: true }
    },
    'outbox.flush': () => {
      for (const [id, { state: standing }] of outbox) if (standing === 'held') send(id)
      tell()
    },
    'outbox.fates': ({ command_ids }) =>
      command_ids.map((command_id) => {
        const open = outbox.get(command_id)
        return { command_id, state: open?.state ?? (sent.has(command_id) ? 'sent' : 'gone'), error: open ? ((entry(open).error as CommandError | null) ?? null) : null }
      }),
    'outbox.list': () => [...outbox.values()].map(entry),
    'outbox.history': ({ limit }) =>
      [...outbox.values()]
        .flatMap(({ command, state: standing }) => {
          const item = find(command.target_id)?.item
          if (!isDecision(command) || item === undefined) return []
          const undo = standing === 'held' ? { kind: 'remove' as const } : { kind: 'no' as const, why: 'It came back: it stands in the tray.' }
          return { command, item: { kind: item.kind, id: item.id }, title: item.title, project_name: item.project_name, state: standing, undo }
        })
        .reverse()
        .slice(0, limit),
    'outbox.dismiss': ({ command_id }) => {
      outbox.delete(command_id)
      tell()
    },
    'outbox.status': outboxStatus,
    'outbox.set_aside': () => ({ rows: options.has('trouble') ? 1 : 0, file: null }),
  } satisfies Partial<Handlers>
}
