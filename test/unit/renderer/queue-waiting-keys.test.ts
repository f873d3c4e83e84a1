import { describe, expect, test, vi } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import { announcement } from '../../../renderer/app/announce.ts'
import { queueForEach } from './open-queue.ts'

const state = (queue: ReturnType<typeof queueForEach>) => () => queue().controller.state.get()

describe('keys that wait for their item', () => {
  const queue = queueForEach('items=20')
  const now = state(queue)
  const id = () => now().mounted?.detail.item.id

  /** Approves, and does not put the next item into the document yet: keys wait for it. */
  function approveAndHurry(): void {
    queue().controller.press('a')
  }

  test('decide nothing once the screen is left, neither then nor when one comes back; the words among them are its draft', async () => {
    const { controller, typeAhead, confirm, commands, mock } = queue()
    approveAndHurry()
    const second = id()
    controller.press('r')
    for (const letter of 'No') typeAhead(letter)
    typeAhead('Enter', true)
    controller.press('a')
    controller.leaveScreen()
    expect(now().pending).toEqual([])
    confirm()
    await new Promise((over) => setTimeout(over, 20))
    expect([id(), commands().length]).toEqual([second, 1])
    expect(now().writing.text).toBe('No')
    await vi.waitFor(() => expect(mock.calls.findLast(({ channel }) => channel === 'drafts.put')?.input).toMatchObject({ text: 'No' }))
  })

  test('nothing decides what is not on screen: not a key of another screen’s time, though it stood there last', () => {
    const { controller, commands, confirm } = queue()
    controller.leaveScreen()
    controller.press('a')
    expect(commands()).toEqual([])
    controller.leaveScreen()
    confirm()
    controller.press('a')
    expect(commands()).toHaveLength(1)
  })

  test('the words for the items after the next are theirs', async () => {
    const { controller, typeAhead, bridge } = queue()
    approveAndHurry()
    const [second, third] = controller.model.rows(0, 2).map((key) => controller.buffer.row(key))
    controller.press('r')
    for (const letter of 'Two') typeAhead(letter)
    typeAhead('Enter', true)
    controller.press('r')
    for (const letter of 'Three') typeAhead(letter)
    controller.escape(false)
    expect(now().writing.text).toBe('Two')
    const draft = async (row: typeof second) => {
      const detail = await bridge.invoke('items.detail', { kind: row?.kind ?? 'artifact', id: row?.id ?? '' })
      return detail.ok ? detail.value?.draft : undefined
    }
    await vi.waitFor(async () => expect([await draft(second), await draft(third)]).toEqual(['Two', 'Three']), 3_000)
    controller.move(1)
    expect(now()).toMatchObject({ current: third?.key, writing: { text: 'Three' } })
  })

  test('so are those behind an item that has left the queue meanwhile', async () => {
    const { controller, typeAhead, bridge, mock } = queue()
    approveAndHurry()
    const [second, third, fourth] = controller.model.rows(0, 3).map((key) => controller.buffer.row(key))
    mock.supersede(second?.id ?? '')
    await vi.waitFor(() => expect(controller.model.currentIsGone).toBe(true), 3_000)
    controller.press('a')
    controller.press('r')
    for (const letter of 'Three') typeAhead(letter)
    controller.escape(false)
    const draft = async (row: typeof second) => {
      const detail = await bridge.invoke('items.detail', { kind: row?.kind ?? 'artifact', id: row?.id ?? '' })
      return detail.ok ? detail.value?.draft : undefined
    }
    await vi.waitFor(async () => expect([await draft(third), await draft(fourth)]).toEqual(['Three', '']), 3_000)
  })

  test('undo by its button keeps the words, and takes the last decision back', async () => {
    const { controller, typeAhead, confirm } = queue()
    const first = id()
    approveAndHurry()
    const second = now().current
    controller.press('r')
    for (const letter of 'No') typeAhead(letter)
    await controller.undo()
    expect(id()).toBe(first)
    confirm()
    controller.move(1)
    expect(now()).toMatchObject({ current: second, writing: { text: 'No' } })
  })
})

