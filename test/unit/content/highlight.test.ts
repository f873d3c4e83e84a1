import { common, createLowlight } from 'lowlight'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { highlight, highlighted, mayHighlight, spans } from '../../../renderer/ui/content/highlight.ts'
import { elementsOf, textOf } from './markup.tsx'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('the tree becomes spans and keeps the text', () => {
  const code = 'const a = "<script>" // \u202ecomment\n'
  const markup = renderToStaticMarkup(spans(createLowlight(common).highlight('ts', code).children as Parameters<typeof spans>[0]))
  expect(new Set(elementsOf(markup).map(({ name }) => name))).toEqual(new Set(['span']))
  expect(markup).toContain('class="hljs-keyword"')
  expect(textOf(markup)).toBe(code.replace('\u202e', 'U+202E'))
})

test('of a tree only spans and texts are taken', () => {
  const markup = renderToStaticMarkup(
    spans([
      { type: 'element', properties: { className: ['ok', '" onclick="x'] }, children: [{ type: 'text', value: '<b>' }] },
      { type: 'raw', value: '<script>' },
    ]),
  )
  expect(markup).toBe('<span class="ok"><span>&lt;b&gt;</span></span>')
})

test('code that the highlighter does not get done with stays plain, and the next is tried afresh', async () => {
  vi.useFakeTimers()
  const workers: { ended: boolean; asked: string[] }[] = []
  class FakeWorker {
    onmessage: ((event: { data: unknown }) => void) | null = null
    readonly state = { ended: false, asked: [] as string[] }
    constructor() {
      workers.push(this.state)
    }
    postMessage({ text }: { text: string }) {
      this.state.asked.push(text)
      if (text !== 'endless') this.onmessage?.({ data: { type: 'root', children: [{ type: 'text', value: text }] } })
    }
    terminate() {
      this.state.ended = true
    }
  }
  vi.stubGlobal('Worker', FakeWorker)
  const endless = highlight('endless', 'c')
  const next = highlight('fine', 'c')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await endless).toBeNull()
  expect(renderToStaticMarkup(await next)).toBe('<span>fine</span>')
  expect(workers).toEqual([
    { ended: true, asked: ['endless'] },
    { ended: false, asked: ['fine'] },
  ])
  // It is not tried again.
  expect(highlighted('endless', 'c')).toBe('endless')
})

test('long lines and long code are not even tried', () => {
  expect(mayHighlight('const a = 1', 'ts')).toBe(true)
  expect(mayHighlight('const a = 1', '')).toBe(false)
  expect(mayHighlight('a'.repeat(1_001), 'ts')).toBe(false)
  expect(mayHighlight('a();\n'.repeat(5_000), 'ts')).toBe(false)
})
