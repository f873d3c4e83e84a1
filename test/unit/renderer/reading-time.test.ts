import { describe, expect, test } from 'vitest'
import type { ItemDetail } from '../../../contract/items.ts'
import { ReadingTime } from '../../../renderer/features/queue/reading-time.ts'

const item = (words: number, id = 'one') => ({ kind: 'artifact', item: { id }, content: { state: 'ready', text: 'words '.repeat(words) } }) as unknown as ItemDetail

function shown(): ReadingTime {
  const time = new ReadingTime()
  time.begin('one', 1_000)
  return time
}

describe('an approval is asked about', () => {
  test('when it came faster than anyone skims', () => {
    expect(shown().unread(item(1_200), 'approve', 1_400)).toBe('after less than a second; its 1,200 words take 5 min to read')
    expect(shown().unread(item(240), 'approve', 4_000)).toBe('after 3 seconds; its 240 words take 60 s to read')
  })

  test('when its end was never in sight, however long it took', () => {
    const time = shown()
    expect(time.unread(item(300), 'approve', 600_000)).toBe('without its end in sight; it has 300 words')
    time.sawEnd('another')
    expect(time.unread(item(300), 'approve', 600_000)).not.toBeNull()
    time.sawEnd('one')
    expect(time.unread(item(300), 'approve', 600_000)).toBeNull()
  })
})

describe('and not', () => {
  test('when it is short, or a rejection, or another item', () => {
    expect(shown().unread(item(50), 'approve', 1_010)).toBeNull()
    expect(shown().unread(item(5_000), 'reject', 1_010)).toBeNull()
    expect(shown().unread(item(5_000), 'changes', 1_010)).toBeNull()
    expect(shown().unread(item(5_000, 'two'), 'approve', 1_010)).toBeNull()
  })

  test('the time runs on when the same item is shown anew', () => {
    const time = shown()
    time.begin('one', 60_000)
    time.sawEnd('one')
    expect(time.unread(item(240), 'approve', 61_000)).toBeNull()
  })
})
