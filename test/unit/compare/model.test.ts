import { describe, expect, test } from 'vitest'
import { fieldDiff } from '../../../renderer/ui/compare/fields.ts'
import { lineDiff, type Row } from '../../../renderer/ui/compare/lines.ts'
import { compareContents, countChanges } from '../../../renderer/ui/compare/model.ts'
import { wordDiff } from '../../../renderer/ui/compare/words.ts'
import { exhausting, repeated } from '../content/payloads.ts'

const short = { same: '', removed: '-', added: '+' } as const
const words = (before: string, after: string) => wordDiff(before, after).map(({ kind, text }) => `${short[kind]}${text}`)
const marks = (rows: Row[]) =>
  rows.map((row) => {
    if (row.kind === 'same') return `${row.before}=${row.after}`
    if (row.kind === 'changed') return `${row.before}~${row.after}`
    return row.kind === 'removed' ? `-${row.before}` : `+${row.after}`
  })
const markdown = (body: string, more = {}) => JSON.stringify({ title: 'T', format: 'markdown', body, ...more })

describe('words', () => {
  test('what was replaced stands together', () => {
    expect(words('The median rise is 8 %.', 'The median rise is 9 %.')).toEqual(['The median rise is ', '-8', '+9', ' %.'])
    expect(words('they said so twice', 'they wrote it twice')).toEqual(['they ', '-said so', '+wrote it', ' twice'])
    expect(words('a b', 'a b c')).toEqual(['a b', '+ c'])
    expect(words('', 'new')).toEqual(['+new'])
  })

  test('of every script', () => {
    expect(words('Цена выросла', 'Цена упала')).toEqual(['Цена ', '-выросла', '+упала'])
    expect(words('السعر ارتفع', 'السعر انخفض')).toEqual(['السعر ', '-ارتفع', '+انخفض'])
    expect(words('価格は上昇した', '価格は下落した')).toEqual(['価格は', '-上昇', '+下落', 'した'])
    expect(words('cafe\u0301 au lait', 'café au lait')).toEqual(['-cafe\u0301', '+café', ' au lait'])
  })

  test('both texts can be read off what it answers', () => {
    for (const [before, after] of [['x  y\tz', 'x y z w'], ['a', 'b'], ['<b>&amp;', '<i>&lt;'], ['👩‍👩‍👧 family', '👨‍👩‍👧 family']] as const) {
      const parts = wordDiff(before, after)
      expect(parts.filter(({ kind }) => kind !== 'added').map(({ text }) => text).join('')).toBe(before)
      expect(parts.filter(({ kind }) => kind !== 'removed').map(({ text }) => text).join('')).toBe(after)
    }
  })
})

describe('lines', () => {
  test('lines that changed are paired with what they became', () => {
    const before = 'Intro stays\n\nThree vendors raised their price\n\nThis goes entirely\n\nEnd stays'
    const after = 'Intro stays\n\nFour vendors raised their price\n\nEnd stays\n\nSomething brand new'
    expect(marks(lineDiff(before, after, true))).toEqual(['1=1', '3~3', '-5', '7=5', '+7'])
  })

  test('a line put before another pairs by likeness, not by place', () => {
    const rows = lineDiff('alpha beta gamma delta', 'totally unrelated words here\nalpha beta gamma epsilon', false)
    expect(marks(rows)).toEqual(['+1', '1~2'])
  })

  test('code keeps empty lines and indentation', () => {
    expect(marks(lineDiff('a\n\nb', 'a\n\n  b', false))).toEqual(['1=1', '2=2', '3~3'])
  })
})

