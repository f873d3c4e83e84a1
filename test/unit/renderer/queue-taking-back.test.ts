import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import { buildCommand } from '../../../renderer/features/queue/commands.ts'
import { announcement } from '../../../renderer/app/announce.ts'
import { guardTime } from '../../../renderer/features/queue/mounted-watch.ts'
import { queueForEach } from './open-queue.ts'

const queue = queueForEach('items=20')
const state = () => queue().controller.state.get()
const last = () => queue().controller.decided.get().last
const mounted = (): ItemRef => {
  const { kind, id } = state().mounted?.detail.item ?? { kind: 'artifact', id: '' }
  return { kind, id }
}
const sent = (channel: string) => queue().mock.calls.filter((call) => call.channel === channel)
const guardIsOver = () => new Promise((over) => setTimeout(over, guardTime + 20))
const settled = () => vi.waitFor(() => expect(last()?.state).toBe('sent'), 3_000)

/** Decides the first item with words; the next one is in the document then. */
async function rejectFirst(words = 'Too short'): Promise<ItemRef> {
  const { controller, confirm } = queue()
  const item = mounted()
  controller.press('r')
  controller.type(words)
  controller.send()
  confirm()
  await vi.waitFor(() => expect(last()?.state).toBe('saved'))
  return item
}

/** What the tray's button does. */
const takeBackInTray = () => queue().bridge.invoke('outbox.undo', { command_id: last()?.id ?? '' })

async function open(item: ItemRef): Promise<void> {
  await queue().controller.openItem(item)
  await vi.waitFor(() => expect(mounted()).toEqual(item))
  queue().confirm()
}

describe('a decision that the tray takes back', () => {
  test('is undone, not sent: undo asks the server nothing', async () => {
    await rejectFirst()
    await takeBackInTray()
    await vi.waitFor(() => expect(last()?.state).toBe('undone'))
    await vi.waitFor(() => expect(queue().controller.model.size).toBe(20))
    await queue().controller.undo()
    expect(sent('outbox.undo')).toHaveLength(1)
    expect(state().flash).toBe('There is nothing to undo.')
  })

  test('gives its words back to the item’s note, and the next key goes on behind them', async () => {
    const item = await rejectFirst()
    await takeBackInTray()
    await open(item)
    expect(state()).toMatchObject({ writing: { text: 'Too short', open: true }, obstacle: null })
    queue().controller.type(`${state().writing.text} by half`)
    queue().controller.move(1)
    await vi.waitFor(() => expect(sent('drafts.put').at(-1)?.input).toEqual({ item, text: 'Too short by half' }))
  })

  test('while its item is on screen, behind what was written to it since', async () => {
    const item = await rejectFirst()
    await open(item)
    expect(state().obstacle).not.toBeNull()
    queue().controller.type('And late')
    await takeBackInTray()
    await vi.waitFor(() => expect(state().obstacle).toBeNull())
    expect(state().writing.text).toBe('And late\n\nToo short')
    await vi.waitFor(() => expect(state().decidable).toBe(true))
    queue().controller.move(1)
    await vi.waitFor(() => expect(sent('drafts.put').at(-1)?.input).toEqual({ item, text: 'And late\n\nToo short' }))
  })

  test('and one that came back and was let go of there is no decision any more', async () => {
    const item = await rejectFirst()
    queue().mock.sendBack(item.id)
    await vi.waitFor(() => expect(last()?.state).toBe('failed'), 3_000)
    await queue().bridge.invoke('outbox.dismiss', { command_id: last()?.id ?? '' })
    await queue().controller.undo()
    expect(sent('outbox.undo')).toHaveLength(0)
  })
})

test('words that the tray puts back to an item that came back are its note, also while it is on screen', async () => {
  const item = await rejectFirst()
  queue().mock.sendBack(item.id)
  await vi.waitFor(() => expect(last()?.state).toBe('failed'), 3_000)
  await open(item)
  expect(state().writing.text).toBe('')
  await queue().bridge.invoke('drafts.put', { item, text: 'Too short' })
  await open(item)
  expect(state().writing).toMatchObject({ text: 'Too short', open: true })
})

test('undo keeps what was written to a decided item since, and its words stand behind it', async () => {
  const item = await rejectFirst()
  await open(item)
  queue().controller.type('And late')
  await queue().controller.undo()
  expect([mounted(), state().writing.text]).toEqual([item, 'And late\n\nToo short'])
})