describe('keys for an item that does not come', () => {
  const queue = queueForEach('items=40')
  const now = state(queue)

  test('are dropped after ten seconds, so that they do not decide it whenever it does', async () => {
    const { controller, commands, typeAhead, confirm, options } = queue()
    options.set('slow', '60000')
    vi.useFakeTimers()
    try {
      controller.buffer.clear()
      controller.move(1)
      expect(now().mounted).toBeNull()
      controller.press('r')
      for (const letter of 'No') typeAhead(letter)
      typeAhead('Enter', true)
      controller.press('a')
      await vi.advanceTimersByTimeAsync(9_900)
      expect(now().pending).toHaveLength(4)
      await vi.advanceTimersByTimeAsync(200)
      expect([now().pending, now().flash]).toEqual([[], expect.stringContaining('did not come in time')])
      await vi.advanceTimersByTimeAsync(180_000)
      confirm()
      await vi.advanceTimersByTimeAsync(1_000)
      expect([now().mounted?.key, commands()]).toEqual([now().current, []])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('keys behind the last item', () => {
  const queue = queueForEach('items=3')
  const now = state(queue)

  test('are dropped and said, and undo means the last decision', async () => {
    const { controller, commands, confirm } = queue()
    const last = controller.model.keyAt(2)
    controller.press('a')
    for (let i = 0; i < 4; i++) controller.press('a')
    confirm()
    await vi.waitFor(() => expect(commands()).toHaveLength(2))
    confirm()
    await vi.waitFor(() => expect(now().current).toBeNull())
    expect([commands().length, now().pending]).toEqual([3, []])
    expect(announcement.get()).toMatch(/last item/)
    await controller.undo()
    expect(now().current).toBe(last)
  })
})

describe('an item that is asked for by name', () => {
  const queue = queueForEach('items=20')
  const now = state(queue)
  const id = () => now().mounted?.detail.item.id
  const rowRef = (row: number): ItemRef => {
    const { controller } = queue()
    const item = controller.buffer.row(controller.model.keyAt(row) ?? -1)
    return { kind: item?.kind ?? 'artifact', id: item?.id ?? '' }
  }

  test('is what is meant from then on: no key decides the one that is still there, and words wait for it', async () => {
    const { controller, commands, typeAhead, confirm } = queue()
    const opened = rowRef(5).id
    const coming = controller.openItem(rowRef(5))
    controller.press('a')
    expect(commands()).toEqual([])
    expect(now().decidable).toBe(false)
    expect(now().flash).toMatch(/nothing was decided/)
    controller.press('r')
    expect(typeAhead('x')).toBe(true)
    await coming
    expect(id()).toBe(opened)
    confirm()
    await vi.waitFor(() => expect(now().writing.text).toBe('x'))
    expect(commands()).toEqual([])
    controller.press('a')
    expect(commands().map(({ target_id }) => target_id)).toEqual([opened])
  })

  test('does not come when another one was chosen meanwhile', async () => {
    const { controller } = queue()
    const opened = controller.openItem(rowRef(5))
    const chosen = controller.model.keyAt(2) ?? -1
    controller.select(chosen)
    await opened
    expect(now().current).toBe(chosen)
    const [one, other] = [controller.openItem(rowRef(6)), controller.openItem(rowRef(7))]
    await Promise.all([one, other])
    expect(id()).toBe(rowRef(7).id)
  })

  test('and is not here leaves the one that is', async () => {
    const { controller, commands } = queue()
    const first = id()
    await controller.openItem({ kind: 'artifact', id: '00000000-0000-4000-8000-00000000dead' })
    expect([id(), now().flash]).toEqual([first, 'This item is not on this computer.'])
    controller.press('a')
    expect(commands().map(({ target_id }) => target_id)).toEqual([first])
  })
})

describe('who writes to an item that was asked for by name', () => {
  const queue = queueForEach('items=3')
  const now = state(queue)
  const gone: ItemRef = { kind: 'artifact', id: '00000000-0000-4000-8000-00000000dead' }

  test('goes on writing where it does not come: no letter decides the one that is still there', async () => {
    const { controller, commands, typeAhead } = queue()
    const coming = controller.openItem(gone)
    controller.press('r')
    for (const letter of 'No') typeAhead(letter)
    await coming
    expect(now().flash).toBe('This item is not on this computer.')
    expect(now().writing).toMatchObject({ open: true, asked: 1 })
    controller.press('a')
    expect(commands()).toEqual([])
  })

  test('keeps the words where the queue fills meanwhile', async () => {
    const { controller, confirm, typeAhead, mock, options } = queue()
    const [first] = [now().mounted?.detail.item]
    for (let i = 0; i < 3; i++) {
      controller.press('a')
      confirm()
    }
    expect(now().current).toBeNull()
    await vi.waitFor(() => expect(controller.decided.get().last?.state).toBe('saved'))
    const reads = () => mock.calls.filter(({ channel }) => channel === 'queue.index').length
    const before = reads()
    mock.arrive()
    await vi.waitFor(() => expect(reads()).toBeGreaterThan(before), 2_000)
    await new Promise((over) => setTimeout(over, 20))
    options.set('slow', '1500')
    const coming = controller.openItem({ kind: first?.kind ?? 'artifact', id: first?.id ?? '' })
    controller.press('r')
    for (const letter of 'No') typeAhead(letter)
    options.set('slow', '1')
    mock.reopenElsewhere(first?.id ?? '')
    await vi.waitFor(() => expect(now().current).not.toBeNull(), 1_200)
    expect(typeAhead('w')).toBe(true)
    await coming
    confirm()
    await vi.waitFor(() => expect(now().writing.text).toBe('Now'))
  })
})

describe('undo, pressed again while it works', () => {
  const queue = queueForEach('items=20')
  const now = state(queue)

  test('takes back the decision before, too', async () => {
    const { controller, confirm } = queue()
    const first = now().current
    controller.press('a')
    confirm()
    controller.press('a')
    confirm()
    const third = now().current
    void controller.undo()
    void controller.undo()
    await vi.waitFor(() => expect([now().current, controller.decided.get().canUndo]).toEqual([first, false]))
    confirm()
    expect(controller.model.rows(0, 3)).toEqual([first, controller.model.keyAt(1), third])
    expect(now().decidable).toBe(true)
  })

  test('but where the first could not be taken back nothing else is', async () => {
    const { controller, confirm, options, mock } = queue()
    for (let i = 0; i < 2; i++) {
      controller.press('a')
      confirm()
    }
    await vi.waitFor(() => expect(controller.decided.get().last?.state).toBe('saved'))
    options.set('fail', 'outbox.undo')
    void controller.undo()
    await controller.undo()
    await vi.waitFor(() => expect(now().flash).toMatch(/could not be taken back/))
    await new Promise((over) => setTimeout(over, 20))
    expect(mock.calls.filter(({ channel }) => channel === 'outbox.undo')).toHaveLength(1)
  })
})
