import { describe, expect, test } from 'vitest'
import { csvLines, type Cell } from '../../../contract/csv.ts'
import { isNumber, nextSorting, numberOf, sortedPlaces } from '../../../renderer/ui/content/sorting.ts'

describe('order', () => {
  const inOrder = (cells: (string | null)[], numeric: boolean, direction: 'ascending' | 'descending' = 'ascending') =>
    sortedPlaces(cells, numeric, direction).map((place) => cells[place])

  test.each([
    ['$1,299.00', 1_299],
    ['1.299,50', 1_299.5],
    ['−4,5 %', -4.5],
    ['+12 %', 12],
    ['1 234 567', 1_234_567],
    ['1.2 M', 1_200_000],
    ['3k', 3_000],
    ['12,5', 12.5],
    ['12,500', 12_500],
    ['1.50', 1.5],
    ['≈ 7', 7],
    ['-$3', -3],
    ['1e3', 1_000],
    ['n/a', null],
    ['24 Oct', null],
    ['', null],
  ])('%s is %s', (text, value) => {
    expect(numberOf(text)).toBe(value)
  })

  test('numbers by value, those without one last either way', () => {
    expect(inOrder(['10 %', '9 %', '–', '100 %', null], true)).toEqual(['9 %', '10 %', '100 %', '–', null])
    expect(inOrder(['10 %', '–', '9 %'], true, 'descending')).toEqual(['10 %', '9 %', '–'])
  })

  test('names as people order them, equal ones as they were', () => {
    expect(inOrder(['item 10', 'Item 9', 'émile', 'Eva', ''], false)).toEqual(['émile', 'Eva', 'Item 9', 'item 10', ''])
    expect(sortedPlaces(['b', 'a', 'b', 'a'], false, 'descending')).toEqual([0, 2, 1, 3])
  })

  test('a click goes up, down, and back', () => {
    const first = nextSorting(null, 2)
    expect([first, nextSorting(first, 2), nextSorting(nextSorting(first, 2), 2), nextSorting(first, 1)]).toEqual([
      { column: 2, direction: 'ascending' },
      { column: 2, direction: 'descending' },
      null,
      { column: 1, direction: 'ascending' },
    ])
  })

  test('a hundred thousand rows take less than 200 ms', () => {
    const cells = Array.from({ length: 100_000 }, (_, i) => `name ${(i * 7_919) % 100_003}`)
    let best = Infinity
    for (let round = 0; round < 3 && best > 100; round += 1) {
      const before = process.cpuUsage()
      sortedPlaces(cells, false, 'ascending')
      best = Math.min(best, process.cpuUsage(before).user / 1_000)
    }
    expect(best).toBeLessThan(200)
  })
})

describe('CSV', () => {
  const toCsv = (rows: readonly (readonly Cell[])[]) => csvLines(rows, isNumber)

  test('quotes what needs it', () => {
    expect(toCsv([['a', 'b "c"', 'd,e'], ['two\nlines', null, ' padded']])).toBe('a,"b ""c""","d,e"\r\n"two\nlines",," padded"\r\n')
  })

  test('a formula is text, a number is a number', () => {
    const cells = ['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', ' =1', '\u2212x', '-4.5', '+12 %', '−4,5 %', 'a=b']
    expect(toCsv([cells]).trimEnd().split(',').slice(0, 4)).toEqual(["'=1+1", "'+cmd|x", "'-2+3", "'@SUM(A1)"])
    expect(toCsv([['\t=1']])).toBe('"\'\t=1"\r\n'.replace('"', '').replace(/"\r/, '\r'))
    expect(toCsv([[' =1']])).toBe("' =1\r\n")
    expect(toCsv([['-4.5', '+12 %']])).toBe('-4.5,+12 %\r\n')
  })
})