test('also where one has gone to another item before it was undone', async () => {
  const item = await rejectFirst()
  const second = mounted()
  await open(item)
  const { controller, options } = queue()
  controller.type('And late')
  options.set('slow', '20')
  const undone = controller.undo()
  options.set('slow', '1')
  await controller.openItem(second)
  await undone
  expect(sent('drafts.put').at(-1)?.input).toEqual({ item, text: 'And late\n\nToo short' })
  await open(item)
  expect(state().writing.text).toBe('And late\n\nToo short')
})

describe('a decision of an earlier run', () => {
  /** In the outbox; this run knows nothing of the command. */
  async function decidedEarlier(draft = '') {
    const { controller, bridge } = queue()
    const detail = controller.buffer.get(controller.model.keyAt(1) ?? -1)?.detail
    if (!detail) throw new Error('not read ahead')
    const item: ItemRef = { kind: detail.item.kind, id: detail.item.id }
    const command = buildCommand(detail, 'reject', 'Too short', { id: '00000000-0000-4000-8000-0000000000aa', now: new Date() })
    await bridge.invoke('outbox.add', command)
    if (draft !== '') await bridge.invoke('drafts.put', { item, text: draft })
    return { command, item }
  }

  test('puts its words behind what was written to its item since, once, here and on disk', async () => {
    const decided = await decidedEarlier()
    const { item } = decided
    await open(item)
    queue().controller.type('And late')
    await vi.waitFor(() => expect(sent('drafts.put').at(-1)?.input).toEqual({ item, text: 'And late' }))
    await queue().controller.undoOne(decided)
    expect([mounted(), state().writing.text]).toEqual([item, 'And late\n\nToo short'])
    expect(sent('drafts.put').at(-1)?.input).toEqual({ item, text: 'And late\n\nToo short' })
  })

  test('and behind what only the outbox has', async () => {
    const decided = await decidedEarlier('And late')
    await queue().controller.undoOne(decided)
    expect([mounted(), state().writing.text]).toEqual([decided.item, 'And late\n\nToo short'])
  })

  test('but not behind what has been deleted here and is about to be on disk', async () => {
    const decided = await decidedEarlier('And late')
    await open(decided.item)
    queue().controller.type('')
    await queue().controller.undoOne(decided)
    expect([mounted(), state().writing.text]).toEqual([decided.item, 'Too short'])
  })
})

describe('a decision that could not be taken back', () => {
  const refuse = () => queue().options.set('fail', 'outbox.undo')

  test('shows what was on screen before, with a field for whoever was writing; nothing written is a key for it', async () => {
    const { controller, typeAhead, commands, confirm } = queue()
    const first = await rejectFirst()
    const second = mounted()
    refuse()
    const undone = controller.undo()
    controller.press('r')
    for (const letter of 'Wh') expect(typeAhead(letter)).toBe(true)
    await undone
    confirm()
    expect([mounted(), state().writing.open, controller.noteWasAsked()]).toEqual([second, true, true])
    controller.press('a')
    expect(commands()).toHaveLength(1)
    controller.move(1)
    await vi.waitFor(() => expect(sent('drafts.put').at(-1)?.input).toEqual({ item: first, text: 'Too shortWh' }))
  })

  test('no note opens for who writes nothing, but a key pressed just then decides nothing either', async () => {
    const { controller, commands, confirm } = queue()
    await rejectFirst()
    refuse()
    await controller.undo()
    confirm()
    expect(state().writing.open).toBe(false)
    controller.press('a')
    expect(commands()).toHaveLength(1)
    await guardIsOver()
    controller.press('a')
    expect(commands()).toHaveLength(2)
  })

  test('whoever writes to an item that is not in memory any more goes on with it', async () => {
    const { controller, typeAhead, confirm } = queue()
    await rejectFirst()
    const second = mounted()
    refuse()
    const undone = controller.undo()
    controller.press('r')
    controller.buffer.forget(second.id)
    await undone
    expect([state().current, state().mounted]).toEqual([expect.any(Number), null])
    for (const letter of 'Why') expect(typeAhead(letter)).toBe(true)
    await vi.waitFor(() => expect(mounted()).toEqual(second))
    confirm()
    await vi.waitFor(() => expect(state().writing).toMatchObject({ text: 'Why', open: true }))
  })

  test('is what one sees where its item was on screen as decided: it can’t be decided twice', async () => {
    const { controller, commands, confirm } = queue()
    const first = await rejectFirst()
    await open(first)
    expect(state().obstacle).not.toBeNull()
    refuse()
    await controller.undo()
    await vi.waitFor(() => expect(state().mounted).not.toBeNull())
    confirm()
    await guardIsOver()
    controller.press('a')
    expect([mounted(), state().obstacle === null, commands().length]).toEqual([first, false, 1])
  })
})

