import type { ElementType, Key, ReactElement } from 'react'
import * as react from 'react/jsx-runtime'
import { shown } from './show.ts'

/**
 * What every element of the interface is made by: React's own, after which no text hides or reorders its letters, whoever
 * wrote it and wherever it is shown. In one place, because there is none where an agent's words may not get to.
 */
export { Fragment, type JSX } from 'react/jsx-runtime'

type Props = Record<string, unknown>

export const jsx = (type: ElementType, props: Props, key?: Key): ReactElement => react.jsx(type, shown(type, props), key)
export const jsxs = (type: ElementType, props: Props, key?: Key): ReactElement => react.jsxs(type, shown(type, props), key)
