import { describe, expect, test, vi } from 'vitest'
import { guardTime } from '../../../renderer/features/queue/mounted-watch.ts'
import { queueForEach } from './open-queue.ts'

describe('words for an item that cannot be decided', () => {
  const queue = queueForEach('items=20')
  const state = () => queue().controller.state.get()

  /** Rejected by a colleague, and then opened from the palette. */
  async function openDecided(): Promise<string> {
    const { controller, mock, confirm } = queue()
    const item = controller.buffer.get(controller.model.keyAt(1) ?? -1)?.detail.item
    if (item?.kind !== 'artifact') throw new Error('no artifact comes second')
    mock.decideElsewhere(item.id)
    await controller.openItem(item)
    confirm()
    expect(state()).toMatchObject({ obstacle: 'This is rejected already.', mounted: { detail: { item: { id: item.id } } } })
    return item.id
  }

  test('have a field that takes them, with the reason said; it arms nothing and sends nothing', async () => {
    const { controller, commands } = queue()
    const id = await openDecided()
    controller.press('r')
    expect(state()).toMatchObject({ flash: 'This is rejected already.', writing: { open: true, armed: null } })
    expect(controller.noteWasAsked()).toBe(true)
    controller.type('just a draft')
    controller.send()
    expect(commands()).toEqual([])
    controller.move(1)
    await vi.waitFor(() => expect(queue().mock.calls).toContainEqual({ channel: 'drafts.put', input: { item: { kind: 'artifact', id }, text: 'just a draft' } }))
  })

  test('approving it only says why not', async () => {
    await openDecided()
    queue().controller.press('a')
    expect(state()).toMatchObject({ flash: 'This is rejected already.', writing: { open: false } })
  })
})

describe('words of a viewer', () => {
  const queue = queueForEach('items=20&role=viewer')
  const state = () => queue().controller.state.get()

  test('are no keys and no note: the field takes the focus and nothing else', () => {
    const { controller, mock } = queue()
    controller.press('r')
    expect(state()).toMatchObject({ flash: expect.stringMatching(/^You are a viewer/), writing: { open: true, armed: null } })
    expect(controller.noteWasAsked()).toBe(true)
    controller.type('just a draft')
    controller.insertTemplate('Why?')
    expect(state().writing.text).toBe('')
    controller.escape(true)
    expect(state().writing.open).toBe(false)
    expect(mock.calls.map(({ channel }) => channel)).not.toContain('drafts.put')
  })
})

describe('words that a viewer typed ahead of an item that has not been read yet', () => {
  const queue = queueForEach('items=20&role=viewer')
  const state = () => queue().controller.state.get()

  test('are dropped once it is known who types: no draft that could not be removed', async () => {
    const { controller, mock, typeAhead } = queue()
    const key = controller.model.keyAt(18) ?? -1
    const row = await vi.waitFor(() => controller.buffer.row(key) ?? Promise.reject(new Error('no row yet')))
    controller.buffer.clear()
    controller.buffer.putRows([row])
    controller.select(key)
    controller.press('r')
    for (const letter of 'Why') expect(typeAhead(letter)).toBe(true)
    const first = controller.model.keyAt(0) ?? -1
    controller.select(first)
    await vi.waitFor(() => expect(state().mounted?.key).toBe(first))
    controller.select(key)
    await vi.waitFor(() => expect(state().mounted?.key).toBe(key))
    expect(state().writing).toMatchObject({ text: '', open: false })
    controller.move(-1)
    expect(mock.calls.map(({ channel }) => channel)).not.toContain('drafts.put')
  })
})

