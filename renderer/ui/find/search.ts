import { fold, matchesIn } from './matches.ts'

/** Finds a text in what is on screen, in slices: a document of megabytes must not hold up a key. */

/** Milliseconds of one slice. */
const SLICE = 6
/** Beyond this the number says "more than". */
export const MAX_MATCHES = 10_000
/** Painted at once; more would slow down each paint of a long document. */
const MAX_PAINTED = 3_000

const block = 'p,li,td,th,dt,dd,pre,h1,h2,h3,h4,h5,h6,blockquote,.content-string,.compare-row,div,section'
/** Words of the interface, not of the document. */
const skipped = 'button,.find,.content-code-head,.document-tools,.compare-head'

export interface Found {
  matches: readonly StaticRange[]
  /** the whole document has been looked through */
  done: boolean
}

/** Looks through `root` from now on; answers what stops it. `report` hears of what was found so far. */
export function search(root: Element, text: string, report: (found: Found) => void): () => void {
  const needle = fold(text)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element ? (node.matches(skipped) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP) : NodeFilter.FILTER_ACCEPT,
  )
  const matches: StaticRange[] = []
  let gathered: Text[] = []
  let owner: Element | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    const texts = gathered
    gathered = []
    for (const { from, to } of matchesIn(texts.map((node) => node.data), needle, MAX_MATCHES - matches.length)) {
      const [start, end] = [texts[from.text], texts[to.text]]
      if (start && end) matches.push(new StaticRange({ startContainer: start, startOffset: from.offset, endContainer: end, endOffset: to.offset }))
    }
  }
  const step = () => {
    const until = performance.now() + SLICE
    while (matches.length < MAX_MATCHES && performance.now() < until) {
      const node = walker.nextNode() as Text | null
      const next = node?.parentElement?.closest(block) ?? null
      if (node === null || next !== owner) flush()
      if (node === null) return report({ matches, done: true })
      owner = next
      gathered.push(node)
    }
    if (matches.length >= MAX_MATCHES) return report({ matches, done: true })
    report({ matches, done: false })
    timer = setTimeout(step)
  }
  timer = setTimeout(step)
  return () => clearTimeout(timer)
}

/** Marks the matches without touching the document. */
export function paint(matches: readonly StaticRange[], current: StaticRange | undefined): void {
  const near = current === undefined ? 0 : Math.max(0, matches.indexOf(current) - MAX_PAINTED / 2)
  CSS.highlights.set('find', new Highlight(...matches.slice(near, near + MAX_PAINTED)))
  if (current === undefined) CSS.highlights.delete('find-current')
  else {
    const highlight = new Highlight(current)
    highlight.priority = 1
    CSS.highlights.set('find-current', highlight)
  }
}

export function unpaint(): void {
  CSS.highlights.delete('find')
  CSS.highlights.delete('find-current')
}

/** Brings a match into view; its element first, because what is off screen has no layout yet. */
export function reveal(match: StaticRange): void {
  const element = match.startContainer.parentElement
  if (!element?.isConnected) return
  const range = document.createRange()
  range.setStart(match.startContainer, match.startOffset)
  range.setEnd(match.endContainer, match.endOffset)
  const scroller = element.closest<HTMLElement>('[data-reading], .screen-scroll')
  if (scroller === null) return element.scrollIntoView({ block: 'center' })
  element.scrollIntoView({ block: 'nearest' })
  const box = range.getBoundingClientRect()
  const view = scroller.getBoundingClientRect()
  if (box.top < view.top + 64 || box.bottom > view.bottom - 32) scroller.scrollTop += box.top - view.top - view.height / 3
}

/** What the document keeps folded away or for later: opened, so that it can be looked through. Answers whether there was any. */
export const folded = (root: Element): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.content-more, .content-node-toggle[aria-expanded="false"], .compare-gap')]
