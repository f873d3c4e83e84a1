import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { maxCommandsPerCall, type Command } from '../../contract/commands.ts'
import type { AccountBackend } from '../../electron/backend/backend.ts'
import type { Store } from '../../electron/store/api.ts'
import type { Orders } from './orders.ts'

/** The store, with the fault that the orders ask for between it and whoever calls it. */
export function plantedStore(store: Store, { plant }: Pick<Orders, 'plant'>): Store {
  if (plant === 'acknowledge-before-commit') {
    return overriding(store, {
      addCommand: (command, holdMs) => {
        // Saved, it says, while the thread has not even heard of it.
        setImmediate(() => void store.addCommand(command, holdMs).catch(() => undefined))
        return Promise.resolve({ storage: 'disk' })
      },
    })
  }
  if (plant === 'delete-before-answer') {
    return overriding(store, {
      takeBatch: async (limit) => {
        const taken = await store.takeBatch(Math.min(limit, maxCommandsPerCall))
        const done = taken.commands.map(({ command_id }) => ({ command_id, outcome: 'applied', changes: [] }))
        await store.settle(idsOf(taken.commands), new TextEncoder().encode(JSON.stringify(done)))
        return taken
      },
    })
  }
  return store
}

/** The backend; with the fault a command that was sent before goes out under another id. */
export function plantedBackend(backend: AccountBackend, { plant, profile }: Orders): AccountBackend {
  if (plant !== 'fresh-id-on-retry') return backend
  const file = join(profile, 'sent-before')
  const sent = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  return {
    ...backend,
    async submit(commands, signal) {
      const renamed = new Map<string, string>()
      const asSent = commands.map((command): Command => {
        if (sent.has(command.command_id)) renamed.set(v7(), command.command_id)
        const fresh = [...renamed].find(([, old]) => old === command.command_id)?.[0]
        return fresh === undefined ? command : { ...command, command_id: fresh }
      })
      for (const id of idsOf(commands)) sent.add(id)
      appendFileSync(file, `${idsOf(commands).join('\n')}\n`)
      let answer = new TextDecoder().decode(await backend.submit(asSent, signal))
      for (const [fresh, old] of renamed) answer = answer.replaceAll(fresh, old)
      return new TextEncoder().encode(answer)
    },
  }
}

function overriding(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own = methods[name as keyof Store] ?? target[name as keyof Store]
      return typeof own === 'function' && !(name in methods) ? (own as (...args: unknown[]) => unknown).bind(target) : own
    },
  })
}

const idsOf = (commands: readonly Command[]): string[] => commands.map(({ command_id }) => command_id)