describe('the note’s field', () => {
  const queue = queueForEach('items=20')
  const state = () => queue().controller.state.get()

  test('takes the focus once each time that it is asked for, and never because it is drawn anew', () => {
    const { controller } = queue()
    expect(controller.noteWasAsked()).toBe(false)
    controller.openNote()
    controller.type('Half a sen')
    expect(controller.noteWasAsked()).toBe(true)
    controller.escape(true)
    // The queue's screen goes and comes back.
    expect(controller.noteWasAsked()).toBe(false)
    controller.openNote()
    expect(controller.noteWasAsked()).toBe(true)
    controller.move(1)
    controller.move(-1)
    expect(state().writing).toMatchObject({ open: true, text: 'Half a sen' })
    expect(controller.noteWasAsked()).toBe(false)
  })

  test('Esc does one thing after the other: disarms, leaves the field, and then lets go of what is picked, draft or no draft', () => {
    const { controller } = queue()
    const { list } = controller
    list.toggle(controller.model.keyAt(1) ?? -1)
    controller.press('r')
    controller.type('Half a sen')
    controller.escape(true)
    expect([state().writing, list.selection.get().size]).toEqual([expect.objectContaining({ armed: null, open: true }), 1])
    controller.openNote()
    controller.escape(true)
    expect(list.selection.get().size).toBe(1)
    controller.escape(false)
    expect([state().writing.text, list.selection.get().size]).toEqual(['Half a sen', 0])
  })

  test('stays as it is where one comes to the item that is on screen already: open, armed, and with the focus where it is', async () => {
    const { controller, confirm } = queue()
    const item = state().mounted?.detail.item ?? { kind: 'artifact' as const, id: '' }
    controller.press('r')
    expect(controller.noteWasAsked()).toBe(true)
    await controller.openItem(item)
    confirm()
    expect(state().writing).toMatchObject({ armed: 'reject', open: true, text: '' })
    controller.type('Half a sen')
    await controller.openItem(item)
    expect(state().writing).toMatchObject({ armed: 'reject', open: true, text: 'Half a sen' })
    // The queue's screen goes and comes back.
    expect(controller.noteWasAsked()).toBe(false)
    controller.openNote()
    await vi.waitFor(() => expect(controller.noteWasAsked()).toBe(true))
  })

  test('an empty one closes first', () => {
    const { controller } = queue()
    controller.list.pickAll()
    controller.openNote()
    controller.escape(false)
    expect([state().writing.open, controller.list.selection.get().size]).toEqual([false, 20])
    controller.escape(false)
    expect(controller.list.selection.get().size).toBe(0)
  })
})

describe('words typed ahead of a content that is on its way', () => {
  const queue = queueForEach('items=20&wanted')
  const state = () => queue().controller.state.get()
  const id = () => state().mounted?.detail.item.id
  const kept = () => queue().mock.calls.flatMap(({ channel, input }) => (channel === 'drafts.put' ? [input] : []))

  function writeAhead(text = 'Which source?'): void {
    queue().controller.press('r')
    for (const letter of text) expect(queue().typeAhead(letter)).toBe(true)
    expect(state().writing.text).toBe('')
  }

  const ways: [string, () => unknown][] = [
    ['one chooses another item', () => queue().controller.select(queue().controller.model.keyAt(2) ?? -1)],
    ['one opens another by name', () => queue().controller.openItem(queue().controller.buffer.row(queue().controller.model.keyAt(2) ?? -1) ?? { kind: 'artifact', id: '' })],
    ['one chooses another workspace', () => queue().controller.setWorkspace('00000000-0000-4000-8000-0000000000ff')],
  ]
  test.each(ways)('are its draft when %s', async (_, go) => {
    const first = id()
    writeAhead()
    await go()
    expect(state().pending).toEqual([])
    expect(kept()).toContainEqual({ item: { kind: 'artifact', id: first }, text: 'Which source?' })
  })

  test('and when one drops the keys: open, without the focus', () => {
    writeAhead()
    queue().controller.escape(false)
    expect(state()).toMatchObject({ pending: [], writing: { text: 'Which source?', open: true, armed: null } })
    expect(queue().controller.noteWasAsked()).toBe(false)
  })

  test('with a template among them, filled in', () => {
    queue().controller.press('r')
    queue().controller.insertTemplate('About {title}:')
    for (const letter of ' why') queue().typeAhead(letter)
    const { title } = state().mounted?.detail.item ?? { title: '' }
    queue().controller.escape(false)
    expect(state().writing.text).toBe(`About ${title}: why`)
  })

  test('go on in the note where the content does not come, also when not a letter of them was typed yet', async () => {
    const { controller, typeAhead } = queue()
    controller.press('r')
    await vi.waitFor(() => expect(state().pending).toEqual([]), 4_000)
    expect([state().writing.open, controller.noteWasAsked()]).toEqual([true, true])
    expect(typeAhead('j')).toBe(false)
  })

  test('of an item that has not been read yet stand behind the draft that it has, at once and on disk', async () => {
    const { bridge, controller } = queue()
    const key = controller.model.keyAt(18) ?? -1
    const row = await vi.waitFor(() => controller.buffer.row(key) ?? Promise.reject(new Error('no row yet')))
    const item = { kind: row.kind, id: row.id }
    await bridge.invoke('drafts.put', { item, text: 'Before. ' })
    controller.buffer.clear()
    controller.buffer.putRows([row])
    controller.select(key)
    expect(state().mounted).toBeNull()
    writeAhead('Why')
    controller.select(controller.model.keyAt(0) ?? -1)
    await vi.waitFor(() => expect(kept()).toContainEqual({ item, text: 'Before. Why' }))
    controller.select(key)
    await vi.waitFor(() => expect(state().writing).toMatchObject({ text: 'Before. Why', open: true }))
  })
})

