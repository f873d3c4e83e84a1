import { memo, type ReactNode } from 'react'
import type { Token, Tokens } from 'marked'
import { CodeBlock } from './CodeBlock.tsx'
import { renderInline } from './Inline.tsx'
import { restoreImages } from './images.ts'
import { MAX_LEXED_LINE, SLICE_MAX } from './limits.ts'
import { Jump } from './Link.tsx'
import { MarkdownTable } from './MarkdownTable.tsx'
import { blocksOf, lexNote, sliceSize, type Block, type PreparedDocument } from './markdown.ts'
import { isPatch, parsePatch } from './patch.ts'
import { PatchBlock } from './PatchBlock.tsx'
import { directionOf } from './direction.ts'
import { visible } from '../visible.ts'
import { visibleWithLinks } from './VisibleText.tsx'

/** The level of a document's biggest heading: the pane's title is the h1 above it. */
const FIRST_HEADING = 2

/** One slice of a document; off screen it is skipped by layout, with an estimate of its height. */
export const Chunk = memo(function Chunk({ document, index }: { document: PreparedDocument; index: number }) {
  const slice = document.slices[index]
  if (slice === undefined) return null
  const height = Math.max(24, Math.round(sliceSize(slice) / 3))
  return (
    <div className="content-chunk" style={{ containIntrinsicBlockSize: `auto ${height}px` }}>
      {slice.kind === 'markdown' && <BlockList blocks={blocksOf(document, index)} document={document} />}
      {slice.kind === 'code' && <CodeBlock {...slice} />}
      {slice.kind === 'patch' && <PatchBlock lines={slice.lines} continued={slice.continued} />}
      {slice.kind === 'plain' && <PlainText text={slice.text} />}
      {slice.kind === 'footnotes' && <Footnotes document={document} labels={slice.labels} />}
    </div>
  )
})

function BlockList({ blocks, document }: { blocks: readonly Block[]; document: PreparedDocument }) {
  return blocks.map(({ token, anchor }, index) => <BlockView key={index} token={token} anchor={anchor} document={document} />)
}

function PlainText({ text }: { text: string }) {
  return text.split(/\n[ \t]*\n/).map((paragraph, index) => (
    <p key={index} className="content-plain" dir="auto">
      {visibleWithLinks(paragraph)}
    </p>
  ))
}

type BlockProps = { token: Token; anchor?: string | undefined; document: PreparedDocument }

function BlockView({ token, anchor, document }: BlockProps): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading token={token as Tokens.Heading} anchor={anchor} document={document} />
    case 'paragraph':
      return <p dir="auto">{renderInline(token.tokens, document)}</p>
    case 'text':
      return renderInline([token], document)
    case 'list':
      return <List token={token as Tokens.List} document={document} />
    case 'blockquote':
      return (
        <blockquote dir={directionOf(token.raw)}>
          <Tokens tokens={token.tokens} document={document} />
        </blockquote>
      )
    case 'code':
      if (isPatch((token.lang as string | undefined) ?? '', token.text as string)) return <PatchBlock lines={parsePatch(token.text as string)} continued={false} />
      return <CodeBlock text={token.text as string} language={(token.lang as string | undefined) ?? ''} continued={false} firstLine={1} />
    case 'table':
      return <MarkdownTable token={token as Tokens.Table} document={document} />
    case 'hr':
      return <hr className="content-rule" />
    case 'html':
      return <RawText text={token.raw} />
    case 'def':
      return <Definition token={token as Tokens.Def} />
    case 'space':
    case 'checkbox':
      return null
    case 'plain':
      return <PlainText text={token.raw} />
    default:
      return <RawText text={token.raw} />
  }
}

function Tokens({ tokens, document }: { tokens: readonly Token[] | undefined; document: PreparedDocument }) {
  return tokens?.map((token, index) => <BlockView key={index} token={token} document={document} />)
}

function RawText({ text }: { text: string }) {
  return (
    <pre className="content-raw" dir="auto">
      {visible(text.replace(/\n+$/, ''))}
    </pre>
  )
}

/** Definitions work where they are referred to. One that leads nowhere is a comment, which a reviewer should see. */
function Definition({ token }: { token: Tokens.Def }) {
  return token.href === '' || token.href === '#' || token.href === '<>' || token.tag.startsWith('^') ? <RawText text={token.raw} /> : null
}

function Heading({ token, anchor, document }: { token: Tokens.Heading; anchor: string | undefined; document: PreparedDocument }) {
  const rank = Math.max(1, token.depth - document.topHeading + 1)
  const Level = `h${Math.min(6, FIRST_HEADING + rank - 1)}` as 'h2' | 'h3' | 'h4' | 'h5' | 'h6'
  return (
    <Level className={`content-heading content-heading-${Math.min(rank, 4)}`} dir="auto" data-anchor={anchor} tabIndex={-1}>
      {renderInline(token.tokens, document)}
    </Level>
  )
}

function List({ token, document }: { token: Tokens.List; document: PreparedDocument }) {
  const items = token.items.map((item, index) => (
    <li key={index} dir={directionOf(item.text)} className={item.task ? 'content-task' : undefined}>
      {item.task && <span className={item.checked === true ? 'content-check content-check-done' : 'content-check'} role="img" aria-label={item.checked === true ? 'Done' : 'To do'} />}
      <ItemBody item={item} document={document} />
    </li>
  ))
  if (!token.ordered) return <ul className={token.loose ? 'content-loose' : undefined}>{items}</ul>
  return (
    <ol start={token.start === '' ? 1 : token.start} className={token.loose ? 'content-loose' : undefined}>
      {items}
    </ol>
  )
}

/** A task's text shares the line with its box. */
function ItemBody({ item, document }: { item: Tokens.ListItem; document: PreparedDocument }) {
  const body = <Tokens tokens={item.tokens} document={document} />
  return item.task ? <div className="content-task-body">{body}</div> : body
}

function Footnotes({ document, labels }: { document: PreparedDocument; labels: readonly string[] }) {
  const notes = labels.map((label) => document.footnotes.get(label)).filter((note) => note !== undefined)
  return (
    <section className="content-notes" aria-label="Footnotes">
      <ol start={notes[0]?.number ?? 1}>
        {notes.map((note) => (
          <li key={note.number} dir={directionOf(note.text)} data-anchor={`note-${note.number}`} tabIndex={-1}>
            <NoteBody text={note.text} document={document} />
            {note.referenced && (
              <Jump anchor={`reference-${note.number}`} className="content-jump content-note-back" label={`Back to reference ${note.number}`}>
                ↩
              </Jump>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function NoteBody({ text, document }: { text: string; document: PreparedDocument }) {
  const tooLong = text.length > SLICE_MAX || text.split('\n').some((line) => line.length > MAX_LEXED_LINE)
  return tooLong ? <PlainText text={restoreImages(text, document.images)} /> : <Tokens tokens={lexNote(document, text)} document={document} />
}
