import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { CompareView, groupsOf } from '../../../renderer/ui/compare/CompareView.tsx'
import { lineDiff } from '../../../renderer/ui/compare/lines.ts'
import { compareContents } from '../../../renderer/ui/compare/model.ts'
import { expectHarmless } from '../content/harmless.ts'
import { textOf } from '../content/markup.tsx'
import { kinds } from '../content/payloads.ts'

const shown = (before: unknown, after: unknown) => renderToStaticMarkup(<CompareView comparison={compareContents(JSON.stringify(before), JSON.stringify(after))} />)

test.each(kinds)('hostile text stays text when it is compared: in prose, in code, in fields and in their names: %s', (_, payloads) => {
  const blocks = Array.from({ length: Math.ceil(payloads.length / 12) }, (_, index) => payloads.slice(index * 12, index * 12 + 12))
  for (const block of blocks) {
    const body = block.join('\n\n')
    const fields = Object.fromEntries(block.map((payload) => [payload, { [payload]: payload }]))
    expectHarmless(shown({ format: 'markdown', body }, { format: 'markdown', body: block.map((payload) => `x ${payload} y`).join('\n\n'), ...fields }))
    expectHarmless(shown({ format: 'code', body }, { format: 'code', body: block.map((payload) => `${payload}!`).join('\n') }))
    expectHarmless(shown({ ...fields, list: block }, { list: block.map((payload) => `${payload}!`) }))
  }
})

test('what changed and what did not is there in words', () => {
  const text = textOf(shown({ format: 'markdown', body: 'Stays\n\nWas <b>old</b>\u202e' }, { format: 'markdown', body: 'Stays\n\nIs <b>old</b>\u202e' }))
  expect(text).toContain('WasIs <b>old</b>U+202E')
})

test('a line of a megabyte is cut, with how much is left', () => {
  const markup = shown({ format: 'text', body: 'a'.repeat(1_000_000) }, { format: 'text', body: 'b'.repeat(1_000_000) })
  expect(markup.length).toBeLessThan(30_000)
  expect(textOf(markup)).toContain('992,000 more characters')
})

test('unchanged stretches fold away but for what stands around a change', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`)
  const after = lines.with(20, 'line changed')
  const groups = groupsOf(lineDiff(lines.join('\n'), after.join('\n'), true))
  expect(groups.map(({ kind, rows }) => [kind, rows.length])).toEqual([['gap', 18], ['rows', 2], ['rows', 1], ['rows', 2], ['gap', 17]])
})
