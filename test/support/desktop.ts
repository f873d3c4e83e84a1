import { Message, sessionBus } from '@jellybrick/dbus-next'
import { startBus } from './bus.ts'

interface ShownNotification {
  id: number
  app: string
  /** plain text by the specification */
  summary: string
  /** may be read as markup by a desktop */
  body: string
  actions: string[]
  closed: boolean
}

export interface Desktop {
  /** to be given to the app, so that it finds this desktop and no other */
  env: Record<string, string>
  /** everything that was ever shown, in order */
  shown: ShownNotification[]
  /** resolves when it holds, looked at after each call of the app */
  until(holds: (shown: readonly ShownNotification[]) => boolean): Promise<void>
  /** as the person would click on it */
  click(id: number): void
  stop(): Promise<void>
}

const name = 'org.freedesktop.Notifications'
const path = '/org/freedesktop/Notifications'

/** A desktop for one test, on a D-Bus session of its own: it records what programs tell it to show. */
export async function startDesktop(): Promise<Desktop> {
  const bus = await startBus()
  const connection = sessionBus({ busAddress: bus.address })
  const shown: ShownNotification[] = []
  const watchers = new Set<() => void>()
  const tell = () => watchers.forEach((watcher) => watcher())
  const signal = (member: string, signature: string, body: unknown[]) => connection.send(Message.newSignal(path, name, member, signature, body))

  /** The specification's methods: signature and body of the answer. */
  const methods: Record<string, (body: never) => [signature: string, body: unknown[]]> = {
    GetCapabilities: () => ['as', [['actions', 'body', 'body-markup', 'body-hyperlinks', 'body-images']]],
    GetServerInformation: () => ['ssss', ['recorder', 'countersign', '1', '1.2']],
    Notify: ([app, replaces, , summary, text, actions]: [string, number, string, string, string, string[]]) => {
      const id = replaces > 0 ? replaces : shown.length + 1
      shown.push({ id, app, summary, body: text, actions, closed: false })
      return ['u', [id]]
    },
    CloseNotification: ([id]: [number]) => {
      for (const each of shown) if (each.id === id) each.closed = true
      signal('NotificationClosed', 'uu', [id, 3])
      return ['', []]
    },
  }
  connection.addMethodHandler((message) => {
    const method = message.interface === name ? methods[message.member ?? ''] : undefined
    if (method === undefined) return false
    connection.send(Message.newMethodReturn(message, ...method(message.body as never)))
    tell()
    return true
  })
  await connection.requestName(name, 0)
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: bus.address },
    shown,
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds(shown)) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
    click: (id) => signal('ActionInvoked', 'us', [id, 'default']),
    async stop() {
      connection.disconnect()
      await bus.stop()
    },
  }
}
