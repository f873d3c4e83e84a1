import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { createPart, later, LaterView, loadTheRest } from '../../../renderer/app/later.tsx'

const Screen = ({ name }: { name: string }) => <p>The screen of {name}</p>
const markup = (part: ReturnType<typeof createPart<{ name: string }>>) =>
  renderToStaticMarkup(
    <main>
      <textarea defaultValue="half a sentence" />
      <LaterView now={part.state.get()} again={() => void part.again()} props={{ name: 'projects' }} />
    </main>,
  )

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('nothing is drawn until the code is there, and it is loaded once', async () => {
  const load = vi.fn(() => Promise.resolve(Screen))
  const part = createPart(load)
  expect(markup(part)).not.toContain('The screen')
  await Promise.all([part.begin(), part.begin()])
  expect(markup(part)).toContain('The screen of projects')
  await part.again()
  expect(load).toHaveBeenCalledTimes(1)
})

test('a part that cannot be read says so in its place, leaves what is around it, and comes when it is tried again', async () => {
  let broken = true
  const reload = vi.fn()
  const part = createPart(() => (broken ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(Screen)), reload)
  await part.begin()
  const failed = markup(part)
  expect(failed).toContain('role="alert"')
  expect(failed).toContain('The rest works, and what you decided and wrote is kept.')
  expect(failed).toMatch(/<button[^>]*data-action="app\.retry"/)
  expect(failed).toContain('half a sentence')
  // To be shown again is no new try: the person asks for one.
  await part.begin()
  expect(markup(part)).toBe(failed)
  broken = false
  await part.again()
  expect(markup(part)).toContain('The screen of projects')
  expect(reload).not.toHaveBeenCalled()
})

test('a script that the browser remembers as missing needs the page anew: only the second try does that, and says so before', async () => {
  vi.useFakeTimers()
  const reload = vi.fn()
  const load = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')))
  const part = createPart<{ name: string }>(load, reload)
  await part.begin()
  // Twice in a row: the second has nothing to try while the first does.
  await Promise.all([part.again(), part.again()])
  expect(load).toHaveBeenCalledTimes(2)
  expect(reload).not.toHaveBeenCalled()
  expect(markup(part)).toContain('The next try opens the page anew')
  vi.advanceTimersByTime(900)
  await part.again()
  expect(reload).not.toHaveBeenCalled()
  // Left and shown once more, the warning is new on the screen.
  await part.begin()
  vi.advanceTimersByTime(900)
  await part.again()
  expect(reload).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  await part.again()
  expect(reload).toHaveBeenCalledTimes(1)
})

test('the rest comes one after the other when nothing is to be done, past what fails, and stops when told to', async () => {
  const idle: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
  vi.stubGlobal('cancelIdleCallback', () => (idle.length = 0))
  const came: string[] = []
  for (const name of ['one', 'broken', 'three', 'four'])
    later(() => {
      came.push(name)
      return name === 'broken' ? Promise.reject(new Error(name)) : Promise.resolve(Screen)
    })
  const stop = loadTheRest()
  expect(came).toEqual([])
  for (const so of [['one'], ['one', 'broken'], ['one', 'broken', 'three']]) {
    await vi.waitFor(() => expect(idle).toHaveLength(1))
    idle.shift()?.()
    expect(came).toEqual(so)
  }
  await vi.waitFor(() => expect(idle).toHaveLength(1))
  stop()
  expect(idle).toEqual([])
})
