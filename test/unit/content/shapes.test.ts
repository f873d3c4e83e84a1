import { describe, expect, test } from 'vitest'
import { prepareContent } from '../../../renderer/ui/content/prepare.ts'
import { elementsOf, markupOf, markupOfText, textOf } from './markup.tsx'

const shape = (content: unknown) => prepareContent(JSON.stringify(content)).shape
const markdown = (body: string, more: object = {}) => markupOf({ title: 'The title', format: 'markdown', body, ...more })
const count = (markup: string, name: string) => elementsOf(markup).filter((element) => element.name === name).length

describe('the shape of content', () => {
  test.each([
    [{}, 'empty'],
    [null, 'empty'],
    [[], 'empty'],
    ['  ', 'empty'],
    [{ title: 'Only a title' }, 'empty'],
    [{ title: 't', format: 'markdown', body: ' \n ' }, 'empty'],
    [{ format: 'markdown', body: 'x' }, 'document'],
    [{ format: 'markdown', body: '', sources: [{ title: 'a', url: 'https://a.example' }] }, 'document'],
    [{ format: 'text', body: 'x' }, 'document'],
    [{ format: 'code', language: 'ts', body: 'x' }, 'document'],
    ['just a text', 'document'],
    [{ format: 'table', columns: [{ key: 'a', label: 'A' }], rows: [{ a: 1 }] }, 'table'],
    [{ format: 'table', columns: 'broken', rows: [{ a: 1 }] }, 'table'],
    [{ format: 'table', rows: ['x'] }, 'json'],
    [{ format: 'markdown', body: 5 }, 'json'],
    [{ format: 'unheard of', body: 'x' }, 'json'],
    [{ anything: 1 }, 'json'],
    [[1, 2], 'json'],
    [false, 'json'],
    [0, 'json'],
  ])('%j is %s', (content, expected) => {
    expect(shape(content)).toBe(expected)
  })

  test('a text that is not JSON is shown with a note', () => {
    const shown = textOf(markupOfText('{"cut off'))
    expect(shown).toContain('not valid JSON')
    expect(shown).toContain('{"cut off')
    expect(prepareContent('').shape).toBe('empty')
  })

  test('fields beyond the format are shown', () => {
    const shown = textOf(markdown('Body', { publish_at: '2030-01-01', summary: 'In short' }))
    for (const part of ['Publish at', '2030-01-01', 'In short']) expect(shown).toContain(part)
    expect(textOf(markdown('Body', { sources: 'not a list' }))).toContain('not a list')
  })

  test('numbers keep their digits', () => {
    const shown = textOf(markupOfText('{"price": 12.50, "id": 12345678901234567890, "small": 0.1, "deep": {"x": [1.0, 2]}}'))
    for (const part of ['12.50', '12345678901234567890', '0.1', '1.0']) expect(shown).toContain(part)
  })
})

