import { expect, test } from 'vitest'
import { typedBy, typedKey } from '../../../renderer/app/keyboard/typed.ts'

const press = (key: string, held: { ctrl?: true; alt?: true; altGraph?: true } = {}, mac = false) =>
  typedBy(
    typedKey(
      { key, ctrlKey: held.ctrl ?? false, metaKey: false, altKey: held.alt ?? false, isComposing: false, getModifierState: () => held.altGraph ?? false } as unknown as KeyboardEvent,
      mac,
    ),
  )

test('signs that need AltGr, or Option on a Mac, are words too; with Alt elsewhere a key is the system’s', () => {
  const at = { kind: 'text', text: '@' }
  expect(press('@', { ctrl: true, alt: true, altGraph: true })).toEqual(at)
  expect(press('@', { alt: true }, true)).toEqual(at)
  expect(press('@', { alt: true })).toBeNull()
  expect(press('k', { ctrl: true, alt: true }, true)).toBeNull()
})

test('Ctrl Enter sends, Enter is a new line, and keys without a letter are none', () => {
  expect(press('Enter', { ctrl: true })).toEqual({ kind: 'send' })
  expect(press('Enter')).toEqual({ kind: 'text', text: '\n' })
  expect([press('Backspace'), press('Shift'), press('F5'), press('Dead')]).toEqual([{ kind: 'erase' }, null, null, null])
})

test('a key that types two letters types both: none of them is a key of the map', () => {
  expect(press('لا')).toEqual({ kind: 'text', text: 'لا' })
  expect(press('ो')).toEqual({ kind: 'text', text: 'ो' })
})
