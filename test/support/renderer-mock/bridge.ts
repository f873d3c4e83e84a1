import { openingQuestion } from '../../../contract/queue.ts'
import type { CountersignBridge, IpcChannel, IpcEvent, IpcEventPayload, IpcInput, IpcOutput } from '../../../contract/ipc.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import { accountHandlers } from './account.ts'
import { outboxHandlers } from './outbox.ts'
import { queueHandlers } from './queue.ts'
import { recordHandlers } from './record.ts'
import { createState, Refused } from './state.ts'
import { upkeepHandlers } from './upkeep.ts'
import { workHandlers } from './work.ts'
import { workspaceHandlers } from './workspaces.ts'
import { me } from './world.ts'

/** What a test or a person at the page does to the made-up main: `window.mock`. */
interface Mock {
  emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void
  /** the server shows it as decided by me */
  decide(id: string): void
  /** decided by a colleague */
  decideElsewhere(id: string): void
  /** a newer revision took its place */
  supersede(id: string): void
  /** the server does not take what was decided about it: to the tray */
  sendBack(id: string): void
  /** a colleague reopened what was decided here and sent */
  reopenElsewhere(id: string): void
  arrive(): void
  calls: { channel: string; input: unknown }[]
}

/**
 * The contract on data in memory. Parameters: `items` (how many), `auth` (not_connected, signed_out, locked,
 * sign_in_needed), `sync` (offline, pulling, …), `role`, `storage`, `fail` (a channel that errors), `slow` (ms per
 * answer), `trouble` (conflicts in the outbox), `wanted` (contents missing), `content` (the content of every artifact), `theme`, `density`, `workspaces`.
 */
export function createBridge(options: URLSearchParams): { bridge: CountersignBridge; mock: Mock } {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const emit: Mock['emit'] = (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload as never))
  const calls: Mock['calls'] = []
  const state = createState(options, emit)
  // A channel of the contract that nobody answers here does not pass the type check.
  const handlers: Handlers = {
    ...accountHandlers(state),
    ...workspaceHandlers(state),
    ...queueHandlers(state),
    ...workHandlers(state),
    ...outboxHandlers(state),
    ...recordHandlers(state),
    ...upkeepHandlers(state),
    'app.begin': async () => ({
      auth: await handlers['auth.status'](undefined),
      settings: await handlers['settings.get'](undefined),
      info: await handlers['app.info'](undefined),
      desk: {
        queue: await handlers['queue.index'](openingQuestion),
        workspaces: await handlers['workspaces.list'](undefined),
        progress: await handlers['queue.progress'](undefined),
        note_templates: await handlers['kept.list']({ kind: 'note_templates' }),
        sync: await handlers['sync.status'](undefined),
        outbox: await handlers['outbox.status'](undefined),
      },
    }),
  }

  const bridge: CountersignBridge = {
    async invoke<C extends IpcChannel>(channel: C, input: IpcInput<C>) {
      calls.push({ channel, input })
      await new Promise((resolve) => setTimeout(resolve, Number(options.get('slow') ?? 1)))
      try {
        if (options.get('fail') === channel) throw new Refused('storage_full', 'No space left on the disk.')
        const handler = handlers[channel] as (input: unknown) => unknown
        return { ok: true, value: structuredClone(await handler(input)) as IpcOutput<C> }
      } catch (error) {
        return { ok: false, error: error instanceof Refused ? { code: error.code, message: error.message } : { code: 'internal', message: String(error) } }
      }
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as never))
      return () => set.delete(listener as never)
    },
  }
  const decideAs = (person: string, id: string) => {
    const detail = state.find(id)
    if (detail?.kind !== 'artifact') return
    Object.assign(detail.artifact, { status: 'rejected', reviewed_by_user_id: person, reviewed_at: new Date().toISOString() })
    detail.item.status = 'rejected'
    state.drop(id)
    state.tell()
  }
  const mock: Mock = {
    emit,
    calls,
    decide: (id) => decideAs(me, id),
    decideElsewhere: (id) => decideAs('00000000-0000-4000-8000-000000000002', id),
    supersede(id) {
      state.drop(id)
      state.tell()
    },
    sendBack(id) {
      for (const held of state.outbox.values()) if (held.command.target_id === id) held.state = 'refused'
      state.tell()
    },
    reopenElsewhere(id) {
      const key = state.find(id)?.item.key
      if (key !== undefined) state.putBack([key])
      state.tell()
    },
    arrive() {
      state.world.keys = [...state.world.keys]
      state.tell()
    },
  }
  return { bridge, mock }
}
