import { beforeEach, describe, expect, test } from 'vitest'
import { defaultSettings, type NotificationSettings } from '../../../contract/settings.ts'
import { createNotifier, isQuiet, type Looking } from '../../../electron/shell/notifications/notifier.ts'
import { noteOf, plain, type News, type Note } from '../../../electron/shell/notifications/words.ts'
import { TurnedClock } from './clock.ts'

const news = (n: number): News => ({ id: `i${n}`, title: `Item ${n}`, place: `queue/checkpoint/i${n}` })

let clock: TurnedClock
let settings: NotificationSettings
let looking: Looking
let shown: (Note & { click(): void; closed: boolean })[]
let opened: string[]

const start = () =>
  createNotifier({
    settings: () => settings,
    looking: () => looking,
    show(note, click) {
      const entry = { ...note, click, closed: false }
      shown.push(entry)
      return () => (entry.closed = true)
    },
    open: (place) => opened.push(place),
    clock: { now: () => new Date(clock.ms), setTimeout: clock.setTimeout },
  })

beforeEach(() => {
  clock = new TurnedClock(new Date(2026, 0, 5, 12, 0).getTime())
  settings = structuredClone(defaultSettings.notifications)
  looking = { focused: false, screen: 'queue', item: null }
  shown = []
  opened = []
})

describe('grouping', () => {
  test('a burst of 500 is one notification that names their number', () => {
    const notifier = start()
    for (let i = 0; i < 500; i++) notifier.report('checkpoints', [news(i)])
    clock.pass(60_000)
    expect(shown.map(({ title }) => title)).toEqual(['500 checkpoints wait for you'])
  })

  test('later ones replace it by one that counts on, not more often than every 20 s', () => {
    const notifier = start()
    notifier.report('checkpoints', [news(1)])
    clock.pass(1_500)
    for (let i = 2; i < 12; i++) {
      notifier.report('checkpoints', [news(i)])
      clock.pass(1_000)
    }
    clock.pass(20_000)
    expect(shown.map(({ title, closed }) => [title, closed])).toEqual([
      ['Checkpoint: Item 1', true],
      ['11 checkpoints wait for you', false],
    ])
  })

  test('kinds are apart, and the same item is told once', () => {
    const notifier = start()
    notifier.report('checkpoints', [news(1)])
    notifier.report('overdue', [news(1)])
    notifier.report('checkpoints', [news(1)])
    clock.pass(60_000)
    expect(shown.map(({ title }) => title)).toEqual(['Checkpoint: Item 1', 'Overdue: Item 1'])
  })
})

describe('what is shown and when', () => {
  test('a click opens the item, several open the queue, and counting begins anew', () => {
    const notifier = start()
    notifier.report('checkpoints', [news(1)])
    clock.pass(1_500)
    shown[0]?.click()
    notifier.report('checkpoints', [news(2), news(3)])
    clock.pass(60_000)
    expect(shown[1]?.title).toBe('2 checkpoints wait for you')
    shown[1]?.click()
    expect(opened).toEqual(['queue/checkpoint/i1', 'queue'])
  })

  test('looking at the app takes it away', () => {
    const notifier = start()
    notifier.report('checkpoints', [news(1)])
    clock.pass(1_500)
    notifier.seen()
    expect(shown[0]?.closed).toBe(true)
    notifier.report('checkpoints', [news(2)])
    notifier.seen()
    clock.pass(60_000)
    expect(shown).toHaveLength(1)
  })

  test('the focused queue tells of itself; another screen does not', () => {
    const notifier = start()
    looking = { focused: true, screen: 'queue', item: null }
    notifier.report('checkpoints', [news(1)])
    notifier.report('overdue', [news(1)])
    clock.pass(60_000)
    expect(shown).toEqual([])
    looking = { focused: true, screen: 'settings', item: null }
    notifier.report('checkpoints', [news(2)])
    clock.pass(60_000)
    expect(shown.map(({ title }) => title)).toEqual(['Checkpoint: Item 2'])
  })

  test('a mention is told unless what it is about is open and in sight', () => {
    const notifier = start()
    looking = { focused: true, screen: 'sessions', item: 's1' }
    notifier.report('mentions', [{ id: 'c1', title: 'Prices', place: 'sessions/s1', by: 'Jonas' }])
    clock.pass(60_000)
    expect(shown).toEqual([])
    notifier.report('mentions', [{ id: 'c2', title: 'Prices', place: 'sessions/s2', by: 'Jonas' }])
    clock.pass(60_000)
    expect(shown.map(({ title }) => title)).toEqual(['Jonas mentions you: Prices'])
  })

  test('a kind that is switched off, and quiet hours, show nothing', () => {
    const notifier = start()
    settings.checkpoints = false
    notifier.report('checkpoints', [news(1)])
    settings.quiet = { on: true, from: '11:00', to: '13:00' }
    notifier.report('overdue', [news(2)])
    clock.pass(60_000)
    expect(shown).toEqual([])
  })

  test.each([
    ['22:00', '07:00', 23, true],
    ['22:00', '07:00', 6, true],
    ['22:00', '07:00', 7, false],
    ['12:00', '13:00', 12, true],
    ['12:00', '13:00', 13, false],
    ['08:00', '08:00', 20, true],
  ])('quiet from %s to %s at %i h: %s', (from, to, hour, quiet) => {
    expect(isQuiet({ on: true, from, to }, new Date(2026, 0, 5, hour, 0))).toBe(quiet)
    expect(isQuiet({ on: false, from, to }, new Date(2026, 0, 5, hour, 0))).toBe(false)
  })
})

describe('words', () => {
  test('only how many: no title, no name', () => {
    const counts = { ...defaultSettings.notifications, content: 'counts' as const }
    for (const kind of ['checkpoints', 'mentions', 'overdue'] as const) {
      const { title, body } = noteOf(kind, [{ ...news(1), title: 'Secret', by: 'Jonas' }], counts)
      expect(`${title} ${body}`).not.toMatch(/Secret|Jonas/)
    }
  })

  test('what an agent wrote is one plain line, never markup, and never in the body', () => {
    const hostile = '<b>Pay</b>\n<img src=x onerror=alert(1)>\u202egnp.exe&amp; <a href="https://evil.example">here</a>'
    expect(plain(hostile)).not.toMatch(/[<>\n\u202e]/)
    expect([...plain('x'.repeat(500))]).toHaveLength(120)
    for (const kind of ['checkpoints', 'mentions', 'overdue'] as const) {
      const { title, body } = noteOf(kind, [{ ...news(1), title: hostile, by: '<i>Jonas</i>' }], defaultSettings.notifications)
      expect(title).not.toMatch(/[<>]/)
      expect(body).not.toContain('Pay')
    }
  })
})
