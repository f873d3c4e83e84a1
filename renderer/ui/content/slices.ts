import { isPatch, parsePatch, type PatchLine } from './patch.ts'
import { CODE_PART, MAX_LEXED_LINE, PATCH_PART_LINES, SLICE_MAX, SLICE_TARGET, TABLE_PART_ROWS } from './limits.ts'

/** Cuts markdown at block boundaries, in one pass over its lines and without running a markdown rule over any of it. */

export type Slice =
  | { kind: 'markdown'; text: string }
  | { kind: 'code'; language: string; text: string; /** part of a block that began before */ continued: boolean; firstLine: number }
  | { kind: 'patch'; lines: PatchLine[]; continued: boolean }
  | { kind: 'plain'; text: string }
  | { kind: 'footnotes'; labels: string[] }

const fenceOpening = /^( *)(`{3,}|~{3,})([^`\n]*)$/
const listMarker = /^ {0,3}(?:[*+-]|\d{1,9}[.)])(?:[ \t]|$)/
const tableDelimiter = /^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$/
const blank = /^[ \t]*$/

type Fence = { char: string; length: number; language: string; indent: number }

function openFence(line: string): Fence | null {
  const match = line.length > 400 ? null : fenceOpening.exec(line)
  const marker = match?.[2]
  if (match === null || marker === undefined) return null
  const language = (match[3] ?? '').trim()
  return { char: marker.charAt(0), length: marker.length, language, indent: (match[1] ?? '').length }
}

function closesFence(line: string, fence: Fence): boolean {
  const text = line.length > 400 ? '' : line.trim()
  return text.length >= fence.length && text === fence.char.repeat(text.length)
}

