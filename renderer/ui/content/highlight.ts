import { createElement, type ReactNode } from 'react'
import type { createLowlight } from 'lowlight'
import { MAX_HIGHLIGHT, MAX_HIGHLIGHT_LINE } from './limits.ts'
import { visible } from './VisibleText.tsx'

/** Syntax colours: lowlight, loaded when the first code block has been painted; its tree becomes spans and nothing else. */

type Lowlight = ReturnType<typeof createLowlight>
type Node = { type: string; value?: string; properties?: { className?: unknown }; children?: Node[] }

let loading: Promise<Lowlight> | null = null

function load(): Promise<Lowlight> {
  loading ??= import('lowlight').then(({ common, createLowlight }) => createLowlight(common))
  return loading
}

const recent = new Map<string, ReactNode>()

/** May this code be highlighted at all? Long lines are where highlighters' rules go astray. */
export function mayHighlight(text: string, language: string): boolean {
  return language !== '' && text.length <= MAX_HIGHLIGHT && !text.split('\n').some((line) => line.length > MAX_HIGHLIGHT_LINE)
}

/** What an earlier call of `highlight` answered for the same code. */
export function highlighted(text: string, language: string): ReactNode {
  return recent.get(`${language}\n${text}`) ?? null
}

/** The code with its colours, or null when the language is not known. */
export async function highlight(text: string, language: string): Promise<ReactNode> {
  const lowlight = await load()
  if (!lowlight.registered(language)) return null
  const tree = lowlight.highlight(language, text) as Node
  const nodes = spans(tree.children ?? [])
  if (recent.size >= 60) recent.delete(recent.keys().next().value ?? '')
  recent.set(`${language}\n${text}`, nodes)
  return nodes
}

/** Only spans with highlighter's class names, and text. */
function spans(nodes: readonly Node[]): ReactNode {
  return nodes.map((node, key) => {
    if (node.type === 'text') return createElement('span', { key }, visible(node.value ?? ''))
    if (node.type !== 'element') return null
    const names = Array.isArray(node.properties?.className) ? node.properties.className.filter((name) => /^[\w-]+$/.test(String(name))) : []
    return createElement('span', { key, className: names.join(' ') }, spans(node.children ?? []))
  })
}
