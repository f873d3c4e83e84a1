import { contextBridge, ipcRenderer } from 'electron'
import type { CountersignBridge, IpcAnswer, IpcEvent } from '../contract/ipc.ts'
import { ipcChannelNames, ipcEventNames, rawEvent, rawInvoke } from '../contract/ipc-names.ts'

/**
 * All that the page gets of the other side (checklist 20: no Electron API is exposed). Names outside the contract end
 * here; main checks sender and arguments again, since a broken page could reach past this file.
 */
const channels = new Set<string>(ipcChannelNames)
const events = new Set<string>(ipcEventNames)
const listeners = new Map<string, Set<(payload: never) => void>>()

const refused = (what: string): IpcAnswer<never> => ({
  ok: false,
  error: { code: 'invalid_input', message: `${what} is not part of the contract.` },
})

const bridge: CountersignBridge = {
  async invoke(channel, input) {
    if (!channels.has(channel)) return refused(`The channel ${String(channel)}`)
    return await ipcRenderer.invoke(rawInvoke, channel, input)
  },
  on(event, listener) {
    if (!events.has(event)) throw new Error(`The event ${String(event)} is not part of the contract.`)
    const own = listeners.get(event) ?? new Set()
    listeners.set(event, own)
    const entry = (payload: never) => listener(payload as never)
    own.add(entry)
    return () => void own.delete(entry)
  },
}

// The event object stays here: it holds ports and the sender.
ipcRenderer.on(rawEvent, (_event, name: IpcEvent, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload as never)
})

contextBridge.exposeInMainWorld('countersign', bridge)
