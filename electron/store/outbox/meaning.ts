import { isDecision, type Command, type Decision } from '../../../contract/commands.ts'
import type { DraftRef, ItemRef } from '../../../contract/items.ts'
import type { LocalDecision } from '../../../contract/local.ts'
import { asTyped } from '../../../contract/mentions.ts'

/** The decision in a command's words, for the screen. */
export function decisionOf(command: Decision): { decision: LocalDecision['decision']; note: string | null } {
  switch (command.kind) {
    case 'review_artifact':
      return { decision: command.payload.decision, note: command.payload.feedback }
    case 'resolve_checkpoint':
      return { decision: command.payload.decision, note: command.payload.note }
    case 'reopen':
      return { decision: 'reopen', note: command.payload.note }
  }
}

/** The item of the queue that a command is about. */
export function itemOf(command: Command): ItemRef | null {
  if (isDecision(command)) return { kind: command.kind === 'resolve_checkpoint' ? 'checkpoint' : 'artifact', id: command.target_id }
  const on = 'on' in command.payload ? command.payload.on : null
  return on === 'artifact' || on === 'checkpoint' ? { kind: on, id: command.target_id } : null
}

/** A decision's or comment's words, which are the draft of what it is about before and after. */
export function wordsOf(command: Command): { item: DraftRef; text: string } | null {
  if (command.kind === 'comment') return { item: { kind: 'comment', id: command.target_id }, text: asTyped(command.payload.body) }
  const item = itemOf(command)
  if (item === null || !isDecision(command)) return null
  const { note } = decisionOf(command)
  return note === null ? null : { item, text: note }
}

/**
 * The row whose coming shows that a command's effect is here; null: the answer itself does (the row of a claim has an id
 * of the server's).
 */
export function landsWith(command: Command): string | null {
  switch (command.kind) {
    case 'claim':
    case 'release':
      return null
    case 'comment':
      return command.command_id
    default:
      return command.target_id
  }
}

/** Brings its target into being: whatever else is about that target waits until the server has taken it. */
export const creates = (command: Command): boolean => command.kind === 'create_project' || command.kind === 'create_session'

/** What has to exist before a command may go, besides its target. */
export const needs = (command: Command): string[] => (command.kind === 'create_session' ? [command.payload.project_id] : [])
