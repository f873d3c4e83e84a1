import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ItemRef } from '../../../contract/items.ts'
import { told } from '../../../renderer/app/announce.ts'
import { flushTyped } from '../../../renderer/app/autosave.ts'
import { queries, queryClient } from '../../../renderer/app/queries.ts'
import { commentBegun, CommentDraft } from '../../../renderer/app/talk/comment-draft.ts'
import { Drafts } from '../../../renderer/features/queue/drafts.ts'

const item: ItemRef = { kind: 'artifact', id: 'a' }
let put: string[]
let refuses: boolean
const said = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  put = []
  refuses = false
  said.mockClear()
  vi.stubGlobal('window', {
    countersign: {
      on: () => () => undefined,
      invoke: (_channel: string, { text }: { text: string }) => {
        if (refuses) return Promise.resolve({ ok: false, error: { code: 'storage_full', message: 'No space left.' } })
        put.push(text)
        return Promise.resolve({ ok: true, value: undefined })
      },
    },
  })
})
afterEach(async () => {
  refuses = false
  await flushTyped()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  queryClient.clear()
})

const openAs = (id: string) => queryClient.setQueryData(queries.auth().queryKey, { state: 'signed_in', account: { id } } as never)

describe('what is typed', () => {
  test('is written down in a pause, and in typing without one every two seconds', async () => {
    const drafts = new Drafts(said)
    for (let typed = 1; typed <= 22; typed += 1) {
      drafts.type(item, 'x'.repeat(typed))
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(put).toEqual(['x'.repeat(20)])
    await vi.advanceTimersByTimeAsync(400)
    expect(put.at(-1)).toBe('x'.repeat(22))
  })

  test('is written down at once when one leaves: the note and the comment', async () => {
    new Drafts(said).type(item, 'a note')
    new CommentDraft('b').type('a comment')
    await flushTyped()
    expect(put.toSorted()).toEqual(['a comment', 'a note'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(put).toHaveLength(2)
  })

  test('is tried again when one leaves, where it could not be kept', async () => {
    const drafts = new Drafts(said)
    refuses = true
    drafts.type(item, 'a note')
    await vi.advanceTimersByTimeAsync(400)
    expect(said).toHaveBeenCalledOnce()
    refuses = false
    await flushTyped()
    expect(put).toEqual(['a note'])
  })

  test('never gets into the files of the account that follows', async () => {
    openAs('one')
    const drafts = new Drafts(said)
    drafts.type(item, 'a note of one')
    openAs('other')
    drafts.flush()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(put).toEqual([])
  })
})

describe('a comment', () => {
  test('that is on its way is not written down behind that, neither by the pause nor by the field’s going', async () => {
    const draft = new CommentDraft('a')
    draft.type('Is the second source enough?')
    await vi.advanceTimersByTimeAsync(300)
    draft.hold()
    await vi.advanceTimersByTimeAsync(1_000)
    await draft.flush()
    expect(put).toEqual([])
  })

  test('that cannot be kept says so, and is found again where it was written', async () => {
    openAs('one')
    refuses = true
    const draft = new CommentDraft('a')
    const leave = draft.show(said)
    draft.type('Is the second')
    expect(await draft.flush()).toBe(false)
    expect(said.mock.lastCall?.[0]).toContain('No space left.')
    leave()
    await vi.advanceTimersByTimeAsync(0)
    expect(told.get()).toContain('No space left.')
    expect(commentBegun('a', '')).toBe('Is the second')
    openAs('other')
    expect(commentBegun('a', '')).toBe('')
    openAs('one')
    refuses = false
    expect(await draft.flush()).toBe(true)
    await vi.advanceTimersByTimeAsync(0)
    expect([put, commentBegun('a', 'what is kept')]).toEqual([['Is the second'], 'what is kept'])
  })

  test('is there when its field is opened again before the conversation is read anew', async () => {
    const { queryKey } = queries.conversation({ on: 'artifact', id: 'a' })
    queryClient.setQueryData(queryKey, { draft: '' } as never)
    const draft = new CommentDraft('a')
    const leave = draft.show(said)
    draft.type('Is the second')
    leave()
    expect(commentBegun('a', queryClient.getQueryData(queryKey)?.draft ?? '')).toBe('Is the second')
    await vi.advanceTimersByTimeAsync(0)
    expect(commentBegun('a', queryClient.getQueryData(queryKey)?.draft ?? '')).toBe('Is the second')
    draft.type('')
    expect(commentBegun('a', 'Is the second')).toBe('')
  })
})
