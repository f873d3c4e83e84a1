/**
 * How roughly typed names are matched (options of uFuzzy), the same in the store and on screen: the letters of each word
 * in order with a few between them, in any script; words in any order.
 */
export const fuzzyOptions = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 0,
  intraChars: '.',
  intraIns: 4,
} as const

/** Words may be typed in another order than they stand, up to so many. */
export const wordsOutOfOrder = 4
/** Up to so many matches are ranked. */
export const rankedMatches = 1_000
