import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { command as anyCommand, type Command, type CommandKind, type CommandOf, type CommandResult } from '../../../contract/commands.ts'
import { World } from './world.ts'

/** For a file whose tests each have a workspace and a running session of their own; the import is the set-up. */

export let world: World
export let place: Awaited<ReturnType<World['workspace']>>
export let session: string

beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())
beforeEach(async () => {
  place = await world.workspace()
  session = await world.session(place)
})

/** In the test's workspace. */
export function command<K extends CommandKind>(kind: K, target_id: string, payload: CommandOf<K>['payload'], expected: object = {}): Command {
  return anyCommand.parse({ command_id: v7(), workspace_id: place.id, target_id, issued_at: new Date().toISOString(), kind, expected, payload })
}

/** How each came out, as `outcome` or `outcome: code`. */
export const run = async (caller: { user: string }, ...commands: unknown[]): Promise<(string | undefined)[]> => (await world.submit(caller, commands)).map(outcome)

const outcome = (result: CommandResult | undefined) => (result && 'error' in result ? `${result.outcome}: ${result.error.code}` : result?.outcome)
