import { describe, expect, test } from 'vitest'
import { fold, matchesIn } from '../../../renderer/ui/find/matches.ts'

const found = (texts: string[], needle: string, limit = 100) =>
  matchesIn(texts, fold(needle), limit).map(({ from, to }) => {
    if (from.text === to.text) return texts[from.text]?.slice(from.offset, to.offset)
    return `${texts[from.text]?.slice(from.offset)}|${texts.slice(from.text + 1, to.text).join('|')}|${texts[to.text]?.slice(0, to.offset)}`.replace('||', '|')
  })

describe('find', () => {
  test('without regard to case and the kind of space', () => {
    expect(found(['One offer, another OFFER'], 'offer')).toEqual(['offer', 'OFFER'])
    expect(found(['list\u00a0price and list\nprice'], 'list price')).toEqual(['list\u00a0price', 'list\nprice'])
  })

  test('across the text nodes of a block', () => {
    expect(found(['an off', 'er', ' today'], 'offer')).toEqual(['off|er'])
    expect(found(['a', 'b', 'c', 'abc'], 'abc')).toEqual(['a|b|c', 'abc'])
    expect(found(['', 'x', '', 'x'], 'x')).toEqual(['x', 'x'])
  })

  test('places stay true where lower case is longer', () => {
    expect(found(['İstanbul and istanbul', ' STANBUL'], 'stanbul')).toEqual(['stanbul', 'stanbul', 'STANBUL'])
  })

  test('not overlapping, up to a limit', () => {
    expect(found(['aaaa'], 'aa')).toEqual(['aa', 'aa'])
    expect(found(['a'.repeat(50)], 'a', 7)).toHaveLength(7)
    expect(found(['anything'], '')).toEqual([])
  })

  test('a megabyte of matches is found within 100 ms', () => {
    const texts = Array.from({ length: 10_000 }, () => 'abc '.repeat(25))
    const before = process.cpuUsage()
    matchesIn(texts, 'abc', 10_000)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(100)
  })
})
