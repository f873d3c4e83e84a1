import { ListTree } from 'lucide-react'
import { useState, type RefObject } from 'react'
import { useHints } from '../keyboard/keymap.ts'
import { useActions } from '../keyboard/layers.ts'
import { PickMenu, type Pick } from '../../ui/PickMenu.tsx'

/** Headings that the list holds; a document with more is found through by `find`. */
const MAX_HEADINGS = 400

interface Heading extends Pick {
  element: HTMLElement
}

/** The document's headings, to jump to. Read from the document when asked for: it grows while one reads. */
export function Outline({ root }: { root: RefObject<HTMLElement | null> }) {
  const [headings, setHeadings] = useState<Heading[] | null>(null)
  const open = () => setHeadings(root.current === null ? [] : headingsOf(root.current))
  const hints = useHints()
  useActions({ 'read.outline': open })
  return (
    <PickMenu
      label="Outline"
      hint={hints('read.outline')}
      icon={<ListTree size={14} aria-hidden />}
      open={headings !== null}
      onOpenChange={(now) => (now ? open() : setHeadings(null))}
      picks={headings ?? []}
      empty="This text has no headings."
      onPick={(id) => {
        const element = headings?.find((heading) => heading.id === id)?.element
        element?.scrollIntoView({ block: 'start' })
        element?.focus({ preventScroll: true })
      }}
      testId="outline"
    />
  )
}

function headingsOf(root: HTMLElement): Heading[] {
  const elements = [...root.querySelectorAll<HTMLElement>('.content-heading')].slice(0, MAX_HEADINGS)
  const top = root.closest<HTMLElement>('[data-reading], .screen-scroll')?.getBoundingClientRect().top ?? 0
  const current = elements.findLastIndex((element) => element.getBoundingClientRect().top <= top + 24)
  return elements.map((element, index) => ({
    id: String(index),
    label: element.textContent.trim().slice(0, 200) || 'Without words',
    indent: Math.max(0, Number(element.tagName.slice(1)) - 2),
    current: index === current,
    element,
  }))
}
