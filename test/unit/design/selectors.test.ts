import { describe, expect, it } from 'vitest'
import { preludes, sources } from './sheets.ts'

/** Both sides of each `+` and `~` in the selectors of a style sheet; the left is empty at the beginning of a `:has()`. */
const siblings = (sheet: string): { left: string; right: string }[] =>
  preludes(sheet)
    .filter((selectors) => !selectors.startsWith('@'))
    .flatMap((selectors) => [...selectors.matchAll(/([^\s>+~,(]*(?:\([^()]*\)[^\s>+~,(]*)*)\s*[+~]\s*(\S+)/g)])
    .map(([, left = '', right = '']) => ({ left, right }))

const isNamed = (side: string): boolean => /^[^(]*[.#[]/.test(side)
const isAny = (side: string): boolean => /^(\*|:not\()/.test(side)

describe('sibling selectors', () => {
  // `li + li` and `a + *` make Blink restyle and lay out what stands beside every element that comes or goes anywhere:
  // with each decision all rows of the queue, 3 of a key's 7 ms of layout.
  it('name what comes first by a class or an attribute, and what follows not as anything', () => {
    const costly = sources('.css').flatMap(([file, sheet]) =>
      siblings(sheet)
        .filter(({ left, right }) => (left !== '' && !isNamed(left)) || isAny(right))
        .map(({ left, right }) => `${file}: ${left} + ${right}`),
    )
    expect(costly).toEqual([])
  })

  it('are found, so that this can fail', () => {
    const found = siblings('ul li + li, .a:is(.b, [c]) ~ .d { }\n@media (x) { .e > * + :not(.f) { } p:has(+ .g) { width: calc(1px + 2px) } }')
    expect(found.map(({ left, right }) => `${left} ${right.replace(/[,)]+$/, '')}`)).toEqual(['li li', '.a:is(.b, [c]) .d', '* :not(.f', ' .g'])
    expect(found.map(({ left, right }) => [isNamed(left), isAny(right)])).toEqual([[false, false], [true, false], [false, true], [false, false]])
  })
})
