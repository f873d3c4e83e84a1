import { describe, expect, test } from 'vitest'
import { PendingKeys, type Act } from '../../../renderer/features/queue/pending-keys.ts'

const verdict = (key: 'a' | 'r' | 'm'): Act => ({ kind: 'verdict', key })

describe('keys pressed before their item is on screen', () => {
  test('wait in their order', () => {
    const pending = new PendingKeys()
    pending.add(verdict('a'))
    pending.add({ kind: 'move', step: 1 })
    pending.add(verdict('r'))
    expect([pending.take(), pending.take(), pending.take(), pending.take()]).toEqual([verdict('a'), { kind: 'move', step: 1 }, verdict('r'), null])
    expect(pending.empty).toBe(true)
  })

  test('are words after one that opens the note, until these are sent', () => {
    const pending = new PendingKeys()
    expect(pending.typing).toBe(false)
    pending.add(verdict('a'))
    expect(pending.typing).toBe(false)
    pending.add(verdict('r'))
    for (const letter of 'a joke') {
      expect(pending.typing).toBe(true)
      pending.type(letter)
    }
    pending.add({ kind: 'send' })
    expect(pending.typing).toBe(false)
    expect(pending.acts).toEqual([verdict('a'), verdict('r'), { kind: 'text', text: 'a joke' }, { kind: 'send' }])
  })

  test('a typed letter can be taken away, also one of two units', () => {
    const pending = new PendingKeys()
    pending.add({ kind: 'note' })
    pending.type('a')
    pending.type('😀')
    pending.erase()
    expect(pending.acts.at(-1)).toEqual({ kind: 'text', text: 'a' })
    pending.erase()
    pending.erase()
    expect(pending.acts).toEqual([{ kind: 'note' }])
  })

  test('say which words among them are for which item, counted from the one that comes', () => {
    const pending = new PendingKeys()
    const words = (text: string) => [{ kind: 'text', text }]
    for (const act of [verdict('r'), { kind: 'text', text: 'why' }, { kind: 'send' }, verdict('m'), { kind: 'text', text: 'of the next' }] as const) pending.add(act)
    expect([...pending.words()]).toEqual([[0, words('why')], [1, words('of the next')]])
    pending.clear()
    expect(pending.empty).toBe(true)
    pending.add(verdict('a'))
    pending.add(verdict('a'))
    // What was decided stands there no more: back is before both.
    pending.add({ kind: 'move', step: -1 })
    pending.add(verdict('r'))
    pending.type('before')
    expect([...pending.words()]).toEqual([[-1, words('before')]])
  })

  test('the latest can be taken back', () => {
    const pending = new PendingKeys()
    pending.add(verdict('a'))
    pending.add(verdict('a'))
    pending.drop()
    expect(pending.acts).toEqual([verdict('a')])
  })

  test('are taken without a gap or not at all: after one that found no room, none until the last has gone', () => {
    const pending = new PendingKeys()
    for (let i = 0; i < 5_001; i++) pending.add(verdict('a'))
    expect(pending.acts.length).toBe(5_000)
    pending.take()
    pending.add(verdict('r'))
    pending.type('x')
    expect(pending.acts.length).toBe(4_999)
    expect(pending.typing).toBe(false)
    while (!pending.empty) pending.take()
    pending.add(verdict('r'))
    expect(pending.acts).toEqual([verdict('r')])
  })
})