describe('what is on screen when a decision could not be kept', () => {
  const queue = queueForEach('items=20')
  const state = () => queue().controller.state.get()

  test('is what came back, with a field for whoever is writing to the next; those words are the next one’s draft', async () => {
    const { controller, options, confirm, typeAhead, mock, commands } = queue()
    const first = state().mounted?.detail.item.id
    options.set('fail', 'outbox.add')
    options.set('slow', '30')
    controller.press('a')
    const second = state().mounted?.detail.item
    controller.press('r')
    for (const letter of 'Wrong') expect(typeAhead(letter)).toBe(true)
    await vi.waitFor(() => expect(state().mounted?.detail.item.id).toBe(first))
    confirm()
    expect(state().writing).toMatchObject({ open: true, armed: null, text: '' })
    expect(controller.noteWasAsked()).toBe(true)
    controller.move(1)
    await vi.waitFor(() => expect(mock.calls).toContainEqual({ channel: 'drafts.put', input: { item: { kind: second?.kind, id: second?.id }, text: 'Wrong' } }))
    expect(commands()).toHaveLength(1)
  })
})

describe('words typed ahead of an item that is being taken back', () => {
  const queue = queueForEach('items=20')
  const state = () => queue().controller.state.get()

  test('are its draft where it stays decided after all', async () => {
    const { controller, mock, options, confirm, typeAhead } = queue()
    const first = state().mounted?.detail.item
    controller.press('a')
    confirm()
    options.set('fail', 'outbox.undo')
    const undone = controller.undo()
    controller.press('r')
    for (const letter of 'Why') expect(typeAhead(letter)).toBe(true)
    await undone
    expect(state()).toMatchObject({ pending: [], flash: expect.stringMatching(/^It could not be taken back/) })
    await vi.waitFor(() => expect(mock.calls).toContainEqual({ channel: 'drafts.put', input: { item: { kind: first?.kind, id: first?.id }, text: 'Why' } }))
  })
})

describe('an item that is opened by name', () => {
  const queue = queueForEach('items=20')
  const state = () => queue().controller.state.get()

  test('and is on screen already is looked at as it is now: a key pressed just then waits', async () => {
    const { controller, confirm, commands } = queue()
    await controller.openItem(state().mounted?.detail.item ?? { kind: 'artifact', id: '' })
    confirm()
    controller.press('a')
    expect([state().decidable, state().pending, commands()]).toEqual([false, [{ kind: 'verdict', key: 'a' }], []])
    await vi.waitFor(() => expect(commands()).toHaveLength(1))
  })

  test('stays though it is in no list, also where a workspace was chosen before; another list that one chooses then lets it go', async () => {
    const { controller, mock, confirm } = queue()
    controller.setWorkspace('00000000-0000-4000-8000-0000000000ff')
    await vi.waitFor(() => expect(state().ready).toBe(true))
    const item = controller.buffer.get(controller.model.keyAt(1) ?? -1)?.detail.item
    if (item?.kind !== 'artifact') throw new Error('no artifact comes second')
    mock.decideElsewhere(item.id)
    const answers = controller.list.answer.get()
    // As the screen does it for a mention; the list's answer comes after the item.
    queue().options.set('slow', '60')
    controller.setWorkspace(null)
    queue().options.set('slow', '1')
    await controller.openItem(item)
    confirm()
    await vi.waitFor(() => expect(controller.list.answer.get()).toBe(answers + 1))
    expect([state().current, state().mounted?.detail.item.id, state().ready]).toEqual([item.key, item.id, true])
    controller.list.groupBySession()
    await vi.waitFor(() => expect(controller.list.answer.get()).toBe(answers + 2))
    expect(state().current).not.toBe(item.key)
  })
})

