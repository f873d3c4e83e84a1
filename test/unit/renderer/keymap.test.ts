import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actionIds, actionOf } from '../../../renderer/app/keyboard/actions.ts'
import { buildKeymap, conflict, printKey } from '../../../renderer/app/keyboard/keymap.ts'

const defaults = buildKeymap({})

describe('the map', () => {
  test('gives every action the key that it names: none of the defaults collide', () => {
    for (const id of actionIds) expect([id, defaults.keyOf(id)]).toEqual([id, actionOf(id).key])
  })

  test('holds the keys that the field knows', () => {
    const of = Object.fromEntries(['a', 'r', 'm', 'c', 'e', 'u', 'x', 's', 'j', 'k', '/', '?', 'mod+k', 'mod+enter', 'g q'].map((key) => [key, defaults.actionOf(key)]))
    expect(of).toEqual({
      a: 'decide.affirm',
      r: 'decide.reject',
      m: 'decide.changes',
      c: 'read.compare',
      e: 'note.open',
      u: 'decide.undo',
      x: 'queue.select',
      s: 'queue.snooze',
      j: 'queue.next',
      k: 'queue.previous',
      '/': 'queue.search',
      '?': 'app.help',
      'mod+k': 'app.palette',
      'mod+enter': 'decide.send',
      'g q': 'go.queue',
    })
    expect(defaults.begins('g')).toBe(true)
    expect(defaults.begins('a')).toBe(false)
  })
})

test('the README’s table has every key', () => {
  const [, table = ''] = /\n## Keys\n(.*?)\n## /s.exec(readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')) ?? []
  const printed = new Set([...table.matchAll(/`([^`]+)`/g)].map((match) => match[1]))
  const strokes = actionIds.flatMap((id) => {
    const [first, second] = defaults.keyOf(id)?.split(' ') ?? []
    if (first === undefined || /^note\.template\.[2-9]$/.test(id)) return []
    // What follows Z is shown when it is pressed.
    return second === undefined || first === 'z' ? [first] : [first, second]
  })
  expect(strokes.map(printKey).filter((key) => !printed.has(key))).toEqual([])
})

describe('another key', () => {
  test('is taken, and the old one is free', () => {
    const map = buildKeymap({ 'decide.affirm': 'y' })
    expect(map.keyOf('decide.affirm')).toBe('y')
    expect(map.actionOf('a')).toBeNull()
    expect(conflict('decide.reject', 'a', map)).toBeNull()
  })

  test('may be a sequence of its own, or none', () => {
    const map = buildKeymap({ 'decide.affirm': 'd d', 'queue.snooze': null })
    expect(map.actionOf('d d')).toBe('decide.affirm')
    expect(map.begins('d')).toBe(true)
    expect(map.keyOf('queue.snooze')).toBeNull()
  })

  test('two may change places', () => {
    const map = buildKeymap({ 'decide.affirm': 'r', 'decide.reject': 'a' })
    expect([map.actionOf('r'), map.actionOf('a')]).toEqual(['decide.affirm', 'decide.reject'])
  })

  test.each([
    ['r', 'R is taken: Reject, with words if you like.'],
    ['g', 'G begins G Q: Go to queue.'],
    ['j x', 'J is taken: Next item. Nothing can begin with it.'],
    ['mod+c', 'Ctrl C copies.'],
    ['mod+enter', 'This key cannot be used: a letter, digit or sign can, alone, with Shift, or with Ctrl.'],
    ['F5', 'This key cannot be used: a letter, digit or sign can, alone, with Shift, or with Ctrl.'],
    ['mod+y z', 'Two keys after each other begin with one without Ctrl.'],
  ])('%s is refused with the reason', (key, reason) => {
    expect(conflict('decide.affirm', key, defaults)).toBe(reason)
  })

  test('what is fixed stays', () => {
    expect(conflict('decide.send', 'y', defaults)).toBe('This key is fixed.')
    expect(buildKeymap({ 'decide.send': 'y' }).actionOf('mod+enter')).toBe('decide.send')
  })
})

test('settings of another version, or edited by hand, never take a key from two or break the map', () => {
  const map = buildKeymap({ 'not.here': 'a', 'decide.affirm': 'F5', 'decide.reject': 'y', 'queue.select': 'y', __proto__: 'z' } as Record<string, string>)
  expect(map.keyOf('decide.affirm')).toBe('a')
  const owners = actionIds.filter((id) => map.keyOf(id) === 'y')
  expect(owners).toHaveLength(1)
  // A choice goes before a default that came later.
  const older = buildKeymap({ 'decide.affirm': 'c' })
  expect([older.actionOf('c'), older.keyOf('read.compare')]).toEqual(['decide.affirm', null])
})

test('keys are printed as the keyboard names them', () => {
  expect(['a', 'shift+x', 'mod+k', 'mod+enter', 'g q', '?', 'escape', 'mod++'].map(printKey)).toEqual(['A', '⇧ X', 'Ctrl K', 'Ctrl ⏎', 'G Q', '?', 'Esc', 'Ctrl +'])
})
