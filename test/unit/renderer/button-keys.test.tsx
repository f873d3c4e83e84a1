import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { buildKeymap, printKey } from '../../../renderer/app/keyboard/keymap.ts'
import { Button, KeyHints } from '../../../renderer/ui/Button.tsx'
import { ariaShortcut } from '../../../renderer/ui/key-shortcut.ts'

describe('a printed key in the form of aria-keyshortcuts', () => {
  const of = (key: string) => ariaShortcut(printKey(key))

  test('alone and with others held', () => {
    expect(['a', '?', '+', 'shift+d', 'mod+enter', 'mod+shift+c', 'escape', '1'].map(of)).toEqual(['A', '?', 'Plus', 'Shift+D', 'Control+Enter', 'Control+Shift+C', 'Escape', '1'])
    expect(['⌘⏎', '⌘⇧C', '⇧ ⏎'].map(ariaShortcut)).toEqual(['Meta+Enter', 'Meta+Shift+C', 'Shift+Enter'])
  })

  test('two after each other have none', () => {
    expect(['g q', 'z k'].map(of)).toEqual([undefined, undefined])
  })
})

describe('a button’s name', () => {
  const map = buildKeymap({})
  const markup = (button: React.ReactNode, single = true) =>
    renderToStaticMarkup(<KeyHints value={(action) => { const key = map.keyOf(action); return key === null || !single ? undefined : printKey(key) }}>{button}</KeyHints>)

  test('begins with the key where that is always in sight', () => {
    const shown = markup(<Button action="work.delete" aria-label="Delete the project Alpha">Delete</Button>)
    expect(shown).toContain('aria-label="⇧ D Delete the project Alpha" aria-keyshortcuts="Shift+D"')
    expect(shown).toContain('<kbd class="kbd">⇧ D</kbd>')
  })

  test('leaves out the key of a line, which shows only where the focus is', () => {
    const shown = markup(<Button action="work.delete" ofLine aria-label="Delete: Alpha">Delete</Button>)
    expect(shown).toContain('aria-label="Delete: Alpha" aria-keyshortcuts="Shift+D"')
    expect(shown).toContain('<kbd class="kbd" aria-hidden="true">')
  })

  test('of an icon is its tooltip, with its key or without one', () => {
    const icon = <Button square action="work.keep" ofLine aria-label="Keep offline: Alpha" />
    expect(markup(icon)).toContain('title="Keep offline: Alpha  P"')
    expect(markup(icon, false)).toContain('title="Keep offline: Alpha"')
    expect(markup(icon, false)).not.toContain('aria-keyshortcuts')
  })
})
