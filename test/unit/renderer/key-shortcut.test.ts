import { expect, test } from 'vitest'
import { printKey } from '../../../renderer/app/keyboard/keymap.ts'
import { ariaShortcut } from '../../../renderer/ui/key-shortcut.ts'

test('a printed key is told in the form of aria-keyshortcuts', () => {
  const of = (key: string) => ariaShortcut(printKey(key))
  expect(['a', '?', '+', 'shift+d', 'mod+enter', 'mod+shift+c', 'escape', '1'].map(of)).toEqual(['A', '?', 'Plus', 'Shift+D', 'Control+Enter', 'Control+Shift+C', 'Escape', '1'])
  expect(['⌘⏎', '⌘⇧C', '⇧ ⏎'].map(ariaShortcut)).toEqual(['Meta+Enter', 'Meta+Shift+C', 'Shift+Enter'])
})

test('two keys after each other have no such form', () => {
  expect(['g q', 'z k'].map((key) => ariaShortcut(printKey(key)))).toEqual([undefined, undefined])
})
