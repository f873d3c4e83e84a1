import { createServer, type AddressInfo } from 'node:net'
import { startFaultProxy } from '../support/proxy.ts'
import { currentItem, expect, signIn, test } from './fixtures.ts'

test('the renderer holds no token, no Node and no client, and reaches nothing', async ({ stack, people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await currentItem(app.page)
  const { page } = app

  // A server that counts who comes: what fails below has to fail before it reaches the network.
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`

  const globals = await page.evaluate(() => {
    const scope = globalThis as unknown as Record<string, unknown>
    const bridge = scope['countersign'] as Record<string, unknown>
    const reachable: string[] = []
    const seen = new Set<unknown>()
    const walk = (value: unknown, depth: number): void => {
      if (depth > 3 || value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return
      seen.add(value)
      for (const key of Object.getOwnPropertyNames(value)) {
        try {
          const inner = (value as Record<string, unknown>)[key]
          if (typeof inner === 'string') reachable.push(inner)
          walk(inner, depth + 1)
        } catch {
          // a getter that refuses tells nothing
        }
      }
    }
    walk(globalThis, 0)
    return {
      node: ['require', 'process', 'module', 'Buffer', '__dirname', 'global'].filter((name) => name in scope),
      clients: Object.keys(scope).filter((name) => /supabase|electron|ipcRenderer/i.test(name)),
      bridge: Object.keys(bridge).toSorted(),
      tokens: reachable.filter((text) => /eyJ[\w-]{10,}\.|sb_secret_|sb_publishable_/.test(text)),
      storage: { ...localStorage, ...sessionStorage },
      cookies: document.cookie,
    }
  })
  expect(globals).toEqual({ node: [], clients: [], bridge: ['invoke', 'on'], tokens: [], storage: {}, cookies: '' })

  const attempts = await page.evaluate(async (address) => {
    const url = `http://${address}/`
    const outcome = async (attempt: Promise<unknown>) => attempt.then(() => 'reached', () => 'failed')
    const event = (target: EventTarget, good: string, bad: string) =>
      outcome(
        new Promise((resolve, reject) => {
          target.addEventListener(good, resolve)
          target.addEventListener(bad, reject)
        }),
      )
    const image = new Image()
    image.src = `${url}a.png`
    const viaImage = event(image, 'load', 'error')
    const viaSocket = (() => {
      try {
        return event(new WebSocket(`ws://${address}/`), 'open', 'error')
      } catch {
        return Promise.resolve('failed')
      }
    })()
    const viaEvents = (() => {
      try {
        return event(new EventSource(url), 'open', 'error')
      } catch {
        return Promise.resolve('failed')
      }
    })()
    const frame = document.createElement('iframe')
    frame.src = url
    document.body.append(frame)
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `${url}a.css`
    document.head.append(link)
    const viaStyle = event(link, 'load', 'error')
    const beacon = navigator.sendBeacon(url, 'x')
    return {
      fetch: await outcome(fetch(url)),
      image: await viaImage,
      socket: await viaSocket,
      events: await viaEvents,
      style: await viaStyle,
      opened: window.open(url) === null ? 'failed' : 'reached',
      beacon,
    }
  }, target)
  expect({ ...attempts, beacon: undefined }).toEqual({
    fetch: 'failed',
    image: 'failed',
    socket: 'failed',
    events: 'failed',
    style: 'failed',
    opened: 'failed',
    beacon: undefined,
  })

  // WebRTC: no candidate beyond what a page could learn without a network.
  const candidates = await page.evaluate(async (address) => {
    if (typeof RTCPeerConnection === 'undefined') return []
    try {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${address}` }] })
      peer.createDataChannel('x')
      await peer.setLocalDescription(await peer.createOffer())
      return await new Promise<string[]>((resolve) => {
        const found: string[] = []
        peer.onicecandidate = ({ candidate }) => {
          if (candidate) found.push(candidate.candidate)
          else resolve(found)
        }
      })
    } catch {
      return []
    }
  }, target)
  expect(candidates).toEqual([])

  // Asked of main: Playwright itself waits for navigations that never come.
  const inWindow = (script: string) =>
    app.electron.evaluate(({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code), script)
  const before = page.url()
  await inWindow(`location.href = 'http://${target}/'`)
  await inWindow(`(() => {
    const form = document.createElement('form')
    form.action = 'http://${target}/'
    document.body.append(form)
    form.submit()
  })()`)
  expect(await inWindow(`document.querySelector('[data-testid="reading-pane"]') !== null && location.href`)).toBe(before)
  expect(await inWindow(`fetch('${stack.url}').then(() => 'reached', () => 'failed')`)).toBe('failed')
  expect(connections).toBe(0)
  server.close()
})

test('main refuses channels and arguments that the contract does not know, with a typed error', async ({ people, start }) => {
  const [owner] = people
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await currentItem(app.page)
  const answers = await app.page.evaluate(async () => {
    const bridge = (globalThis as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<unknown> } }).countersign
    const ask = (channel: string, input: unknown) => bridge.invoke(channel, input).catch((error: unknown) => String(error))
    return {
      unknown: await ask('auth.tokens', undefined),
      wrong: await ask('items.detail', { kind: 'artifact', id: "'; drop table" }),
      extra: await ask('queue.index', { workspace_id: null, sql: '1' }),
    }
  })
  expect(answers.unknown).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  expect(answers.wrong).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  expect(answers.extra).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
})

test('a password goes nowhere that a proxy leads it to', async ({ stack, people, start }) => {
  const [owner] = people
  const [proxy, elsewhere] = await Promise.all([startFaultProxy(stack.url), startFaultProxy(stack.url)])
  proxy.fault = () => ({ kind: 'answer', status: 307, headers: { location: `${elsewhere.url}/auth/v1/token?grant_type=password` } })
  const { page } = await start({ connection: { url: proxy.url, publishable_key: stack.publishable_key } })
  const answer = await page.evaluate(
    ({ email, password }) => {
      const { invoke } = (globalThis as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<unknown> } }).countersign
      return invoke('auth.sign_in_with_password', { email, password, key_store: { kind: 'temporary' } })
    },
    owner,
  )
  expect(answer).toMatchObject({ ok: false, error: { code: 'network', message: expect.stringContaining('leads to another address') } })
  expect([proxy.count('/auth/v1/token'), elsewhere.passed]).toEqual([1, []])
  await Promise.all([proxy.stop(), elsewhere.stop()])
})
