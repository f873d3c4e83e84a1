/**
 * A text as it is compared when somebody looks for it: without regard to case, accents and width, in any script. Upper
 * case, because it knows one form where lower case has two (ß and ss, ς and σ, ı and i).
 */
export const folded = (text: string): string => text.normalize('NFKD').replace(accents, '').toUpperCase()
const accents = /[\u0300-\u036f]/g

/** What was typed, word by word. */
export const foldedWords = (typed: string): string[] => folded(typed).split(/\s+/).filter((word) => word !== '')
