import WebSocket from 'ws'

/** A page of a browser over the Chrome DevTools Protocol: a few calls, and nothing that minds when the other end dies. */
export interface CdpPage {
  /** value of an expression, as JSON; rejects once the page is gone */
  evaluate<T>(expression: string): Promise<T>
  /** `name(text)` in the page calls `heard` here */
  bind(name: string, heard: (text: string) => void): Promise<void>
  press(key: 'Enter' | string, options?: { control?: boolean }): Promise<void>
  type(text: string): Promise<void>
}

/** The first page of the browser that listens at `http`, e.g. http://127.0.0.1:41573; one that has not begun to load is none yet. */
export async function connectCdp(http: string): Promise<CdpPage> {
  const pages = (await (await fetch(`${http}/json/list`)).json()) as { type: string; webSocketDebuggerUrl: string }[]
  const page = pages.find(({ type }) => type === 'page')
  if (page === undefined) throw new Error('the browser has no page')
  const socket = new WebSocket(page.webSocketDebuggerUrl)
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  const bindings = new Map<string, (text: string) => void>()
  const gone = () => {
    for (const { reject } of waiting.values()) reject(new Error('the page is gone'))
    waiting.clear()
  }
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: { message: string }; method?: string; params?: { name: string; payload: string } }
    if (message.method === 'Runtime.bindingCalled' && message.params) bindings.get(message.params.name)?.(message.params.payload)
    const call = waiting.get(message.id ?? -1)
    waiting.delete(message.id ?? -1)
    if (message.error) call?.reject(new Error(message.error.message))
    else call?.resolve(message.result as never)
  })
  socket.on('close', gone)
  socket.on('error', gone)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  let lastId = 0
  const call = <T>(method: string, params: object = {}) =>
    new Promise<T>((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) return reject(new Error('the page is gone'))
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }), (error) => {
        if (error) reject(error)
      })
    })
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await call<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    if (exceptionDetails) throw new Error(`${exceptionDetails.text}: ${expression}`)
    return result.value
  }
  try {
    await call('Runtime.enable')
    if ((await evaluate('location.href')) === 'about:blank') throw new Error('the page has not begun to load')
  } catch (error) {
    socket.close()
    throw error
  }
  return {
    evaluate,
    async bind(name, heard) {
      bindings.set(name, heard)
      await call('Runtime.addBinding', { name })
    },
    async press(key, { control = false } = {}) {
      const letter = key.length === 1
      const common = { key, code: letter ? `Key${key.toUpperCase()}` : key, windowsVirtualKeyCode: letter ? key.toUpperCase().charCodeAt(0) : 13, modifiers: control ? 2 : 0 }
      await call('Input.dispatchKeyEvent', { type: 'keyDown', ...common, ...(letter ? { text: key } : {}) })
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
    },
    async type(text) {
      await call('Input.insertText', { text })
    },
  }
}
