import type { Token } from 'marked'
import { decodeEntities } from './entities.ts'
import { liftImages, restoreImages, type Lifted } from './images.ts'
import { lexMarkdown, plainText } from './lexer.ts'
import { noMarks, type Marks } from './marks.ts'
import { FIRST_PAINT, SHOWN_UNASKED, SHOWN_UNASKED_LINES } from './limits.ts'
import { looksLikePatch } from './patch.ts'
import { codeSlices, patchSlices, plainSlices, sliceMarkdown, type Slice } from './slices.ts'

/** A block as it is rendered; `anchor` names a heading within its document. */
export type Block = { token: Token; anchor?: string }

export type Footnote = { number: number; label: string; text: string; /** some place in the text refers to it */ referenced: boolean }

/** A long text as slices, of which only the first are lexed; the others are when they are rendered, in order. */
export type PreparedDocument = {
  slices: Slice[]
  /** slices that the first paint shows */
  first: number
  footnotes: Map<string, Footnote>
  images: Omit<Lifted, 'text'>
  /** the depth of the document's biggest heading */
  topHeading: number
  definitions: Map<string, string>
  /** what marks in the text refer to */
  marks: Marks
  /** the title that the pane's header shows; a first heading that repeats it is left out */
  title: string | null
  /** text beyond SHOWN_UNASKED, not yet looked at, and how it goes on */
  rest: { text: string; prepare: (text: string) => PreparedDocument } | null
  /** lexed so far, by slice */
  lexed: (Block[] | undefined)[]
  anchors: Map<string, number>
}

export function prepareMarkdown(source: string, title: string | null = null, marks: Marks = noMarks): PreparedDocument {
  const { text, ...images } = liftImages(newlines(source))
  return prepareLifted(text, images, title, marks)
}