describe('markdown', () => {
  test('the first heading is left out when it repeats the title, and only then', () => {
    expect(textOf(markdown('# The *title*\n\nText'))).toBe('Text')
    expect(textOf(markdown('# Another\n\nText'))).toContain('Another')
    expect(textOf(markdown('Text\n\n# The title'))).toContain('The title')
  })

  test('headings begin below the title of the pane, without gaps', () => {
    expect(elementsOf(markdown('# The title\n\n## A\n\n### B')).map(({ name }) => name).filter((name) => /^h\d/.test(name))).toEqual(['h2', 'h3'])
    expect(elementsOf(markdown('### A\n\n#### B\n\nText\n\n### C')).map(({ name }) => name).filter((name) => /^h\d/.test(name))).toEqual(['h2', 'h3', 'h2'])
  })

  test('headings have anchors, each its own', () => {
    const anchors = elementsOf(markdown('## Same\n\n## Same\n\n## Ünïcode & more')).flatMap(({ attributes }) => attributes.get('data-anchor') ?? [])
    expect(anchors).toEqual(['same', 'same-1', 'ünïcode--more'])
  })

  test('tables, tasks, strikethrough, autolinks', () => {
    const markup = markdown('| a | b |\n|---|--:|\n| x | 1 |\n\n- [x] done\n- [ ] open\n\n~~gone~~ https://a.example/x and www.b.example')
    expect(count(markup, 'table')).toBe(1)
    expect(elementsOf(markup).flatMap(({ attributes }) => attributes.get('aria-label') ?? [])).toEqual(['Table', 'Sort by a', 'Sort by b', 'Done', 'To do'])
    expect(count(markup, 'del')).toBe(1)
    expect(elementsOf(markup).flatMap(({ attributes }) => attributes.get('href') ?? [])).toEqual(['https://a.example/x', 'http://www.b.example/'])
  })

  test('numeric columns stand right', () => {
    const markup = markdown('| name | price | note |\n|---|---|---|\n| a | $1,299.00 | x |\n| b | -4.5 % | 2 y |\n| c | n/a | z |')
    const cells = elementsOf(markup).filter(({ name }) => name === 'th').map(({ attributes }) => attributes.get('class') ?? '')
    expect(cells).toEqual(['', 'content-right content-number', ''])
  })

  test('footnotes are numbered by reference and none is lost', () => {
    const markup = markdown('One[^b] two[^a] three[^b] `[^c]` [^missing]\n\n[^a]: Note A\n[^b]: Note **B**\n    goes on\n\n    second paragraph\n[^c]: Nobody asks')
    const text = textOf(markup)
    expect(text).toContain('One1 two2 three1')
    expect(text).toContain('[^missing]')
    const notes = text.slice(text.indexOf('[^missing]'))
    expect([...notes.matchAll(/Note B|second paragraph|Note A|Nobody asks/g)].map(([note]) => note)).toEqual(['Note B', 'second paragraph', 'Note A', 'Nobody asks'])
    expect(count(markup, 'sup')).toBe(3)
  })

  test('definitions work from anywhere in a long document', () => {
    const filler = 'Some words that fill a paragraph.\n\n'.repeat(400)
    expect(markdown(`[see][Far Away]\n\n${filler}[far away]: https://far.example/`)).toContain('href="https://far.example/"')
  })

  test('code keeps its text and names its language', () => {
    const markup = markdown('```ts title="x"\nconst a = 1 < 2\n\n```\n\nafter')
    expect(textOf(markup)).toContain('const a = 1 < 2')
    expect(markup).toContain('<span class="content-code-language">ts</span>')
    expect(textOf(markup)).toMatch(/after$/)
  })

  test('images: those that the content carries, by format and size', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC'
    expect(count(markdown(`![dot](data:image/png;base64,${png})`), 'img')).toBe(1)
    expect(count(markdown(`![dot](data:image/gif;base64,${png})`), 'img')).toBe(0)
    // a header that claims 4,294,967,295 pixels per side
    const bomb = btoa(atob(png).slice(0, 16) + '\xff'.repeat(8) + atob(png).slice(24))
    expect(count(markdown(`![dot](data:image/png;base64,${bomb})`), 'img')).toBe(0)
    const remote = markdown('![a chart](https://tracker.example/x.png)')
    expect(count(remote, 'img')).toBe(0)
    expect(textOf(remote)).toContain('a chart')
    expect(textOf(remote)).toContain('https://tracker.example/x.png')
  })

  test('an image in code or in text stays text', () => {
    const address = 'data:image/png;base64,iVBORw0KGgo='
    const markup = markdown(`\`![a](${address})\`\n\n~~~\n![b](${address})\n~~~\n\n[c](${address})`)
    expect(count(markup, 'img')).toBe(0)
    expect(textOf(markup).split(address)).toHaveLength(4)
  })

  test('each block has its own direction', () => {
    const directions = elementsOf(markdown('> שלום\n\n- مرحبا\n- hello\n\n> hello')).filter(({ name }) => name === 'blockquote' || name === 'li')
    expect(directions.map(({ attributes }) => attributes.get('dir'))).toEqual(['rtl', 'rtl', 'ltr', 'ltr'])
  })

  test('formulas stay text', () => {
    expect(textOf(markdown('Energy $E = mc^2$ and $$\\sum_i x_i$$'))).toContain('$E = mc^2$')
  })
})

describe('links show where they lead', () => {
  const link = (text: string, url: string) => textOf(markdown(`[${text}](${url})`))
  test.each([
    ['words', 'https://a.example/x', 'words'],
    ['https://bank.example', 'https://evil.example', 'https://bank.example (evil.example)'],
    ['bank.example/login', 'https://bank.example.evil.example', 'bank.example/login (bank.example.evil.example)'],
    ['www.bank.example', 'https://bank.example', 'www.bank.example'],
    ['Sign in', 'https://bank.example@evil.example/', 'Sign in (evil.example)'],
    ['Apple', 'https://аррӏе.example/', 'Apple (xn--80ak6aa92e.example)'],
    ['me@a.example', 'mailto:you@b.example', 'me@a.example (you@b.example)'],
    ['index.ts', 'https://a.example/index.ts', 'index.ts'],
    ['notes', './notes.md', 'notes (./notes.md)'],
  ])('[%s](%s)', (text, url, shown) => {
    expect(link(text, url)).toBe(shown)
  })

  test('the title is the address that is opened', () => {
    const [anchor] = elementsOf(markdown('[x](https://EXAMPLE.com/a b "a lie")'.replace(' b', '%20b'))).filter(({ name }) => name === 'a')
    expect(anchor?.attributes.get('title')).toBe('https://example.com/a%20b')
    expect(anchor?.attributes.get('href')).toBe('https://example.com/a%20b')
  })
})

describe('long content', () => {
  const body = Array.from({ length: 2_000 }, (_, index) => `## Part ${index}\n\nSome **words** about part ${index}, long enough to be a paragraph.`).join('\n\n')

  test('the first paint shows a bounded part of it', () => {
    const first = markupOf({ format: 'markdown', body }, false)
    expect(first).toContain('Part 0')
    expect(first.length).toBeLessThan(60_000)
    expect(markupOf({ format: 'markdown', body })).toContain('Part 1999')
  })

  test('what is beyond the limit is offered', () => {
    const markup = markupOf({ format: 'text', body: 'word '.repeat(400_000) })
    expect(textOf(markup)).toMatch(/Show more \(1\.4 MB left\)$/)
  })

  test('long tables and lists are shown in part, with the number of what is left', () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ a: index, b: `row ${index}` }))
    const markup = markupOf({ format: 'table', columns: [{ key: 'a', label: 'A' }], rows })
    expect(count(markup, 'tr')).toBe(41)
    expect(textOf(markup)).toContain('Show more (2,500 rows left)')
  })
})
