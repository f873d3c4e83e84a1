import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { ItemRef } from '../../../contract/items.ts'
import { afterFrame } from '../../app/after-frame.ts'
import { useLook } from '../../app/presence.ts'
import { useSettings } from '../../app/queries.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { Reader } from '../../app/reading/Reader.tsx'
import { useReading } from '../../app/reading/reading.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/States.tsx'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'
import { FirstMinutes } from './FirstMinutes.tsx'
import { VerdictDock } from './VerdictDock.tsx'

const nothingHasFocus = () => document.activeElement === document.body

/** The item that is on screen, and the bar that decides it. The bar stays where it is whatever comes. */
export function ReadingPane({ controller, state }: { controller: QueueController; state: QueueState }) {
  const { mounted } = state
  const { hide_confidence } = useSettings()
  const scroller = useRef<HTMLDivElement>(null)
  const scrolled = useRef(false)
  const id = mounted?.detail.item.id

  // In the same commit as the item itself: from now on a key means this item.
  useLayoutEffect(() => {
    if (id === undefined) return
    const element = scroller.current
    if (element) {
      // Both cost a layout of their own, so only where they change something.
      if (scrolled.current) element.scrollTop = 0
      scrolled.current = false
      // With the focus nowhere, Space and the arrows would scroll nothing. Asked for now, it would cost the frame a layout.
      if (nothingHasFocus()) afterFrame(() => nothingHasFocus() && element.focus({ preventScroll: true }))
    }
    controller.confirm(id)
  }, [controller, id])
  // The end of the text came in sight: asked of the browser's own observer, which costs a key press nothing.
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (id === undefined || !end.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && controller.sawEnd(id), { root: scroller.current })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [controller, id])
  useLook(mounted ? { workspace_id: mounted.detail.item.workspace_id, item_id: mounted.detail.item.id } : null)
  const reading = useReading(mounted?.detail ?? null, state.change !== null)
  const openItem = useCallback((item: ItemRef) => void controller.openItem(item), [controller])
  const hints = useHints()
  const newer = reading.first !== null && mounted?.detail.kind === 'artifact' && reading.first.revision > mounted.detail.artifact.revision

  return (
    <section
      className="pane"
      aria-label="Item"
      data-testid="reading-pane"
      data-item-id={id ?? ''}
      data-item-kind={mounted?.detail.kind}
      data-decidable={state.decidable}
    >
      <div className="pane-scroll" ref={scroller} tabIndex={-1} data-reading onScroll={() => (scrolled.current = true)}>
        {mounted ? (
          <Reader key={id} detail={mounted.detail} prepared={mounted.prepared} hideConfidence={hide_confidence} reading={reading} onOpen={openItem} />
        ) : state.error ? (
          <ErrorState error={state.error} onRetry={() => controller.retry()} />
        ) : (
          <Coming title={state.item?.title ?? ''} />
        )}
        <div ref={end} aria-hidden />
      </div>
      <FirstMinutes controller={controller} state={state} />
      <VerdictDock
        controller={controller}
        state={state}
        about={
          newer && reading.against === null ? (
            <Button size="small" hint={hints('read.compare')} onClick={reading.toggle} data-testid="show-changes">
              Show what changed
            </Button>
          ) : null
        }
      />
    </section>
  )
}

/** The next item's place while it is on its way. */
function Coming({ title }: { title: string }) {
  return (
    <article className="document" aria-busy="true">
      <header className="document-head">
        <h1 dir="auto">{title}</h1>
      </header>
      <div className="document-body wait coming">
        <span className="skeleton" />
        <span className="skeleton" />
        <span className="skeleton" />
      </div>
    </article>
  )
}
