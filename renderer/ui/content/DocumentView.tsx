import { startTransition, useEffect, useState } from 'react'
import { KeyOf } from '../Button.tsx'
import { Chunk } from './Blocks.tsx'
import { whenIdle } from './growing.tsx'
import { blocksOf, type PreparedDocument } from './markdown.ts'

/** Milliseconds of one idle period that go into lexing; rendering follows in an interruptible transition. */
const LEX_TIME = 6

/** A document: the first slices at once, the others when idle, what is beyond the size limit on demand. */
export function DocumentView({ document }: { document: PreparedDocument }) {
  const [shown, setShown] = useState(document.first)
  const [more, setMore] = useState<PreparedDocument | null>(null)
  const end = document.slices.length

  useEffect(() => {
    if (shown >= end) return
    return whenIdle(() => {
      const next = lexSome(document, shown, end)
      startTransition(() => setShown(next))
    })
  }, [document, shown, end])

  const { rest } = document
  return (
    <>
      {document.slices.slice(0, shown).map((_, index) => (
        <Chunk key={index} document={document} index={index} />
      ))}
      {rest !== null && more === null && (
        <button type="button" className="content-more" data-action="read.more" onClick={() => setMore(rest.prepare(rest.text))}>
          <KeyOf action="read.more" /> Show more ({sizeText(rest.text.length)} left)
        </button>
      )}
      {more !== null && <DocumentView document={more} />}
    </>
  )
}

/** Lexes from `from` on for a few milliseconds; answers how far it came. */
function lexSome(document: PreparedDocument, from: number, end: number): number {
  const started = performance.now()
  // Later steps are bigger, so that the number of renders grows with the logarithm of the length.
  const most = Math.min(end, from + Math.max(8, from))
  let next = from
  do blocksOf(document, next++)
  while (next < most && performance.now() - started < LEX_TIME)
  return next
}

function sizeText(characters: number): string {
  return characters < 1_000_000 ? `${Math.ceil(characters / 1_000)} KB` : `${(characters / 1_000_000).toFixed(1)} MB`
}
