import { describe, expect, test } from 'vitest'
import { matchKey, type KeyInput } from '../../../renderer/app/keyboard/matching.ts'

const press = (change: Partial<KeyInput>): KeyInput => ({
  key: 'a',
  code: 'KeyA',
  repeat: false,
  composing: false,
  ctrl: false,
  meta: false,
  alt: false,
  altGraph: false,
  shift: false,
  inText: false,
  ...change,
})
const single = (change: Partial<KeyInput>) => {
  const match = matchKey(press(change))
  return match?.kind === 'single' ? match.key : null
}

describe('which letter a key means', () => {
  test('is what is printed on it, on every Latin layout', () => {
    expect(single({ key: 'a', code: 'KeyA' })).toBe('a')
    // AZERTY and Dvorak: another place, the same letter
    expect(single({ key: 'a', code: 'KeyQ' })).toBe('a')
    expect(single({ key: 'r', code: 'KeyO' })).toBe('r')
    expect(single({ key: 'q', code: 'KeyA' })).toBe('q')
  })

  test('is the key’s place where the layout has no Latin letters', () => {
    expect(single({ key: 'ф', code: 'KeyA' })).toBe('a')
    expect(single({ key: 'к', code: 'KeyR' })).toBe('r')
    expect(single({ key: 'ש', code: 'KeyA' })).toBe('a')
    expect(single({ key: 'ش', code: 'KeyA' })).toBe('a')
    expect(single({ key: 'μ', code: 'KeyM' })).toBe('m')
    expect(single({ key: 'ㅁ', code: 'KeyA' })).toBe('a')
    expect(single({ key: 'б', code: 'Comma' })).toBe(',')
  })

  test('is none for a Latin letter that is not ours: é on the place of 2, ä beside Enter', () => {
    expect(single({ key: 'é', code: 'Digit2' })).toBeNull()
    expect(single({ key: 'ä', code: 'Quote' })).toBeNull()
    expect(single({ key: 'å', code: 'KeyA' })).toBeNull()
  })

  test('does not change with Caps Lock, and is kept free with Shift', () => {
    expect(single({ key: 'A' })).toBe('a')
    expect(single({ key: 'A', shift: true })).toBeNull()
    expect(single({ key: 'Ф', code: 'KeyA', shift: true })).toBeNull()
    expect(single({ key: '?', code: 'Slash', shift: true })).toBe('?')
    expect(single({ key: '?', code: 'Minus', shift: true })).toBe('?')
  })
})

describe('when a key means nothing', () => {
  test('while an input method composes', () => {
    expect(matchKey(press({ composing: true }))).toBeNull()
    expect(matchKey(press({ key: 'Process' }))).toBeNull()
    expect(matchKey(press({ key: 'Enter', code: 'Enter', ctrl: true, composing: true }))).toBeNull()
    expect(matchKey(press({ key: 'Escape', code: 'Escape', composing: true }))).toBeNull()
  })

  test('with AltGr, which types €, @ and ą', () => {
    expect(matchKey(press({ altGraph: true }))).toBeNull()
    expect(matchKey(press({ altGraph: true, ctrl: true, alt: true }))).toBeNull()
    expect(matchKey(press({ ctrl: true, alt: true }))).toBeNull()
  })

  test.each(['ctrl', 'meta', 'alt'] as const)('with %s', (modifier) => {
    expect(matchKey(press({ [modifier]: true }))).toBeNull()
  })

  test('in a text field, except for sending and leaving', () => {
    expect(matchKey(press({ inText: true }))).toBeNull()
    expect(matchKey(press({ key: 'Enter', code: 'Enter', inText: true }))).toBeNull()
    expect(matchKey(press({ key: 'Enter', code: 'Enter', ctrl: true, inText: true }))).toEqual({ kind: 'send' })
    expect(matchKey(press({ key: 'Enter', code: 'Enter', meta: true, inText: true }))).toEqual({ kind: 'send' })
    expect(matchKey(press({ key: 'Escape', code: 'Escape', inText: true }))).toEqual({ kind: 'escape' })
  })

  test('when the send keys are held', () => {
    expect(matchKey(press({ key: 'Enter', code: 'Enter', ctrl: true, repeat: true }))).toBeNull()
  })
})

test('a held key says so, so that it decides once', () => {
  expect(matchKey(press({ repeat: true }))).toEqual({ kind: 'single', key: 'a', repeat: true })
})
