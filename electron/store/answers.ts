import { submitAnswer, type Command, type CommandResult } from '../../contract/commands.ts'
import type { FeedChange, ReplicatedTable } from '../../contract/feed.ts'
import type { AnswerBody, Settled } from './api.ts'
import { fitted, parseBody } from './bodies.ts'
import type { HeldReplica } from './held-replica.ts'
import { landsWith } from './outbox/meaning.ts'
import type { Outbox, Outcome } from './outbox/outbox.ts'

/** A command with what the server said, now or the first time. */
interface Answer {
  command: Command
  result: Exclude<CommandResult, { outcome: 'duplicate' }>
}

/** What the server said to the commands of one call: its rows into the replica, its verdicts into the outbox. */
export function settleAnswer(outbox: Outbox, replica: HeldReplica, commandIds: readonly string[], body: AnswerBody): Settled {
  const { answers, unanswered } = matched(outbox, commandIds, body)
  // The rows first: after a crash in between the command is sent again and the server answers duplicate.
  const { tables, seen } = applyRows(replica, answers)
  const outcomes = [...answers.map((answer) => outcomeOf(answer, seen)), ...unanswered.map((commandId): Outcome => ({ commandId, state: 'unsent' }))]
  outbox.settle(outcomes)
  const renewed = replica.follow(answers.map(({ command }) => command.target_id))
  const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
  return { tables: [...new Set([...tables, ...renewed])], acknowledged: count('acknowledged'), conflicts: count('conflict'), refused: count('refused'), retry: count('unsent') }
}

function matched(outbox: Outbox, commandIds: readonly string[], body: AnswerBody): { answers: Answer[]; unanswered: string[] } {
  const results = fitted(submitAnswer, parseBody(body), 'submit_commands')
  const asked = new Set(commandIds)
  const sent = new Map(outbox.open.list().map(({ command }) => [command.command_id, command]))
  const answers = results.flatMap((result): Answer[] => {
    const command = sent.get(result.command_id)
    // It tells of a server that has been restored meanwhile: sent again, that one answers.
    if (command === undefined || outbox.restores.cameBefore(result.command_id)) return []
    return !asked.delete(result.command_id) ? [] : [{ command, result: result.outcome === 'duplicate' ? result.first : result }]
  })
  return { answers, unanswered: [...asked] }
}

function applyRows(replica: HeldReplica, answers: readonly Answer[]): { tables: ReplicatedTable[]; seen: Set<string> } {
  const byWorkspace = new Map<string, FeedChange[]>()
  for (const { command, result } of answers) {
    if (!('changes' in result)) continue
    byWorkspace.set(command.workspace_id, [...(byWorkspace.get(command.workspace_id) ?? []), ...result.changes])
  }
  const tables = new Set<ReplicatedTable>()
  const seen = new Set<string>()
  for (const [workspaceId, changes] of byWorkspace) {
    const applied = replica.use((current) => current.applyAnswer(workspaceId, changes))
    for (const table of applied.tables) tables.add(table)
    for (const id of applied.seen) seen.add(id)
  }
  return { tables: [...tables], seen }
}

function outcomeOf({ command, result }: Answer, seen: ReadonlySet<string>): Outcome {
  const commandId = command.command_id
  switch (result.outcome) {
    case 'applied': {
      const row = landsWith(command)
      return { commandId, state: 'acknowledged', landed: row === null || seen.has(row) }
    }
    case 'conflict':
      return { commandId, state: 'conflict', error: result.error }
    case 'rejected':
      return { commandId, state: 'refused', error: result.error }
    case 'retry':
      return { commandId, state: 'unsent' }
  }
}