describe('fields', () => {
  const paths = (before: unknown, after: unknown) => fieldDiff(before, after).changes.map(({ kind, path, before, after }) => [kind, path.join('.'), before, after])

  test('by key', () => {
    expect(paths({ a: 1, b: { c: true }, d: 'x' }, { a: 2, b: { c: true, e: null }, f: [1] })).toEqual([
      ['changed', 'a', '1', '2'],
      ['added', 'b.e', null, 'null'],
      ['added', 'f', null, '[1]'],
      ['removed', 'd', 'x', null],
    ])
  })

  test('records of a list by what names them, wherever they stand', () => {
    const before = [{ vendor: 'Northwind', price: 24 }, { vendor: 'Halden', price: 31 }]
    expect(paths(before, [{ vendor: 'Halden', price: 33 }, { vendor: 'Kestrel', price: 42 }])).toEqual([
      ['changed', 'Halden.price', '31', '33'],
      ['added', 'Kestrel', null, '{"vendor": "Kestrel", "price": 42}'],
      ['removed', 'Northwind', '{"vendor": "Northwind", "price": 24}', null],
    ])
    expect(paths(before, before.toReversed()).map(([, path]) => path)).toEqual(['order'])
  })

  test('other lists by what they hold', () => {
    expect(paths(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      ['changed', '2', 'b', 'x'],
      ['added', '4', null, 'd'],
    ])
  })

  test('digits count, and keys of prototypes are keys', () => {
    const changes = (before: string, after: string) => compareContents(before, after).fields.changes.map(({ path, before, after }) => [path.join('.'), before, after])
    expect(changes('{"p": 1.50}', '{"p": 1.5}')).toEqual([['p', '1.50', '1.5']])
    expect(changes('{"__proto__": 1, "constructor": 1}', '{"__proto__": 2, "constructor": 2}')).toEqual([['__proto__', '1', '2'], ['constructor', '1', '2']])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('entries that differ only far inside differ', () => {
    const long = 'x'.repeat(5_000)
    expect(paths([[`${long}a`]], [[`${long}b`]])).toHaveLength(1)
  })
})

describe('contents', () => {
  test('documents by line, what else they hold by field', () => {
    const compared = compareContents(markdown('One\n\nTwo', { sources: [{ title: 'A', url: 'https://a.example' }] }), markdown('One\n\nTwo and more', { title: 'New', sources: [] }))
    expect(compared.body?.kind).toBe('prose')
    expect(marks(compared.body?.rows ?? [])).toEqual(['1=1', '3~3'])
    expect(compared.fields.changes.map(({ path }) => path.join('.'))).toEqual(['title', 'sources.1'])
    expect(countChanges(compared)).toBe(3)
  })

  test('code as code, tables by row, what is not JSON as text', () => {
    const code = (body: string) => JSON.stringify({ format: 'code', language: 'ts', body })
    expect(compareContents(code('a'), code('b')).body?.kind).toBe('code')
    const table = (price: number) => JSON.stringify({ format: 'table', columns: [{ key: 'v' }], rows: [{ v: 'Halden', price }] })
    expect(compareContents(table(1), table(2)).fields.changes.map(({ path }) => path)).toEqual([['rows', 'Halden', 'price']])
    expect(marks(compareContents('{broken', '{broken too').body?.rows ?? [])).toEqual(['1~1'])
  })

  test('the same is the same, and spaces alone are said to be', () => {
    expect(countChanges(compareContents(markdown('a\n\nb'), markdown('a\n\nb')))).toBe(0)
    expect(compareContents(markdown('a\n\nb'), markdown('a\n\nb')).spacing).toBe(false)
    expect(compareContents(markdown('a\n\nb'), markdown('a\n\n\nb  ')).spacing).toBe(true)
  })

  test('texts that are meant to exhaust it are given up, not followed', () => {
    const started = performance.now()
    const random = (seed: number, size: number) => Array.from({ length: size }, (_, i) => `w${(Math.imul(i + seed, 2_654_435_761) >>> 8) % 9_973}`)
    const pairs: [string, string][] = [
      [random(1, 60_000).join(' '), random(7, 60_000).join(' ')],
      [random(1, 30_000).join('\n'), random(7, 30_000).join('\n')],
      ['a'.repeat(1_000_000), 'b'.repeat(1_000_000)],
      ['a b '.repeat(100_000), 'b a '.repeat(100_000)],
      ['x\n'.repeat(200_000), 'y\n'.repeat(200_000)],
    ]
    for (const [before, after] of pairs) {
      compareContents(markdown(before), markdown(after))
      compareContents(JSON.stringify(before.split(' ')), JSON.stringify(after.split(' ')))
    }
    for (const part of exhausting.slice(0, 40)) compareContents(markdown(repeated(part, 20_000)), markdown(repeated(part, 19_000) + 'x'))
    compareContents('['.repeat(50_000) + ']'.repeat(50_000), '['.repeat(50_001) + ']'.repeat(50_001))
    expect((performance.now() - started) / (pairs.length * 2 + 41)).toBeLessThan(1_500)
  }, 60_000)
})
