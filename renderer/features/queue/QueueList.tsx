import { Diamond } from 'lucide-react'
import { memo, useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { QueueItem } from '../../../contract/views.ts'
import { useSettings } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { ConfidenceBar } from '../../ui/ConfidenceBar.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { count } from '../../ui/time.ts'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'

const rowHeights = { compact: 32, standard: 40, comfortable: 52 } as const
const overscan = 8

/**
 * Every row of the queue in a window of its own: rows have one height, so a row's place is a multiplication and a
 * decision costs nothing that grows with the queue (TanStack Virtual measures all rows anew when one leaves).
 */
export function QueueList({ controller, state, onChosen }: { controller: QueueController; state: QueueState; onChosen(): void }) {
  useStore(controller.listVersion)
  const { density, hide_confidence } = useSettings()
  const height = rowHeights[density]
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<View>({ top: 0, height: 800 })
  const { model, buffer } = controller

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])

  const from = Math.max(0, Math.floor(view.top / height) - overscan)
  const to = Math.min(state.size, Math.ceil((view.top + view.height) / height) + overscan)
  const keys = model.rows(from, to)
  useLayoutEffect(() => buffer.wantRows(keys))
  const place = useKeptPlace(controller, state, height)
  useLayoutEffect(() => {
    const top = place(view)
    if (top !== null && scroller.current) scroller.current.scrollTop = top
  })

  const select = useCallback(
    (key: number) => {
      controller.select(key)
      onChosen()
    },
    [controller, onChosen],
  )

  return (
    <section className="list" aria-label="Queue">
      <header className="list-head">
        <h2>Queue</h2>
        <span className="soft tabular" data-testid="queue-count">
          {count(state.size)} waiting
        </span>
        <WorkspaceSelect />
      </header>
      <div
        ref={scroller}
        className="list-scroll"
        role="listbox"
        aria-label="Items that wait, oldest first"
        tabIndex={0}
        aria-activedescendant={state.current === null || model.currentIsGone ? undefined : `row-${state.current}`}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          controller.move(event.key === 'ArrowDown' ? 1 : -1)
        }}
      >
        <div className="list-room" style={{ height: state.size * height }}>
          {/* The rows are in the flow of one moved block: when one leaves, the others move up without being drawn anew. */}
          <div style={{ transform: `translateY(${from * height}px)` }}>
            {keys.map((key, i) => (
              <Row
                key={key}
                id={key}
                item={buffer.row(key)}
                place={key === state.current ? `${from + i + 1}/${state.size}` : null}
                tall={density === 'comfortable'}
                hideConfidence={hide_confidence}
                onSelect={select}
              />
            ))}
          </div>
        </div>
      </div>
    </section>
  )
}

interface View {
  top: number
  height: number
}

/**
 * Where to scroll so that what one looks at stays where it is: rows that come and go above it move the scroll, not the
 * row. Works on what is known of the view: asking the document would cost a layout with each key.
 */
function useKeptPlace(controller: QueueController, state: QueueState, height: number): (view: View) => number | null {
  const last: RefObject<{ key: number | null; row: number; height: number }> = useRef({ key: null, row: 0, height })
  return (view) => {
    const before = last.current
    const { current: key, row } = state
    last.current = { key, row, height }
    if (key === null || (key === before.key && row === before.row && height === before.height)) return null
    if (key === before.key && height === before.height) {
      // Same item, other row: something above it came or went.
      return controller.model.currentIsGone ? null : view.top + (row - before.row) * height
    }
    const top = row * height
    const room = Math.min(2 * height, view.height / 3)
    if (top - room < view.top) return view.top === 0 ? null : Math.max(0, top - room)
    return top + height + room > view.top + view.height ? top + height + room - view.height : null
  }
}

interface RowProps {
  id: number
  item: QueueItem | undefined
  /** of the current item: its place in the queue, as `3/128` */
  place: string | null
  tall: boolean
  hideConfidence: boolean
  onSelect(key: number): void
}

const Row = memo(function Row({ id, item, place, tall, hideConfidence, onSelect }: RowProps) {
  const [position, size] = place?.split('/') ?? []
  return (
    <div
      id={`row-${id}`}
      role="option"
      className="row"
      data-testid="queue-row"
      data-item-id={item?.id}
      data-tall={tall || undefined}
      aria-selected={place !== null}
      aria-posinset={position === undefined ? undefined : Number(position)}
      aria-setsize={size === undefined ? undefined : Number(size)}
      onClick={() => onSelect(id)}
    >
      {item ? (
        <>
          <span className="row-title cut" dir="auto">
            {item.kind === 'checkpoint' && <Diamond className="row-mark" size={11} role="img" aria-label="checkpoint" />}
            {item.title}
          </span>
          <span className="row-meta">
            <span className="cut">{item.kind === 'checkpoint' ? (item.stages > 1 ? `stage ${item.stage} of ${item.stages}` : 'checkpoint') : item.artifact_type}</span>
            {item.kind === 'artifact' && item.agent_confidence !== null && !hideConfidence && <ConfidenceBar value={item.agent_confidence} />}
            <RelativeTime at={item.created_at} />
          </span>
        </>
      ) : (
        <span className="skeleton row-skeleton" />
      )}
    </div>
  )
})