describe('keys that wait for an item which makes place for another', () => {
  const queue = queueForEach('items=20&wanted')
  const state = () => queue().controller.state.get()
  const guardIsOver = () => new Promise((over) => setTimeout(over, guardTime + 20))

  test('decide nothing in the list that one chose meanwhile; the words among them stay with the item', async () => {
    const { controller, mock, confirm, commands, typeAhead } = queue()
    const first = state().mounted?.detail.item
    controller.press('r')
    for (const letter of 'Why') expect(typeAhead(letter)).toBe(true)
    controller.press('a')
    controller.list.show({ id: 'checkpoints', name: 'Checkpoints', criteria: { kinds: ['checkpoint'] }, sort: 'oldest', by_session: false })
    await vi.waitFor(() => expect(state().mounted?.detail.kind).toBe('checkpoint'))
    confirm()
    await guardIsOver()
    expect([state().pending, commands()]).toEqual([[], []])
    expect(mock.calls).toContainEqual({ channel: 'drafts.put', input: { item: { kind: first?.kind, id: first?.id }, text: 'Why' } })
  })

  test('decide nothing when it is gone before it could be read; whoever was writing goes on in the note of the next', async () => {
    const { controller, confirm, commands, typeAhead, options } = queue()
    options.delete('wanted')
    const [key = -1, next = -1] = controller.model.rows(0, 20).filter((each) => controller.buffer.row(each)?.kind === 'artifact' && each > 1)
    const [row, following] = [controller.buffer.row(key), controller.buffer.get(next)]
    if (!row || !following) throw new Error('not read ahead')
    controller.buffer.clear()
    controller.buffer.putRows([{ ...row, id: '00000000-0000-4000-8004-0000000fffff' }])
    controller.buffer.put(following)
    controller.select(key)
    controller.press('a')
    controller.press('r')
    expect(typeAhead('j')).toBe(true)
    await vi.waitFor(() => expect(state().mounted?.key).toBe(next))
    confirm()
    await guardIsOver()
    expect([state().pending, commands()]).toEqual([[], []])
    expect([state().writing.open, controller.noteWasAsked()]).toEqual([true, true])
  })

  /** On one that has been deleted; answers the one that follows, which is not in memory. */
  function standOnDeleted(): number {
    const { controller, options } = queue()
    options.delete('wanted')
    options.set('slow', '20')
    const [key = -1, next = -1] = controller.model.rows(1, 3)
    const row = controller.buffer.row(key)
    if (!row) throw new Error('not read ahead')
    controller.buffer.clear()
    controller.buffer.putRows([{ ...row, id: '00000000-0000-4000-8004-0000000fffff' }])
    controller.select(key)
    return next
  }

  test('nor one that is not in memory either: the words go on in its note, and not a letter is lost or a key', async () => {
    const { controller, confirm, commands, typeAhead, until } = queue()
    const next = standOnDeleted()
    controller.press('r')
    expect(typeAhead('j')).toBe(true)
    await until(({ current }) => current === next)
    expect(state().mounted).toBeNull()
    for (const letter of 'a why') expect(typeAhead(letter)).toBe(true)
    await vi.waitFor(() => expect(state().mounted?.key).toBe(next))
    confirm()
    await vi.waitFor(() => expect(state().writing).toMatchObject({ text: 'a why', open: true }))
    expect([state().pending, commands(), controller.noteWasAsked()]).toEqual([[], [], true])
  })

  test('a key pressed while the next is on its way was not meant for that', async () => {
    const { controller, confirm, commands, until } = queue()
    const next = standOnDeleted()
    await until(({ current }) => current === next)
    controller.press('a')
    expect(state()).toMatchObject({ mounted: null, pending: [], flash: expect.stringMatching(/^This appeared just now/) })
    await vi.waitFor(() => expect(state().mounted?.key).toBe(next))
    confirm()
    await guardIsOver()
    expect(commands()).toEqual([])
  })
})
