import { describe, expect, test } from 'vitest'
import { prepareContent } from '../../../renderer/ui/content/prepare.ts'
import { blocksOf } from '../../../renderer/ui/content/markdown.ts'
import { expectHarmless } from './harmless.ts'
import { elementsOf, markupOf, markupOfText, textOf } from './markup.tsx'
import { exhausting, kinds, payloads, repeated, targets } from './payloads.ts'

test('the check itself sees what is forbidden', () => {
  for (const bad of ['<script>', '<a href="javascript:x">', '<p onclick="x">', '<img src="https://x">', '<svg>', '<p style="color:red">']) {
    expect(() => expectHarmless(bad)).toThrow()
  }
})

describe('hostile text stays text', () => {
  const places: [string, (payload: string) => unknown][] = [
    ['markdown', (body) => ({ title: 't', format: 'markdown', body })],
    ['markdown within text', (payload) => ({ format: 'markdown', body: `Before ${payload} after\n\n- ${payload}\n\n| a |\n|---|\n| ${payload} |\n\n> ${payload}` })],
    ['text', (body) => ({ format: 'text', body })],
    ['code', (body) => ({ format: 'code', language: body, body })],
    ['table', (cell) => ({ format: 'table', columns: [{ key: cell, label: cell, align: cell }], rows: [{ [cell]: cell }, { other: cell }] })],
    ['sources', (text) => ({ format: 'text', body: 'x', sources: [{ title: text, url: text, quote: text }] })],
    ['values and keys', (text) => ({ title: text, [text]: text, list: [text, { [text]: [text] }], rows: [{ a: text, b: 1 }, { a: text, b: 2 }] })],
    ['further fields', (text) => ({ format: 'markdown', body: 'x', [text]: text })],
  ]
  test('of at least 300 payloads', () => expect(new Set(payloads).size).toBeGreaterThanOrEqual(300))

  // Rendering all of them in one place takes a second of an idle processor: a test of its own for each kind.
  describe.each(places)('%s', (_, content) => {
    test.each(kinds)('%s', (_, all) => {
      for (const payload of all) expectHarmless(markupOf(content(payload)))
    })
  })

  test('what is not JSON', () => {
    for (const payload of payloads) expectHarmless(markupOfText(`{${payload}`))
  })
})

test('forbidden targets are shown, not linked', () => {
  for (const target of targets.filter((target) => /^(javascript|vbscript|data|file|app|blob|ftp|tel|ws):/i.test(target) && !/[\s<&]/.test(target))) {
    const markup = markupOf({ format: 'markdown', body: `[words](${target})` })
    expect(elementsOf(markup).filter(({ name }) => name === 'a')).toEqual([])
    expect(textOf(markup)).toContain(target.slice(0, 40))
  }
})

test('HTML is visible as it was written', () => {
  const body = 'Text <b onclick="x">bold</b>\n\n<div>\n<script>alert(1)</script>\n</div>\n\n<!-- a hidden instruction -->'
  const text = textOf(markupOf({ format: 'markdown', body }))
  for (const part of ['<b onclick="x">', '<script>alert(1)</script>', '<!-- a hidden instruction -->']) expect(text).toContain(part)
})

test('characters that hide or reorder text are named', () => {
  const text = textOf(markupOf({ format: 'markdown', body: 'a\u202eb `c\u2066d` \u{e0068}\u{e0069}\u0007 \ud83c\udff4\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}' }))
  for (const character of '\u202e\u2066\u0007') expect(text).not.toContain(character)
  expect(text).toContain('U+202E')
  expect(text).toContain('U+2066')
  expect(text).toContain('hidden text: hi')
  expect(text).toContain('\ud83c\udff4\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}')
})

test('keys that prototypes know are only keys', () => {
  const text = '{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": 1}}, "toString": "a", "list": [{"__proto__": "x", "b": 1}, {"__proto__": "y", "b": 2}]}'
  const shown = textOf(markupOfText(text))
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  for (const part of ['__proto__', 'Constructor', 'Polluted', 'yes', 'x', 'y']) expect(shown).toContain(part)
  const table = markupOfText('{"format": "table", "columns": [{"key": "__proto__", "label": "P"}, {"key": "constructor"}], "rows": [{"__proto__": "cell"}, {}]}')
  expect(textOf(table)).toContain('cell')
  expect(textOf(table)).not.toContain('native code')
})