test('a decision that the server refuses fills an empty queue again: no key pressed in that moment decides it', async () => {
  const { controller, mock, confirm, commands, options, until } = queue()
  const all = controller.model.size
  let lastOne = mounted()
  for (let done = 0; done < all; done++) {
    await vi.waitFor(() => expect(state().mounted?.key).toBe(state().current))
    lastOne = mounted()
    confirm()
    controller.press('a')
  }
  expect([state().current, commands().length]).toEqual([null, all])
  await vi.waitFor(() => expect(last()?.state).toBe('saved'))
  options.set('slow', '20')
  mock.sendBack(lastOne.id)
  await until(({ current }) => current !== null)
  controller.press('a')
  expect([state().mounted, state().flash]).toEqual([null, expect.stringMatching(/^This appeared just now/)])
  await vi.waitFor(() => expect(mounted()).toEqual(lastOne))
  confirm()
  controller.press('a')
  await guardIsOver()
  expect([commands().length, state().pending]).toEqual([all, []])
  controller.press('a')
  expect(commands()).toHaveLength(all + 1)
})

describe('a decision that the server has', () => {
  let item: ItemRef
  beforeEach(async () => {
    item = await rejectFirst()
    await queue().bridge.invoke('outbox.flush', undefined)
    await settled()
  })

  test('is asked to be reopened, and is taken back once the server has done so', async () => {
    await queue().controller.undo()
    queue().confirm()
    expect([mounted(), last()?.state, state().obstacle]).toEqual([item, 'reopening', 'It was sent already; the server is asked to reopen it.'])
    await queue().bridge.invoke('outbox.flush', undefined)
    await vi.waitFor(() => expect(last()?.state).toBe('undone'), 3_000)
    await vi.waitFor(() => expect(state().obstacle).toBeNull(), 3_000)
  })

  test('stands when the server refuses that, and says why', async () => {
    const { controller, mock } = queue()
    await controller.undo()
    mock.decide(item.id)
    mock.sendBack(item.id)
    await vi.waitFor(() => expect(last()?.state).toBe('sent'), 3_000)
    expect(announcement.get()).toMatch(/^Not reopened: .* Atlas began to apply it at 14:02\. Your decision stands\.$/)
    await vi.waitFor(() => expect(state().change).toMatchObject({ text: expect.stringMatching(/^Decided by Maren Vik .*: rejected\.$/), blocks: true }), 3_000)
    expect(state().decidable).toBe(false)
  })

  test('stands when the reopening is taken back in the tray before it is sent', async () => {
    const { controller, bridge, commands } = queue()
    await controller.undo()
    const [, reopening] = commands() as unknown as { command_id: string }[]
    await bridge.invoke('outbox.undo', { command_id: reopening?.command_id ?? '' })
    await vi.waitFor(() => expect(last()?.state).toBe('sent'))
    expect(state().obstacle ?? '').not.toMatch(/asked to reopen/)
  })

  test('explains nothing about the item once it waits again: what a colleague does to it is said', async () => {
    const { controller, mock } = queue()
    mock.reopenElsewhere(item.id)
    await vi.waitFor(() => expect(controller.model.rows(0, 20)).toContain(1))
    await open(item)
    expect(state()).toMatchObject({ change: null, obstacle: null })
    mock.decideElsewhere(item.id)
    await vi.waitFor(() => expect(state().change).toMatchObject({ blocks: true }), 3_000)
    expect(state().decidable).toBe(false)
  })
})

test('a change is said once, however old it becomes', async () => {
  const { mock } = queue()
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    mock.decideElsewhere(mounted().id)
    await vi.waitFor(() => expect(state().change?.text).toMatch(/just now/), 3_000)
    const { change } = state()
    await new Promise((resolve) => setTimeout(resolve, guardTime + 50))
    vi.setSystemTime(Date.now() + 5 * 60_000)
    const looks = sent('items.detail').length
    mock.arrive()
    await vi.waitFor(() => expect(sent('items.detail').length).toBeGreaterThan(looks), 3_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(state().change).toBe(change)
  } finally {
    vi.useRealTimers()
  }
})
