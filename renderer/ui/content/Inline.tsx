import { Fragment, type ReactNode } from 'react'
import type { Token, Tokens } from 'marked'
import { decodeEntities } from './entities.ts'
import { plainText } from './lexer.ts'
import { Jump, Link } from './Link.tsx'
import { safeLink } from './links.ts'
import { markedPieces } from './marks.ts'
import { slug, type PreparedDocument } from './markdown.ts'
import { ContentImage } from './ContentImage.tsx'
import { visible } from '../visible.ts'

/** Inline tokens as React elements. `inLink`: links within a link's text are text. */
export function renderInline(tokens: readonly Token[] | undefined, document: PreparedDocument, inLink = false): ReactNode {
  return tokens?.map((token, index) => <Fragment key={index}>{inline(token as Tokens.Generic, document, inLink)}</Fragment>)
}

function inline(token: Tokens.Generic, document: PreparedDocument, inLink: boolean): ReactNode {
  const inner = () => renderInline(token.tokens, document, inLink)
  switch (token.type) {
    case 'text':
      if (token.tokens !== undefined && token.tokens.length > 0) return inner()
      return text(token.escaped === true ? token.raw : decodeEntities(token.text as string), document, inLink)
    case 'escape':
      return visible(token.text as string)
    case 'strong':
      return <strong>{inner()}</strong>
    case 'em':
      return <em>{inner()}</em>
    case 'del':
      return <del>{inner()}</del>
    case 'codespan':
      return (
        <code className="content-code-span" dir="auto">
          {visible(token.text as string)}
        </code>
      )
    case 'br':
      return <br />
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : <code className="content-html">{visible(token.raw)}</code>
    case 'link':
      return link(token, document, inLink)
    case 'image':
      return <ContentImage href={token.href as string} alt={plainText(token.tokens ?? []) || (token.text as string)} />
    case 'checkbox':
      return null
    default:
      return visible(token.raw)
  }
}

function link(token: Tokens.Generic, document: PreparedDocument, inLink: boolean): ReactNode {
  const children = renderInline(token.tokens, document, true)
  if (inLink) return children
  const href = String(token.href)
  if (href.startsWith('#') && href.length > 1) {
    return (
      <Jump anchor={slug(decoded(href.slice(1)))} className="content-jump">
        {children}
      </Jump>
    )
  }
  return (
    <>
      <Link href={href} text={plainText(token.tokens ?? [])} literal={token.autolink === true}>
        {children}
      </Link>
      <OwnSource href={href} document={document} />
    </>
  )
}

/** A link to one of the sources says which. */
function OwnSource({ href, document: { marks } }: { href: string; document: PreparedDocument }) {
  if (marks.addresses.size === 0) return null
  const number = marks.addresses.get(safeLink(href, '')?.url ?? '')
  return number === undefined ? null : <SourceMark number={number} />
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

const reference = /\[\^([^\]\s]{1,100})\]/

/** Text with its footnote references. */
function text(value: string, document: PreparedDocument, inLink: boolean): ReactNode {
  if (inLink) return visible(value)
  if (document.footnotes.size === 0 || !value.includes('[^')) return marked(value, document)
  return value.split(reference).map((part, index) => {
    if (index % 2 === 0) return <Fragment key={index}>{marked(part, document)}</Fragment>
    const note = document.footnotes.get(part.toLowerCase())
    if (note === undefined) return <Fragment key={index}>{visible(`[^${part}]`)}</Fragment>
    return (
      <sup key={index} className="content-note-reference">
        <Jump anchor={`note-${note.number}`} own={`reference-${note.number}`} className="content-jump" label={`Footnote ${note.number}`}>
          {note.number}
        </Jump>
      </sup>
    )
  })
}

/** Text with what it says about its sources, and about what its author could not check. */
function marked(value: string, { marks }: PreparedDocument): ReactNode {
  if (marks.unsure.length === 0 && !value.includes('[')) return visible(value)
  return markedPieces(value, marks).map((piece, index) => {
    const key = index
    if (piece.mark === 'source') return <SourceMark key={key} number={piece.source} />
    if (piece.mark === null) return <Fragment key={key}>{visible(piece.text)}</Fragment>
    return (
      <mark key={key} className="content-unsure" title="The agent marked this as unsure">
        {visible(piece.text)}
      </mark>
    )
  })
}

/** Leads to an entry of the list of sources below the text. */
export const sourceAnchor = (number: number): string => `source:${number}`

function SourceMark({ number }: { number: number }) {
  return (
    <sup className="content-note-reference">
      <Jump anchor={sourceAnchor(number)} className="content-jump" label={`Source ${number}`}>
        [{number}]
      </Jump>
    </sup>
  )
}
