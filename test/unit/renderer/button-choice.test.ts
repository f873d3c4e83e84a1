import { expect, test } from 'vitest'
import { choose, type Candidate } from '../../../renderer/app/keyboard/buttons.ts'

const button = (name: string, more: Partial<Candidate> = {}) => ({ name, ofLine: false as const, inLine: false, distance: Infinity, inSight: true, isOff: false, ...more })
const chosen = (all: ReturnType<typeof button>[], lineHasFocus = false) => choose(all as (Candidate & { name: string })[], lineHasFocus)?.name ?? null

test('the nearest around the focus, and of several the one in sight', () => {
  expect(chosen([button('far', { distance: 5 }), button('near', { distance: 2 })])).toBe('near')
  expect(chosen([button('scrolled away', { inSight: false }), button('seen')])).toBe('seen')
  expect(chosen([button('only one', { inSight: false })])).toBe('only one')
  expect(chosen([])).toBeNull()
})

test('a key never slides on to another button because the one that is meant is off', () => {
  expect(chosen([button('save', { distance: 1, isOff: true }), button('invite', { distance: 4 })])).toBeNull()
  expect(chosen([button('revoke', { ofLine: 'line', inLine: true, distance: 1, isOff: true }), button('delete the workspace', { distance: 6 })], true)).toBeNull()
})

test('what lines can do is done from within a line to this line alone', () => {
  const mine = button('mine', { ofLine: 'line', inLine: true, distance: 1 })
  const theirs = button('theirs', { ofLine: 'line', distance: 3 })
  expect(chosen([theirs, mine], true)).toBe('mine')
  expect(chosen([theirs], true)).toBeNull()
  expect(chosen([theirs, button('of the whole screen', { distance: 3 })], true)).toBeNull()
  expect(chosen([theirs, button('of the whole screen', { distance: 3 })])).toBe('of the whole screen')
  expect(chosen([theirs])).toBeNull()
})

test('the only one there is needs no focus, and is not meant from within another line', () => {
  const undo = button('undo', { ofLine: 'or alone' })
  expect(chosen([undo])).toBe('undo')
  expect(chosen([undo], true)).toBeNull()
  expect(chosen([undo, button('another', { ofLine: 'or alone' })])).toBeNull()
  expect(chosen([undo, button('another', { ofLine: 'or alone', inLine: true })], true)).toBe('another')
})

test('from within a line, what no line can do is done to the screen', () => {
  expect(chosen([button('look again', { distance: 4 })], true)).toBe('look again')
})
