import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BulkDecision, QueueFilter } from '../../../contract/queue.ts'
import { announcement } from '../../../renderer/app/announce.ts'
import { ListState } from '../../../renderer/features/queue/list/list-state.ts'
import { allItems, chipsOf, filtered } from '../../../renderer/features/queue/list/views.ts'
import { endOfDay, startOfDay } from '../../../renderer/ui/days.ts'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'

let asked: [channel: string, input: unknown][]
let answers: Record<string, (input: never) => unknown>
let model: QueueModel
let list: ListState
let filters: QueueFilter[]
let left: number[][]
let said: string[]
let last: string | null

beforeEach(() => {
  asked = []
  answers = {}
  vi.stubGlobal('window', {
    countersign: {
      invoke: (channel: string, input: never) => {
        asked.push([channel, input])
        try {
          return Promise.resolve({ ok: true, value: answers[channel]?.(input) })
        } catch (error) {
          return Promise.resolve({ ok: false, error: { code: 'internal', message: (error as Error).message } })
        }
      },
    },
  })
  model = new QueueModel()
  model.merge(Int32Array.of(1, 2, 3, 4))
  ;[filters, left, said, last] = [[], [], [], null]
  list = new ListState(model, {
    filter: (filter) => filters.push(filter),
    refresh: () => filters.push({ workspace_id: null }),
    say: (text) => said.push(text),
    leaves: (keys) => left.push([...keys]),
    lastDecision: () => last,
  })
  list.indexCame(Int32Array.of(1, 2, 3, 4), true, true)
})
afterEach(() => vi.unstubAllGlobals())

const decision: BulkDecision = { bulk_id: '00000000-0000-4000-8000-00000000e001', decision: 'approve', feedback: null, request_changes: false }

describe('deciding many', () => {
  beforeEach(() => {
    answers['bulk.decide'] = () => ({ decided: Int32Array.of(1, 2, 4), gone: 1, storage: 'disk' })
  })

  test('of the whole view: what was decided leaves, and it says how many were decided and how many had gone', async () => {
    await list.decide(decision)
    expect(list.bulk.get()).toMatchObject({ text: '3 items approved; 1 had left the queue', state: 'saved' })
    expect(left).toEqual([[1, 2, 4]])
    expect(announcement.get().trim()).toBe('3 items approved.')
  })

  test('of a selection: what was decided of it leaves, and nothing stays picked', async () => {
    for (const key of [1, 2, 3, 4]) list.toggle(key)
    await list.decide({ ...decision, decision: 'reject', request_changes: true })
    expect(left).toEqual([[1, 2, 4]])
    expect(list.selection.get().size).toBe(0)
    expect(list.bulk.get()?.text).toMatch(/^3 items sent back for changes/)
  })

  test('in a temporary account nothing is called saved', async () => {
    answers['bulk.decide'] = () => ({ decided: Int32Array.of(1), gone: 0, storage: 'memory' })
    await list.decide(decision)
    expect(list.bulk.get()).toMatchObject({ text: '1 item approved', state: 'sending' })
  })
})

describe('taking many back', () => {
  beforeEach(async () => {
    answers['bulk.decide'] = () => ({ decided: Int32Array.of(1, 2, 3), gone: 0, storage: 'disk' })
    answers['bulk.undo'] = () => ({ removed: 2, reopening: 1 })
    await list.decide(decision)
  })

  test('is one undo, once', async () => {
    expect(list.undoBulk()).toBe(true)
    expect(list.undoBulk()).toBe(false)
    await vi.waitFor(() => expect(list.bulk.get()?.state).toBe('undone'))
    expect(list.bulk.get()?.text).toBe('2 items back in the queue. 1 had been sent: the server is asked to reopen them.')
    expect(list.undoBulk()).toBe(false)
    expect(asked.filter(([channel]) => channel === 'bulk.undo')).toEqual([['bulk.undo', { bulk_id: decision.bulk_id }]])
  })

  test('gives its words back to the next one’s note, and to no item', async () => {
    await list.decide({ ...decision, decision: 'reject', feedback: 'Not now', request_changes: false })
    expect(list.bulkNote).toBe('')
    list.undoBulk()
    await vi.waitFor(() => expect(list.bulk.get()?.state).toBe('undone'))
    expect([list.bulkNote, asked.some(([channel]) => channel === 'drafts.put')]).toEqual(['Not now', false])
  })

  test('is called saved here until nothing of it waits, and then says what came back', async () => {
    let waiting = 2
    answers['bulk.progress'] = () => ({ waiting, returned: 1 })
    void list.outboxMoved()
    await vi.waitFor(() => expect(asked.some(([channel]) => channel === 'bulk.progress')).toBe(true))
    expect(list.bulk.get()?.state).toBe('saved')
    waiting = 0
    void list.outboxMoved()
    await vi.waitFor(() => expect(list.bulk.get()).toMatchObject({ state: 'sent', returned: 1 }), 3_000)
    expect(list.undoBulk()).toBe(true)
  })

  test('a single decision after it is undone first', () => {
    expect(list.bulkIsLatest).toBe(true)
    last = 'a command'
    expect(list.bulkIsLatest).toBe(false)
  })

  test('that fails says so, and may be tried again', async () => {
    answers['bulk.undo'] = () => {
      throw new Error('The disk is full.')
    }
    list.undoBulk()
    await vi.waitFor(() => expect(said).toEqual(['It could not be taken back: The disk is full.']))
    expect(list.bulk.get()?.state).toBe('saved')
    expect(list.undoBulk()).toBe(true)
  })
})

