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
const stroke = (change: Partial<KeyInput>, mac = false) => matchKey(press(change), mac)?.stroke ?? null

describe('which letter a key means', () => {
  test('is what is printed on it, on every Latin layout', () => {
    expect(stroke({ key: 'a', code: 'KeyA' })).toBe('a')
    // AZERTY and Dvorak: another place, the same letter
    expect(stroke({ key: 'a', code: 'KeyQ' })).toBe('a')
    expect(stroke({ key: 'r', code: 'KeyO' })).toBe('r')
    expect(stroke({ key: 'q', code: 'KeyA' })).toBe('q')
  })

  test('is the key’s place where the layout has no Latin letters', () => {
    expect(stroke({ key: 'ф', code: 'KeyA' })).toBe('a')
    expect(stroke({ key: 'к', code: 'KeyR' })).toBe('r')
    expect(stroke({ key: 'ש', code: 'KeyA' })).toBe('a')
    expect(stroke({ key: 'ش', code: 'KeyA' })).toBe('a')
    expect(stroke({ key: 'μ', code: 'KeyM' })).toBe('m')
    expect(stroke({ key: 'ㅁ', code: 'KeyA' })).toBe('a')
    expect(stroke({ key: 'б', code: 'Comma' })).toBe(',')
    // signs of vowels and tones: Devanagari o, Thai ii and mai ek, Arabic kasra with Shift; and lam-alef, two letters of one key
    expect(stroke({ key: 'ो', code: 'KeyA' })).toBe('a')
    expect(stroke({ key: 'ี', code: 'KeyU' })).toBe('u')
    expect(stroke({ key: '่', code: 'KeyJ' })).toBe('j')
    expect(stroke({ key: '\u0650', code: 'KeyA', shift: true })).toBe('shift+a')
    expect(stroke({ key: 'لا', code: 'KeyB' })).toBe('b')
    // Ctrl+K on a Russian keyboard, Ctrl+1 on an Arabic one
    expect(stroke({ key: 'л', code: 'KeyK', ctrl: true })).toBe('mod+k')
    expect(stroke({ key: '١', code: 'Digit1', ctrl: true })).toBe('mod+1')
  })

  test('is none for a Latin letter that is not ours: é on the place of 2, ä beside Enter', () => {
    expect(stroke({ key: 'é', code: 'Digit2' })).toBeNull()
    expect(stroke({ key: 'ä', code: 'Quote' })).toBeNull()
    expect(stroke({ key: 'å', code: 'KeyA' })).toBeNull()
  })

  test('does not change with Caps Lock; with Shift a letter is another key, and signs are where they are', () => {
    expect(stroke({ key: 'A' })).toBe('a')
    expect(stroke({ key: 'A', shift: true })).toBe('shift+a')
    // Caps Lock and Shift
    expect(stroke({ key: 'a', shift: true })).toBe('shift+a')
    expect(stroke({ key: 'Ф', code: 'KeyA', shift: true })).toBe('shift+a')
    expect(stroke({ key: '?', code: 'Slash', shift: true })).toBe('?')
    expect(stroke({ key: '?', code: 'Minus', shift: true })).toBe('?')
    // digits need Shift on AZERTY
    expect(stroke({ key: '1', code: 'Digit1', shift: true, ctrl: true })).toBe('mod+1')
  })
})

describe('when a key means nothing', () => {
  test('while an input method composes', () => {
    expect(stroke({ composing: true })).toBeNull()
    expect(stroke({ key: 'Process' })).toBeNull()
    expect(stroke({ key: 'Dead' })).toBeNull()
    expect(stroke({ key: 'Enter', code: 'Enter', ctrl: true, composing: true })).toBeNull()
    expect(stroke({ key: 'Escape', code: 'Escape', composing: true })).toBeNull()
    expect(stroke({ key: 'k', ctrl: true, composing: true })).toBeNull()
  })

  test('with AltGr, which types €, @ and ą', () => {
    expect(stroke({ altGraph: true })).toBeNull()
    expect(stroke({ altGraph: true, ctrl: true, alt: true })).toBeNull()
    expect(stroke({ ctrl: true, alt: true })).toBeNull()
    expect(stroke({ alt: true })).toBeNull()
  })

  test('when it is a modifier, a function key or an arrow', () => {
    for (const key of ['Shift', 'Control', 'F5', 'ArrowDown', 'Tab', ' ', 'Enter', 'Backspace']) expect(stroke({ key, code: key })).toBeNull()
  })

  test('in a text field, unless ⌘ or Ctrl goes with it, and except for leaving', () => {
    expect(stroke({ inText: true })).toBeNull()
    expect(stroke({ inText: true, shift: true, key: 'A' })).toBeNull()
    expect(stroke({ key: 'Enter', code: 'Enter', inText: true })).toBeNull()
    expect(stroke({ key: 'Enter', code: 'Enter', ctrl: true, inText: true })).toBe('mod+enter')
    expect(stroke({ key: 'Enter', code: 'Enter', meta: true, inText: true })).toBe('mod+enter')
    expect(stroke({ key: 'k', code: 'KeyK', ctrl: true, inText: true })).toBe('mod+k')
    expect(stroke({ key: 'Escape', code: 'Escape', inText: true })).toBe('escape')
  })
})

test('the modifier is ⌘ on a Mac, where Ctrl edits text, and Ctrl elsewhere, where the Windows key is the system’s', () => {
  expect(stroke({ key: 'k', meta: true }, true)).toBe('mod+k')
  expect(stroke({ key: 'k', ctrl: true }, true)).toBeNull()
  expect(stroke({ key: 'k', ctrl: true })).toBe('mod+k')
  expect(stroke({ key: 'k', meta: true })).toBeNull()
  expect(stroke({ key: 'K', ctrl: true, shift: true })).toBe('mod+shift+k')
})

test('a key without a modifier says so, so that it can be switched off', () => {
  expect(matchKey(press({}))?.single).toBe(true)
  expect(matchKey(press({ shift: true, key: 'X' }))?.single).toBe(true)
  expect(matchKey(press({ ctrl: true }))?.single).toBe(false)
  expect(matchKey(press({ key: 'Escape' }))?.single).toBe(false)
})

test('a held key says so, so that it decides once', () => {
  expect(matchKey(press({ repeat: true }))?.repeat).toBe(true)
  expect(matchKey(press({ key: 'Enter', ctrl: true, repeat: true }))?.repeat).toBe(true)
})
