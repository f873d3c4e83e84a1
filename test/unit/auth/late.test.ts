import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SignInProgress } from '../../../contract/status.ts'
import { SignIns } from '../../../electron/auth/sign-ins.ts'
import { createLog } from '../../../electron/shell/log.ts'

/** Node's HTTP keeps its own timers: only what the sign-in counts by is the test's. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const minute = 60_000
const place = { connection: { url: 'https://project.example.com', publishable_key: 'sb_publishable_for_a_test' }, keyStore: { kind: 'temporary' } } as const

function rig() {
  const pages: string[] = []
  const visits: string[] = []
  const said: SignInProgress[] = []
  const signIns = new SignIns({
    fetch: () => Promise.resolve(Response.json({})),
    log: createLog([]),
    browser: { hasScheme: () => false, open: (url) => Promise.resolve(void pages.push(url)), cameBack: () => undefined },
    enter: () => Promise.reject(new Error('nobody signs in here')),
    onVisit: (url) => void visits.push(url),
    onLate: () => void signIns.expire(),
  })
  signIns.onProgress((progress) => said.push(progress))
  const back = () => `${new URL(pages.at(-1) ?? '').searchParams.get('redirect_to')}?code=a-code`
  return { signIns, pages, visits, said, back }
}
const visit = (url: string) => fetch(url).then(async (response) => `${response.status} ${/<p>(.*)<\/p>/.exec(await response.text())?.[1]}`, () => 'refused')

test('a sign-in in the browser that takes too long ends by itself, says so, and closes its port', async () => {
  const { signIns, said, visits, back } = rig()
  await signIns.withBrowser(place, 'github')
  await vi.advanceTimersByTimeAsync(14 * minute)
  expect(await visit(back())).toBe('200 You can close this page and go back to Countersign.')
  expect([visits.length, signIns.progress().step]).toEqual([1, 'browser'])
  await vi.advanceTimersByTimeAsync(minute)
  expect(said.at(-1)).toMatchObject({ step: 'idle', error: { code: 'invalid_code', message: expect.stringContaining('Open it again') as string } })
  expect([await visit(back()), visits.length]).toEqual(['refused', 1])
})

test('a timer that rings a fraction early ends it all the same', async () => {
  const { signIns } = rig()
  await signIns.withBrowser(place, 'github')
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() - 0.4)
  await vi.advanceTimersByTimeAsync(15 * minute)
  expect(signIns.progress().step).toBe('browser')
  await vi.advanceTimersByTimeAsync(2)
  expect(signIns.progress()).toMatchObject({ step: 'idle', error: { code: 'invalid_code' } })
  vi.mocked(performance.now).mockRestore()
})

test('a page that comes late says the truth, also before the time was noticed', async () => {
  const { signIns, visits, back } = rig()
  await signIns.withBrowser(place, 'github')
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 16 * minute)
  expect(await visit(back())).toMatch(/^410 This sign-in took too long/)
  expect(visits).toEqual([])
  vi.mocked(performance.now).mockRestore()
  signIns.stop()
})

test('opening the page again gives it its time anew', async () => {
  const { signIns, pages } = rig()
  await signIns.withBrowser(place, 'github')
  await vi.advanceTimersByTimeAsync(14 * minute)
  await signIns.withBrowser(place, 'github')
  expect([pages.length, pages[0]]).toEqual([2, pages[1]])
  await vi.advanceTimersByTimeAsync(14 * minute)
  expect(signIns.progress().step).toBe('browser')
  await vi.advanceTimersByTimeAsync(minute)
  expect(signIns.progress().step).toBe('idle')
})

test('a mail’s link is waited for an hour; its code can still be typed', async () => {
  const { signIns, said } = rig()
  await signIns.requestMail(place, 'sign_in', 'ada@example.com')
  await vi.advanceTimersByTimeAsync(60 * minute)
  expect(said.at(-1)).toMatchObject({ step: 'mail', email: 'ada@example.com', error: { message: expect.stringContaining('another mail') as string } })
  await signIns.cancel()
  expect(signIns.progress()).toEqual({ step: 'idle', error: null })
})