describe('snoozing many', () => {
  test('asks for them five hundred at a time, and once for all of them to sleep', async () => {
    const keys = Array.from({ length: 1_100 }, (_, i) => i + 1)
    answers['queue.items'] = ({ keys: some }: { keys: number[] }) => some.map((key) => ({ key, kind: 'artifact', id: `item ${key}` }))
    await list.snooze(keys, new Date('2026-01-06T08:00:00Z'), 'tomorrow')
    expect(asked.map(([channel]) => channel)).toEqual(['queue.items', 'queue.items', 'queue.items', 'queue.snooze'])
    expect(asked.at(-1)?.[1]).toMatchObject({ until: '2026-01-06T08:00:00.000Z' })
    expect(left[0]).toHaveLength(1_100)
    expect(said).toEqual([expect.stringMatching(/^1.?100 items snoozed until tomorrow\.$/)])
  })
})

describe('what is listed', () => {
  test('a plain queue is asked for plainly; another view lets go of what was picked', () => {
    list.toggle(1)
    list.groupBySession()
    expect(filters.at(-1)).toEqual({ workspace_id: null, by_session: true })
    expect(list.selection.get().size).toBe(0)
    list.groupBySession()
    expect(filters.at(-1)).toEqual({ workspace_id: null })
  })

  test('a view’s own words are looked for beside those of the field, and narrowed further they are said, and can be taken away', () => {
    const saved = { ...allItems, id: 'mine', name: 'Prices', criteria: { text: 'price' } }
    list.show(saved)
    list.search(' halden')
    expect(filters.at(-1)).toEqual({ workspace_id: null, criteria: { text: 'price halden' } })
    list.search('')
    list.show(filtered(saved, { ...saved.criteria, overdue: true }))
    expect(filters.at(-1)).toEqual({ workspace_id: null, criteria: { text: 'price', overdue: true } })
    const chips = chipsOf(list.view.get().criteria, (_, id) => id)
    expect(chips.map(({ text }) => text)).toEqual(['with “price”', 'overdue'])
    list.show(filtered(list.view.get(), chips[0]?.without ?? {}))
    expect(filters.at(-1)).toEqual({ workspace_id: null, criteria: { overdue: true } })
  })

  test('days are said as they were chosen, whatever the time zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      vi.stubEnv('TZ', zone)
      const criteria = { created_from: startOfDay('2026-11-25') ?? '', created_until: endOfDay('2026-11-26') ?? '' }
      expect(chipsOf(criteria, (_, id) => id).map(({ text }) => text)).toEqual(['from 2026-11-25', 'until 2026-11-26'])
    }
    vi.unstubAllEnvs()
  })

  test('what leaves the list is no longer picked', () => {
    list.toggle(1)
    list.toggle(3)
    list.indexCame(Int32Array.of(3, 4), true, false)
    expect(list.targets()).toEqual([3])
  })
})

test('what is done closes its own dialog, and none that was opened since', () => {
  list.dialog.set('filter')
  list.close('bulk')
  expect(list.dialog.get()).toBe('filter')
  list.close('filter')
  expect(list.dialog.get()).toBeNull()
})
