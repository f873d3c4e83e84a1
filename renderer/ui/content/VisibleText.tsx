import { Fragment, type ReactNode } from 'react'
import { visible } from '../visible.ts'
import { splitAddresses } from './links.ts'
import { Link } from './Link.tsx'

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
