// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BulkDialog } from '../../../renderer/features/queue/list/BulkDialog.tsx'
import { ListState } from '../../../renderer/features/queue/list/list-state.ts'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'
import { NewSession } from '../../../renderer/features/sessions/NewSession.tsx'
import { draw, find, madeUpMain, press, shown, showsDialogs, type, until } from './draw.tsx'

const asked = 'Discard what you typed?'
const beside = () => document.querySelector('.scrim')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
const field = (testId: string): HTMLTextAreaElement => {
  const element = find(testId)
  if (!(element instanceof HTMLTextAreaElement)) throw new Error(`${testId} is no field`)
  return element
}
const button = (name: RegExp): HTMLElement => {
  const element = [...document.querySelectorAll('button')].find(({ textContent }) => name.test(textContent))
  if (!element) throw new Error(`no button ${name.source}`)
  return element
}

/** The question is answered once it can have been read. */
const discard = async () => {
  await until(() => expect(find('discard-words')?.getAttribute('aria-disabled')).toBe('false'))
  find('discard-words')?.click()
}

describe('a bulk decision', () => {
  const title = 'Decide many at once'
  let list: ListState

  beforeEach(() => {
    madeUpMain('items=20')
    list = new ListState(new QueueModel(), { filter: vi.fn(), refresh: vi.fn(), say: vi.fn(), leaves: vi.fn(), lastDecision: () => null })
    draw(<BulkDialog list={list} />)
  })
  const openNote = async () => {
    list.dialog.set('bulk')
    ;(await shown('bulk-reject')).click()
    return await shown('bulk-note')
  }

  test('asks before its note is thrown away, by Esc and by its button; not by a click beside it', async () => {
    await type(await openNote(), 'All of March is missing.')
    beside()
    await press('Escape')
    await showsDialogs(title, asked)
    await press('Escape')
    await showsDialogs(title)
    expect(field('bulk-note').value).toBe('All of March is missing.')
    button(/Cancel$/).click()
    await showsDialogs(title, asked)
    await discard()
    await showsDialogs()
    expect(list.dialog.get()).toBeNull()
  })

  test('asks nothing while there is nothing to lose: no words, spaces, or those of a decision that was taken back', async () => {
    await openNote()
    await press('Escape')
    await showsDialogs()
    await type(await openNote(), '  ')
    await press('Escape')
    await showsDialogs()
    list.bulkNote = 'As before'
    expect(await openNote()).toHaveProperty('value', 'As before')
    await press('Escape')
    await showsDialogs()
    await type(await openNote(), 'As before, but')
    await press('Escape')
    await showsDialogs(title, asked)
  })

  test('keeps its words while some of the items are looked at, and asks for them afterwards too', async () => {
    await type(await openNote(), 'All of March is missing.')
    ;(await shown('bulk-approve')).click()
    ;(await shown('bulk-look')).click()
    await shown('bulk-sample')
    await press('Escape')
    await showsDialogs(title, asked)
  })
})

describe('a new session', () => {
  const closed = vi.fn()
  const begin = async (draft = {}) => {
    madeUpMain('items=20&role=owner')
    draw(<NewSession draft={draft} onClose={closed} />)
    await shown('session-form')
  }
  afterEach(() => void closed.mockClear())

  test('asks before its task or a parameter is thrown away', async () => {
    await begin()
    await type(field('task-intent'), 'Count the ships of a week')
    beside()
    await press('Escape')
    await showsDialogs('New session', asked)
    await press('Escape')
    await showsDialogs('New session')
    expect([field('task-intent').value, closed.mock.calls]).toEqual(['Count the ships of a week', []])
    await type(field('task-intent'), '')
    await type(await shown('parameter-focus'), 'Container ships')
    button(/Cancel$/).click()
    await showsDialogs('New session', asked)
    await discard()
    await until(() => expect(closed).toHaveBeenCalledTimes(1))
  })

  test('asks nothing while only what it began with is in it', async () => {
    await begin({ task_intent: 'Count the ships', task_type: 'research', task_parameters: { focus: 'Ferries' } })
    expect(field('task-intent').value).toBe('Count the ships')
    await press('Escape')
    await until(() => expect(closed).toHaveBeenCalledTimes(1))
    await showsDialogs('New session')
  })
})