function prepareLifted(whole: string, images: Omit<Lifted, 'text'>, title: string | null, marks: Marks): PreparedDocument {
  const [text, rest] = cutUnasked(whole)
  const definitions = new Map<string, string>()
  const footnoteLines = new FootnoteReader()
  let topHeading = 7
  let headings = 0
  const slices = sliceMarkdown(text, (line) => {
    if (footnoteLines.take(line)) return true
    const depth = headingDepth(line)
    if (depth > 0) {
      headings += 1
      if (headings > 1 || !sameTitle(line.replace(/^[ #]+|[ #]+$/g, ''), title)) topHeading = Math.min(topHeading, depth)
    }
    const label = definitionLabel(line)
    if (label !== null && !definitions.has(label)) definitions.set(label, line)
    return false
  })
  for (const slice of slices) {
    if (slice.kind === 'code' || slice.kind === 'plain') slice.text = restoreImages(slice.text, images)
  }
  const footnotes = numberFootnotes(slices, footnoteLines.notes())
  const labels = [...footnotes.keys()]
  for (let from = 0; from < labels.length; from += 20) slices.push({ kind: 'footnotes', labels: labels.slice(from, from + 20) })
  const document = emptyDocument(slices, rest, (more) => prepareLifted(more, images, null, marks))
  return withFirst({ ...document, footnotes, images, topHeading: Math.min(topHeading, 6), definitions, marks, title })
}

export function prepareText(source: string): PreparedDocument {
  const [text, rest] = cutUnasked(newlines(source))
  return withFirst(emptyDocument(looksLikePatch(text) ? patchSlices(text) : plainSlices(text), rest, prepareText))
}

export function prepareCode(source: string, language: string): PreparedDocument {
  const [text, rest] = cutUnasked(newlines(source))
  return withFirst(emptyDocument(codeSlices(text, language), rest, (more) => prepareCode(more, language)))
}

const newlines = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

/** The text that is shown unasked, cut at a line's end where one is near, and what follows. */
function cutUnasked(text: string): [string, string] {
  let at = lineStart(text, SHOWN_UNASKED_LINES) ?? text.length
  if (at > SHOWN_UNASKED) {
    const from = SHOWN_UNASKED - 20_000
    const near = text.slice(from, SHOWN_UNASKED).lastIndexOf('\n')
    at = near < 0 ? SHOWN_UNASKED : from + near + 1
  }
  // Never between the halves of a surrogate pair.
  if (at < text.length && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) at -= 1
  return [text.slice(0, at), text.slice(at)]
}

/** Where the line with this number begins, or null when the text has fewer. */
function lineStart(text: string, line: number): number | null {
  let at = 0
  for (let count = 0; count < line; count += 1) {
    const end = text.indexOf('\n', at)
    if (end === -1 || end > SHOWN_UNASKED) return null
    at = end + 1
  }
  return at
}

function emptyDocument(slices: Slice[], rest: string, prepare: (text: string) => PreparedDocument): PreparedDocument {
  const none = { footnotes: new Map(), images: { mark: '', images: [] }, topHeading: 1, definitions: new Map(), marks: noMarks, title: null }
  return { slices, first: 0, ...none, rest: rest === '' ? null : { text: rest, prepare }, lexed: [], anchors: new Map() }
}

/** Decides what the first paint shows and lexes it. */
function withFirst(document: PreparedDocument): PreparedDocument {
  let size = 0
  while (document.first < document.slices.length && (document.first === 0 || size < FIRST_PAINT)) {
    size += sliceSize(document.slices[document.first])
    blocksOf(document, document.first)
    document.first += 1
  }
  return document
}

export function sliceSize(slice: Slice | undefined): number {
  if (slice === undefined) return 0
  if (slice.kind === 'footnotes') return 2_000
  return slice.kind === 'patch' ? slice.lines.length * 60 : slice.text.length
}

/** Tokens of a footnote's text. */
export function lexNote(document: PreparedDocument, text: string): Token[] {
  const tokens = lexMarkdown(text, definitionsFor(document, text))
  if (document.images.images.length > 0) restoreTokens(tokens, document.images)
  return tokens
}

/** The blocks of one slice, lexed when first asked for. */
export function blocksOf(document: PreparedDocument, index: number): Block[] {
  const known = document.lexed[index]
  if (known !== undefined) return known
  const slice = document.slices[index]
  const tokens = slice?.kind === 'markdown' ? lexMarkdown(slice.text, definitionsFor(document, slice.text)) : []
  if (document.images.images.length > 0) restoreTokens(tokens, document.images)
  const [head] = tokens
  if (index === 0 && head?.type === 'heading' && sameTitle(plainText(head.tokens ?? []), document.title)) tokens.shift()
  const blocks = tokens.map((token): Block => {
    if (token.type !== 'heading') return { token }
    return { token, anchor: anchorFor(document, plainText(token.tokens ?? [])) }
  })
  document.lexed[index] = blocks
  return blocks
}

/** Restores images in everything that tokens hold, at whatever depth: texts, addresses, lists, tables. */
function restoreTokens(node: object, images: Omit<Lifted, 'text'>): void {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value === 'string') (node as Record<string, unknown>)[key] = restoreImages(value, images)
    else if (typeof value === 'object' && value !== null) restoreTokens(value, images)
  }
}

const headingDepth = (line: string) => {
  if (line.startsWith('==')) return /^=+\s*$/.test(line) ? 1 : 0
  return /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1]?.length ?? 0
}

function sameTitle(text: string, title: string | null): boolean {
  const plain = (value: string) => decodeEntities(value).replace(/[*_`]/g, '').replace(/\s+/g, ' ').trim().toLowerCase()
  // The pane's header shows at most 300 characters of a title.
  return title !== null && title.length <= 300 && text.length < 1_000 && plain(text) === plain(title)
}

/** GitHub's way of naming headings, so that tables of contents written for it work. */
export function slug(text: string): string {
  const words = decodeEntities(text).toLowerCase().trim().slice(0, 200)
  return words.replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '').replaceAll(' ', '-')
}

function anchorFor(document: PreparedDocument, text: string): string {
  const name = slug(text) || 'section'
  const seen = document.anchors.get(name) ?? 0
  document.anchors.set(name, seen + 1)
  return seen === 0 ? name : `${name}-${seen}`
}

const normalLabel = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase()

function definitionLabel(line: string): string | null {
  if (!/^ {0,3}\[[^^]/.test(line) || line.length > 2_000) return null
  const label = /^ {0,3}\[([^\][\n]{1,200})\]:[ \t]*\S/.exec(line)?.[1]
  return label === undefined ? null : normalLabel(label)
}

function definitionsFor(document: PreparedDocument, text: string): string[] {
  if (document.definitions.size === 0) return []
  const used = new Set<string>()
  for (const match of text.matchAll(/\[([^\][]{1,200})\]/g)) {
    const line = document.definitions.get(normalLabel(match[1] ?? ''))
    if (line !== undefined) used.add(line)
  }
  return [...used].slice(0, 200)
}

/** Collects `[^label]: text` with its continuation lines. */
class FootnoteReader {
  private readonly found: { label: string; lines: string[] }[] = []
  private open = false
  private blanks = 0

  take(line: string): boolean {
    const start = line.includes('[^') ? /^ {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*(.*)$/.exec(line) : null
    if (start !== null) {
      this.found.push({ label: (start[1] ?? '').toLowerCase(), lines: [start[2] ?? ''] })
      this.open = true
      this.blanks = 0
      return true
    }
    if (!this.open) return false
    if (line.trim() === '') {
      this.blanks += 1
      return true
    }
    const indented = line.startsWith('  ') || line.startsWith('\t')
    const lazy = this.blanks === 0 && !/^\s*(?:#|>|\||```|~~~|[*+-]\s|\d{1,9}[.)]\s|\[)/.test(line)
    this.open = indented || lazy
    if (!this.open) return false
    this.found.at(-1)?.lines.push(...Array<string>(Math.min(this.blanks, 1)).fill(''), line.replace(/^(?: {1,4}|\t)/, ''))
    this.blanks = 0
    return true
  }

  notes(): Map<string, string> {
    const notes = new Map<string, string>()
    for (const { label, lines } of this.found) {
      // A label defined twice: the first is what the text refers to, the other is shown all the same.
      const key = notes.has(label) ? `${label} (${notes.size + 1})` : label
      notes.set(key, lines.join('\n'))
    }
    return notes
  }
}

/** Numbers by first reference; notes that nothing refers to come last. */
function numberFootnotes(slices: readonly Slice[], notes: Map<string, string>): Map<string, Footnote> {
  const numbered = new Map<string, Footnote>()
  if (notes.size === 0) return numbered
  const add = (label: string, referenced: boolean) => {
    const text = notes.get(label)
    if (text !== undefined && !numbered.has(label)) numbered.set(label, { number: numbered.size + 1, label, text, referenced })
  }
  for (const slice of slices) {
    if (slice.kind !== 'markdown' || !slice.text.includes('[^')) continue
    for (const match of slice.text.replace(/`[^`\n]*`/g, '').matchAll(/\[\^([^\]\s]{1,100})\]/g)) add((match[1] ?? '').toLowerCase(), true)
  }
  for (const label of notes.keys()) add(label, false)
  return numbered
}
