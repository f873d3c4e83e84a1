import type { ElementType, Key, ReactElement } from 'react'
import * as react from 'react/jsx-dev-runtime'
import { shown } from './show.ts'

/** The same for development and tests. */
export { Fragment, type JSX } from 'react/jsx-runtime'

export const jsxDEV = (type: ElementType, props: Record<string, unknown>, key: Key | undefined, several: boolean, source?: react.JSXSource, self?: unknown): ReactElement =>
  react.jsxDEV(type, shown(type, props), key, several, source, self)
