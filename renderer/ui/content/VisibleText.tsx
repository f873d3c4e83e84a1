import { Fragment, type ReactNode } from 'react'
import { splitAddresses } from './links.ts'
import { Link } from './Link.tsx'

/**
 * Characters that change or hide what a reader sees: directional overrides and isolates, invisible operators and
 * "tag" characters (text that only a machine reads), control characters. They are shown by their name, without effect.
 */
/* eslint-disable-next-line no-control-regex -- control characters are what it looks for */
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]+/u

/** A flag of a region is spelled with tag characters too: black flag, tags, end. */
const flag = /\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}/u

const parts = new RegExp(`(${flag.source}|${hidden.source})`, 'u')

function codePointName(part: string): string {
  const points = [...part].map((point) => point.codePointAt(0) ?? 0)
  const tags = points.every((point) => point >= 0xe0020 && point <= 0xe007e)
  if (tags) return `hidden text: ${points.map((point) => String.fromCharCode(point - 0xe0000)).join('')}`
  return points.map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}

/** Text in which nothing is hidden. */
export function visible(text: string): ReactNode {
  if (!hidden.test(text)) return text
  return text.split(parts).map((part, index) => {
    if (index % 2 === 0 || flag.test(part)) return part
    return (
      <span key={index} className="content-hidden" title="A character that is not visible by itself">
        {codePointName(part)}
      </span>
    )
  })
}

/** Text in which nothing is hidden and addresses are links. */
export function visibleWithLinks(text: string): ReactNode {
  if (!text.includes('://')) return visible(text)
  return splitAddresses(text).map((part, index) => (
    <Fragment key={index}>
      {index % 2 === 0 ? (
        visible(part)
      ) : (
        <Link href={part} text={part} literal>
          {visible(part)}
        </Link>
      )}
    </Fragment>
  ))
}
