import { createElement, type ReactNode } from 'react'
import { hidesSomething, piecesOf } from '../../contract/hidden-text.ts'

/** Text in which nothing is hidden: what would reorder or hide letters stands there by its name, without effect. */
export function visible(text: string): ReactNode {
  if (!hidesSomething(text)) return text
  return piecesOf(text).map(({ text, hides }, index) =>
    hides === null ? text : createElement('span', { key: index, className: 'hidden-sign', title: 'A character that is not visible by itself' }, hides),
  )
}