/** Text cut into pieces of at most `size`, at a line's end or a space where there is one near. */
export function pieces(text: string, size: number): string[] {
  const cut: string[] = []
  let from = 0
  while (text.length - from > size) {
    // Looked for in the second half only: looking back through all of the text would make this quadratic.
    const half = from + (size >> 1)
    const tail = text.slice(half, from + size)
    const line = tail.lastIndexOf('\n')
    const end = line >= 0 ? line : tail.lastIndexOf(' ')
    let to = end >= 0 ? half + end + 1 : from + size
    // Never between the halves of a surrogate pair.
    if ((text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to -= 1
    cut.push(text.slice(from, to))
    from = to
  }
  if (from < text.length || cut.length === 0) cut.push(text.slice(from))
  return cut
}

/** A diff as slices of at most PATCH_PART_LINES lines; longer lines than a screen shows are cut into several. */
export function patchSlices(text: string): Slice[] {
  const lines = parsePatch(text.replace(/\n{1,1000}$/, '')).flatMap((line): PatchLine[] =>
    line.text.length <= SLICE_MAX ? [line] : pieces(line.text, SLICE_MAX).map((part, index) => (index === 0 ? { ...line, text: part } : { ...line, text: part, before: null, after: null })),
  )
  const slices: Slice[] = []
  for (let from = 0; from < lines.length; from += PATCH_PART_LINES) {
    slices.push({ kind: 'patch', lines: lines.slice(from, from + PATCH_PART_LINES), continued: from > 0 })
  }
  return slices
}

/** A code block as slices of at most CODE_PART. */
export function codeSlices(text: string, language: string): Slice[] {
  if (isPatch(language, text)) return patchSlices(text)
  let firstLine = 1
  return pieces(text.replace(/\n{1,1000}$/, ''), CODE_PART).map((part, index) => {
    const slice: Slice = { kind: 'code', language, text: part.replace(/\n$/, ''), continued: index > 0, firstLine }
    firstLine += part.split('\n').length - 1
    return slice
  })
}

/** Plain text as slices: paragraphs stay whole where they can. */
export function plainSlices(text: string): Slice[] {
  const slices: Slice[] = []
  let gathered = ''
  const flush = () => {
    if (gathered.trim() !== '') slices.push({ kind: 'plain', text: gathered })
    gathered = ''
  }
  for (const part of text.split(/\n(?:[ \t]*\n)+/)) {
    if (gathered.length + part.length > SLICE_TARGET) flush()
    if (part.length > SLICE_MAX) for (const text of pieces(part, SLICE_MAX)) slices.push({ kind: 'plain', text })
    else gathered += gathered === '' ? part : `\n\n${part}`
  }
  flush()
  return slices
}

class Cutter {
  readonly slices: Slice[] = []
  private lines: string[] = []
  private size = 0
  private inList = false
  private nestedFence: Fence | null = null
  private table: { header: string; delimiter: string; rows: number } | null = null
  private previous = ''
  private pendingBlank = false

  add(line: string): void {
    if (line.length > MAX_LEXED_LINE) {
      this.cut()
      for (const text of pieces(line, SLICE_MAX)) this.slices.push({ kind: 'plain', text })
      return
    }
    if (blank.test(line)) return this.addBlank(line)
    if (this.pendingBlank && this.nestedFence === null && this.mayCutBefore(line)) this.cut()
    if (this.size + line.length > SLICE_MAX * (this.nestedFence === null ? 1 : 2)) this.cut()
    this.pendingBlank = false
    this.follow(line)
    this.push(line)
    this.previous = line
  }

  private addBlank(line: string): void {
    this.table = null
    this.pendingBlank = true
    // Runs of blank lines carry nothing; inside a nested code block they do.
    if (this.nestedFence !== null || this.lines.at(-1) !== '') this.push(this.nestedFence === null ? '' : line)
    this.previous = ''
  }

  /** After a blank line: does a block of its own begin here? */
  private mayCutBefore(line: string): boolean {
    const indented = line.startsWith('  ') || line.startsWith('\t')
    const marker = listMarker.test(line)
    if (this.inList && indented) return this.size > SLICE_MAX / 2 && marker
    if (this.inList && marker) return this.size > SLICE_TARGET
    this.inList = false
    return this.size > SLICE_TARGET && !indented
  }

  /** Keeps track of the containers that the line opens, closes or goes on with. */
  private follow(line: string): void {
    if (this.nestedFence !== null) {
      if (closesFence(line, this.nestedFence)) this.nestedFence = null
      return
    }
    if (listMarker.test(line)) this.inList = true
    if (this.inList) this.nestedFence = openFence(line)
    if (this.table !== null) {
      this.table.rows += 1
      if (this.table.rows >= TABLE_PART_ROWS || this.size > SLICE_MAX - 1_000) this.continueTable()
    } else if (!this.inList && this.previous.includes('|') && tableDelimiter.test(line)) {
      this.table = { header: this.previous, delimiter: line, rows: 0 }
    }
  }

  private continueTable(): void {
    const table = this.table
    // A header that alone would fill the next slice can't be repeated: its rows go on as text.
    if (table === null || table.header.length + table.delimiter.length > SLICE_MAX / 2) return
    this.cut()
    this.push(table.header)
    this.push(table.delimiter)
    this.table = { ...table, rows: 0 }
  }

  isNested(fence: Fence): boolean {
    if (this.nestedFence !== null) return true
    return fence.indent > 3 || (this.inList && fence.indent >= 2)
  }

  private push(line: string): void {
    this.lines.push(line)
    this.size += line.length + 1
  }

  cut(): void {
    const text = this.lines.join('\n')
    if (text.trim() !== '') this.slices.push({ kind: 'markdown', text })
    this.lines = []
    this.size = 0
    this.inList = false
    this.nestedFence = null
    this.table = null
    this.previous = ''
  }
}

/** The lines of a text, one after the other, without their ends. */
export function* linesOf(text: string): Generator<string> {
  let from = 0
  while (from <= text.length) {
    const end = text.indexOf('\n', from)
    if (end === -1) return yield text.slice(from)
    yield text.slice(from, end)
    from = end + 1
  }
}

/** Slices of a markdown text; `take` may keep a line for itself (footnotes) by answering true. */
export function sliceMarkdown(text: string, take: (line: string) => boolean = () => false): Slice[] {
  const cutter = new Cutter()
  let fence: Fence | null = null
  let code: string[] = []
  const closeCode = () => {
    for (const slice of codeSlices(code.join('\n'), fence?.language ?? '')) cutter.slices.push(slice)
    code = []
    fence = null
  }
  for (const line of linesOf(text)) {
    if (fence !== null) {
      if (closesFence(line, fence)) closeCode()
      else code.push(fence.indent > 0 && line.startsWith(' '.repeat(fence.indent)) ? line.slice(fence.indent) : line)
      continue
    }
    const opened = line.includes('```') || line.includes('~~~') ? openFence(line) : null
    if (opened !== null && !cutter.isNested(opened)) {
      cutter.cut()
      fence = opened
    } else if (!take(line)) cutter.add(line)
  }
  if (fence !== null) closeCode()
  cutter.cut()
  return cutter.slices
}
