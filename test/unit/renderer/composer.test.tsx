// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import type { TakenBack } from '../../../contract/outbox.ts'
import { Composer } from '../../../renderer/app/talk/Composer.tsx'
import { uuidOf, workspaceId } from '../../support/renderer-mock/world.ts'
import { draw, madeUpMain, press, settled, shown, type, until } from './draw.tsx'

const [here, elsewhere] = [uuidOf(4, 1), uuidOf(4, 2)]
const closed = vi.fn()
let main: ReturnType<typeof madeUpMain>
let field: HTMLTextAreaElement

beforeEach(async () => {
  main = madeUpMain('items=20')
  draw(<Composer target={{ on: 'artifact', id: here }} workspaceId={workspaceId} draft="" onClose={closed} />)
  field = (await shown('comment-field')) as HTMLTextAreaElement
})
afterEach(() => void closed.mockClear())

const of = (kind: ItemRef['kind'] | 'comment', id: string) => ({ kind, id })
const takenBack = (words: TakenBack['words'], target = here) => main.mock.emit('outbox.taken_back', { command_id: uuidOf(15, 1), target_id: target, item: null, words })
const kept = () => main.mock.calls.flatMap(({ channel, input }) => (channel === 'drafts.put' ? [input] : []))
const holds = (text: string) => until(() => expect(field.value).toBe(text))

describe('words that were taken back', () => {
  test('fill the field that is open for them, and are kept', async () => {
    takenBack({ item: of('comment', here), text: 'See the source of March.' })
    await holds('See the source of March.')
    await until(() => expect(kept()).toEqual([{ item: of('comment', here), text: 'See the source of March.' }]))
  })

  test('stand behind what is being written, once', async () => {
    await type(field, 'I asked Jonas.')
    const back = { item: of('comment', here), text: 'See the source of March.' }
    takenBack(back)
    await holds('I asked Jonas.\n\nSee the source of March.')
    takenBack(back)
    await type(field, `${field.value} Twice.`)
    expect(field.value).toBe('I asked Jonas.\n\nSee the source of March. Twice.')
  })

  test('are none of this field when they were written elsewhere, or as the note of a decision', async () => {
    await type(field, 'Here')
    takenBack({ item: of('comment', elsewhere), text: 'There' })
    takenBack({ item: of('artifact', here), text: 'Too short' })
    takenBack(null)
    await settled()
    expect(field.value).toBe('Here')
  })
})

test('a comment that was sent comes back into the field when the outbox takes it back', async () => {
  await type(field, 'See the source of March.')
  await press('Enter', { ctrlKey: true })
  await until(() => expect(closed).toHaveBeenCalledTimes(1))
  const [sent] = main.mock.calls.flatMap(({ channel, input }) => (channel === 'outbox.add' ? [input as { command_id: string }] : []))
  await type(field, 'Wait:')
  await main.bridge.invoke('outbox.undo', { command_id: sent?.command_id ?? '' })
  await holds('Wait:\n\nSee the source of March.')
})
