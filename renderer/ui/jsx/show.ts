import type { ElementType } from 'react'
import { hidesSomething, spelledOut } from '../../../contract/hidden-text.ts'
import { visible } from '../visible.ts'

/** Attributes that are read. What stands in a field to be edited (`value`) is left as it is. */
const read = ['title', 'aria-label', 'aria-description', 'aria-roledescription', 'placeholder', 'alt'] as const

/** Elements that hold plain text only. */
const plain: ReadonlySet<unknown> = new Set(['title', 'text', 'tspan', 'option', 'textarea', 'style'])

type Props = Record<string, unknown>

/** The same, with every text in it made visible. */
export function shown(type: ElementType, props: Props): Props {
  const { children } = props
  const show = plain.has(type) ? spelledOut : visible
  const seen = made(children, show)
  let next = seen === children ? props : { ...props, children: seen }
  if (typeof type !== 'string') return next
  for (const name of read) {
    const value = props[name]
    if (typeof value === 'string' && hidesSomething(value)) next = { ...next, [name]: spelledOut(value) }
  }
  return next
}

/** Most children hide nothing: they stay the same objects, and nothing is copied. */
function made(node: unknown, show: (text: string) => unknown): unknown {
  if (typeof node === 'string') return hidesSomething(node) ? show(node) : node
  if (!Array.isArray(node)) return node
  let nodes: unknown[] | null = null
  for (const [index, each] of node.entries()) {
    const seen = made(each, show)
    if (seen !== each) (nodes ??= [...(node as unknown[])])[index] = seen
  }
  return nodes ?? node
}