describe('exhausting content', () => {
  /** Milliseconds of processor time, so that other processes on the machine don't count; once more when the first was compiling. */
  function best(run: () => void): number {
    let least = Infinity
    for (let round = 0; round < 3 && least > 100; round += 1) {
      const before = process.cpuUsage()
      run()
      const { user, system } = process.cpuUsage(before)
      least = Math.min(least, (user + system) / 1_000)
    }
    return least
  }

  const parts = exhausting.map((part) => [JSON.stringify(part), part] as const)

  test.each(parts)('%s again and again is prepared within 200 ms', (_, part) => {
    for (const size of [5_900, 60_000, 600_000]) {
      const text = JSON.stringify({ format: 'markdown', body: repeated(part, size) })
      expect(best(() => prepareContent(text)), `${size} characters`).toBeLessThan(200)
    }
  })

  test('what stands for an image while its text is read cannot be made to grow', () => {
    const body = `![x](data:image/png;base64,AAAA)\n\n${Array.from({ length: 1_500 }, (_, length) => `content-image${'-'.repeat(length)}`).join('\n')}`
    const text = JSON.stringify({ format: 'markdown', body: `${body}\n\ncontent-image${'-'.repeat(300_000)}` })
    expect(best(() => prepareContent(text))).toBeLessThan(200)
  })

  describe.each(['markdown', 'text', 'code'])('10 MB are prepared within 200 ms: %s', (format) => {
    test.each(['a', '[', '*a ', '- a\n', 'some words\n', '|a|b|\n', '```\n'].map((part) => [JSON.stringify(part), part] as const))('of %s', (_, part) => {
      const text = JSON.stringify({ format, body: repeated(part, 10_000_000) })
      expect(best(() => prepareContent(text))).toBeLessThan(200)
    })
  })

  test.each(parts)('%s again and again: no slice takes longer than 200 ms, each becomes harmless markup', (_, part) => {
    const body = repeated(part, 14_000)
    const content = prepareContent(JSON.stringify({ format: 'markdown', body }))
    if (content.shape === 'document') {
      const { document } = content
      document.slices.forEach((_, index) => {
        const lex = () => {
          document.lexed[index] = undefined
          blocksOf(document, index)
        }
        expect(best(lex)).toBeLessThan(200)
      })
    }
    expectHarmless(markupOf({ format: 'markdown', body }))
  })

  test('deep nesting does not overflow the stack', () => {
    const depth = 100_000
    for (const text of [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
      '[{"a":1.50,"b":'.repeat(20_000) + '1' + '}]'.repeat(20_000),
      JSON.stringify({ format: 'markdown', body: `${'> '.repeat(depth)}x` }),
      JSON.stringify({ format: 'markdown', body: `${'- '.repeat(2_000)}x` }),
      JSON.stringify({ format: 'markdown', body: Array.from({ length: 500 }, (_, level) => `${'  '.repeat(level)}- a`).join('\n') }),
      JSON.stringify({ format: 'markdown', body: `${'*a **b '.repeat(400)}${'** *'.repeat(400)}` }),
    ]) {
      expectHarmless(markupOfText(text))
    }
  })

  const words = Array.from({ length: 8_000 }, (_, index) => `w${index}`)
  const each = (line: (word: string) => string) => words.map(line).join('\n')
  const texts: [string, string][] = [
    ['words', words.join(' ')],
    ['lines', words.join('\n')],
    ['paragraphs', words.join('\n\n')],
    ['a list', each((word) => `- ${word}`)],
    ['a table', `| a |\n|---|\n${each((word) => `| ${word} |`)}`],
    ['code', `\`\`\`\n${words.join('\n')}\n\`\`\``],
    ['a quotation', each((word) => `> ${word}`)],
    ['a list of paragraphs', each((word) => `  - ${word}\n\n    more`)],
  ]
  test.each(texts)('nothing of a text is lost on the way: %s', (_, body) => {
    const shown = new Set(textOf(markupOf({ format: 'markdown', body }).replaceAll('<', ' <')).split(/\s+/))
    expect(words.filter((word) => !shown.has(word)).slice(0, 5)).toEqual([])
  })
})
