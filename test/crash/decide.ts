import { setTimeout as pause } from 'node:timers/promises'
import { v7 } from 'uuid'
import { reopeningOf, type Command, type CommandOf } from '../../contract/commands.ts'
import { AppError } from '../../contract/errors.ts'
import type { AccountDesk } from '../../electron/desk/desk.ts'
import type { Random } from '../support/random.ts'
import { say, type Orders } from './orders.ts'

interface Reviewer {
  desk: AccountDesk
  orders: Orders
  random: Random
  until(holds: () => boolean | Promise<boolean>): Promise<void>
}

/** Decides what the queue shows, at a random pace; says before and after each step what it does and what was promised. */
export async function decide({ desk, orders, random, until }: Reviewer): Promise<void> {
  for (let taken = 0; taken < orders.decisions; taken++) {
    const command = await nextDecision()
    if (command === null) return
    await save(command)
    const second = random.next()
    if (second < 0.1) await takeBack(command)
    else if (second < 0.2 && command.kind === 'review_artifact') await save(reopening(command))
    if (random.chance(0.3)) desk.wake('focus')
    await pause(random.between(0, orders.paceMs))
  }

  async function save(command: Command): Promise<void> {
    say('deciding', command)
    try {
      await desk.add(command)
      say('saved', command.command_id)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      say('not saved', [command.command_id, error.code])
    }
  }

  async function takeBack({ command_id }: Command): Promise<void> {
    say('undoing', command_id)
    if (await desk.undo(command_id)) say('undone', command_id)
    else say('not undone', command_id)
  }

  /** One of the first of the queue, read as a person would read it. Null: nothing came to decide. */
  async function nextDecision(): Promise<Command | null> {
    const found: Command[] = []
    await until(async () => {
      if (found.length > 0) return true
      const { keys } = await desk.query('queue.index', { workspace_id: null })
      const first = [...keys.slice(0, 12)]
      if (first.length === 0) return desk.syncStatus().state === 'live'
      const [item] = await desk.query('queue.items', { keys: [random.pick(first)] })
      if (item === undefined) return false
      const decision = await decisionOn(item.kind, item.id)
      if (decision !== null) found.push(decision)
      return found.length > 0
    })
    return found[0] ?? null
  }

  async function decisionOn(kind: 'artifact' | 'checkpoint', id: string): Promise<Command | null> {
    const detail = await desk.query('items.detail', { kind, id })
    const envelope = { command_id: v7(), target_id: id, issued_at: new Date().toISOString() }
    const words = `words of ${envelope.command_id}`
    if (detail?.kind === 'artifact' && detail.artifact.status === 'pending') {
      const { workspace_id, revision, content_sha256 } = detail.artifact
      const approve = random.chance(0.6)
      return {
        ...envelope,
        workspace_id,
        kind: 'review_artifact',
        expected: { status: 'pending', revision, content_sha256 },
        payload: approve
          ? { decision: 'approve', feedback: words, request_changes: false }
          : { decision: 'reject', feedback: words, request_changes: random.chance(0.3) },
      }
    }
    if (detail?.kind === 'checkpoint' && detail.checkpoint.status === 'pending') {
      const { workspace_id } = detail.checkpoint
      return {
        ...envelope,
        workspace_id,
        kind: 'resolve_checkpoint',
        expected: { status: 'pending' },
        payload: { decision: random.pick(['continue', 'modify', 'reject'] as const), note: words },
      }
    }
    return null
  }
}

function reopening(command: CommandOf<'review_artifact'>): Command {
  const command_id = v7()
  return { ...reopeningOf(command, command_id, new Date().toISOString()), payload: { note: `words of ${command_id}` } }
}
