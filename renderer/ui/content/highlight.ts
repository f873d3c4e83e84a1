import { createElement, type ReactNode } from 'react'
import { startWorker } from '../own-worker.ts'
import workerAddress from './highlight.worker.ts?worker&url'
import { MAX_HIGHLIGHT, MAX_HIGHLIGHT_LINE } from './limits.ts'
import { visible } from '../visible.ts'

/** Syntax colours: a tree from the highlighter's worker, of which spans and texts are taken and nothing else. */

/** Milliseconds after which the worker is given up: no honest code of the accepted size takes as long. */
const PATIENCE = 2_000

type Node = { type: string; value?: string; properties?: { className?: unknown }; children?: Node[] }

let worker: Worker | null = null
let queue: Promise<unknown> = Promise.resolve()
const recent = new Map<string, ReactNode>()

/** Is this code worth the highlighter's time? */
export function mayHighlight(text: string, language: string): boolean {
  return language !== '' && text.length <= MAX_HIGHLIGHT && !text.split('\n').some((line) => line.length > MAX_HIGHLIGHT_LINE)
}

/** What an earlier call of `highlight` answered for the same code. */
export function highlighted(text: string, language: string): ReactNode {
  return recent.get(`${language}\n${text}`) ?? null
}

/** The code with its colours, or null: the language is not known, or the code is beyond the highlighter. One at a time. */
export function highlight(text: string, language: string): Promise<ReactNode> {
  const result = queue.then(async () => {
    const known = highlighted(text, language)
    if (known !== null) return known
    const tree = await askWorker({ text, language })
    const nodes = tree === null ? null : spans(tree.children)
    if (recent.size >= 60) recent.delete(recent.keys().next().value ?? '')
    recent.set(`${language}\n${text}`, nodes ?? visible(text))
    return nodes
  })
  queue = result.catch(() => undefined)
  return result
}

function askWorker(code: { text: string; language: string }): Promise<Node | null> {
  const asked = (worker ??= startWorker(workerAddress))
  return new Promise((resolve) => {
    const giveUp = () => {
      asked.terminate()
      worker = null
      answer(null)
    }
    const timer = setTimeout(giveUp, PATIENCE)
    const answer = (tree: Node | null) => {
      clearTimeout(timer)
      resolve(tree)
    }
    asked.onmessage = ({ data }: MessageEvent<Node | null>) => answer(data)
    asked.onerror = giveUp
    asked.postMessage(code)
  })
}

/** Only spans with the highlighter's class names, and text. */
export function spans(nodes: readonly Node[] = []): ReactNode {
  return nodes.map((node, key) => {
    if (node.type === 'text') return createElement('span', { key }, visible(node.value ?? ''))
    if (node.type !== 'element') return null
    const given = node.properties?.className
    const names = Array.isArray(given) ? given.filter((name) => /^[\w-]+$/.test(String(name))) : []
    return createElement('span', { key, className: names.join(' ') }, spans(node.children))
  })
}
