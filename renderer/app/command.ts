import { v7 as uuidv7 } from 'uuid'
import type { CommandKind, CommandOf } from '../../contract/commands.ts'
import { invoke } from './ipc.ts'

export const newId = (): string => uuidv7()

interface Parts<K extends CommandKind> {
  workspace_id: string
  target_id: string
  payload: CommandOf<K>['payload']
  expected: CommandOf<K>['expected']
}

/** A command with an id of its own, made where the button is pressed: a repeated call of `send` is the same command. */
export const makeCommand = <K extends CommandKind>(kind: K, { workspace_id, target_id, payload, expected }: Parts<K>): CommandOf<K> =>
  ({ command_id: newId(), issued_at: new Date().toISOString(), kind, workspace_id, target_id, payload, expected }) as unknown as CommandOf<K>

/** Kept, or rejected with AppError. */
export const send = <K extends CommandKind>(command: CommandOf<K>) => invoke('outbox.add', command as never)
