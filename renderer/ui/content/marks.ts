import { safeLink } from './links.ts'

/** What a text's marks refer to: its sources, and the claims that its author was not sure of. */
export type Marks = {
  /** number of sources: `[3]` in the text refers to the third */
  sources: number
  /** normalised address → number of the source */
  addresses: ReadonlyMap<string, number>
  /** passages named as unsure beside the text */
  unsure: readonly string[]
}

export const noMarks: Marks = { sources: 0, addresses: new Map(), unsure: [] }

const MAX_UNSURE = 40

export function marksOf(sources: readonly { title: string; url: string | null }[], unsure: readonly string[]): Marks {
  const addresses = new Map<string, number>()
  sources.slice(0, 500).forEach(({ url }, index) => {
    const address = url === null ? undefined : safeLink(url, '', true)?.url
    if (address !== undefined && !addresses.has(address)) addresses.set(address, index + 1)
  })
  return { sources: sources.length, addresses, unsure: unsure.filter((passage) => passage.trim().length > 3 && passage.length <= 500).slice(0, MAX_UNSURE) }
}

/** A piece of text and what is marked about it. */
type Marked = { text: string; mark: 'source' | 'unsure' | null; source: number }

/** Agents flag what they could not check: `[unverified]`, `[citation needed]`, `[?]`. */
const flags = /\[(?:un(?:sure|verified|confirmed|certain)|citation needed|needs? (?:a )?(?:source|citation|check(?:ing)?)|source needed|to be (?:confirmed|verified)|assumption|estimated?|tb[cd]|\?)\]/
const reference = /\[\d{1,3}\]/
const either = new RegExp(`(${flags.source}|${reference.source})`, 'i')

/** The text in pieces, some of them marked. */
export function markedPieces(text: string, marks: Marks): Marked[] {
  const plain = (piece: string): Marked => ({ text: piece, mark: null, source: 0 })
  const flagged = !text.includes('[')
    ? [plain(text)]
    : text.split(either).map((piece, index): Marked => {
        if (index % 2 === 0) return plain(piece)
        const number = Number(piece.slice(1, -1))
        if (Number.isNaN(number)) return { text: piece, mark: 'unsure', source: 0 }
        return number >= 1 && number <= marks.sources ? { text: piece, mark: 'source', source: number } : plain(piece)
      })
  return marks.unsure
    .filter((passage) => text.includes(passage))
    .reduce((pieces, passage) => pieces.flatMap((piece) => splitOff(piece, passage)), flagged)
    .filter((piece) => piece.text !== '')
}

function splitOff(piece: Marked, passage: string): Marked[] {
  if (piece.mark !== null || !piece.text.includes(passage)) return [piece]
  const rest = piece.text.split(passage)
  return rest.flatMap((text, index): Marked[] => {
    const before: Marked = { text, mark: null, source: 0 }
    return index === rest.length - 1 ? [before] : [before, { text: passage, mark: 'unsure', source: 0 }]
  })
}
