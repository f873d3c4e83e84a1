import { AlarmClock, Diamond, Layers } from 'lucide-react'
import { memo, useCallback, useLayoutEffect, useRef, useState, type MouseEvent, type RefObject } from 'react'
import type { QueueItem } from '../../../contract/items.ts'
import { useSettings } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfidenceBar } from '../../ui/ConfidenceBar.tsx'
import { RelativeTime, useNow } from '../../ui/RelativeTime.tsx'
import { clockTime, exactTime } from '../../ui/time.ts'
import type { QueueController } from './controller.ts'
import { isOverdue, useDueHours, type DueHours } from './list/due.ts'
import { ListHead } from './list/ListHead.tsx'
import { SelectionBar } from './list/SelectionBar.tsx'
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
  const { list } = controller
  const shown = useStore(list.view)
  const picked = useStore(list.selection)
  const dueHours = useDueHours()
  const now = useNow()
  // The first item of a session says whose it is, which takes a line.
  const tall = density === 'comfortable' || shown.by_session
  const height = rowHeights[tall ? 'comfortable' : density]
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
    (key: number, event: MouseEvent) => {
      if (event.shiftKey) return controller.list.pickTo(key)
      if (event.ctrlKey || event.metaKey || (event.target instanceof Element && event.target.closest('.row-pick'))) return controller.list.toggle(key)
      controller.select(key)
      onChosen()
    },
    [controller, onChosen],
  )

  return (
    <section className="list" aria-label="Queue" data-testid="queue-list" data-answer={useStore(list.answer)}>
      <ListHead controller={controller} state={state} />
      <div
        ref={scroller}
        className="list-scroll"
        role="listbox"
        aria-label={`${shown.name}: items`}
        aria-multiselectable="true"
        data-picking={picked.size > 0 || undefined}
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
                tall={tall}
                picked={picked.keys.has(key)}
                overdue={isLate(buffer.row(key), dueHours, now)}
                session={shown.by_session && startsSession(buffer, key, keys[i - 1] ?? model.keyAt(from - 1)) ? (buffer.row(key)?.task_intent ?? null) : null}
                hideConfidence={hide_confidence}
                onSelect={select}
              />
            ))}
          </div>
        </div>
        {state.ready && state.size === 0 && list.isNarrowed && (
          <div className="list-nothing soft" data-testid="list-nothing">
            <p>{shown.criteria.snoozed ? 'Nothing is snoozed.' : 'Nothing that waits fits this view.'}</p>
            <Button size="small" onClick={() => list.reset()}>
              Show all
            </Button>
          </div>
        )}
      </div>
      <SelectionBar list={list} size={state.size} />
    </section>
  )
}

const isLate = (item: QueueItem | undefined, dueHours: DueHours, now: number): boolean => item !== undefined && isOverdue(item, dueHours, now)

/** Whether the row above is of another session; while it is not here nobody can tell. */
function startsSession(buffer: QueueController['buffer'], key: number, above: number | undefined): boolean {
  if (above === undefined) return true
  const before = buffer.row(above)
  return before !== undefined && before.work_session_id !== buffer.row(key)?.work_session_id
}

interface View {
  top: number
  height: number
}

/**
 * Where to scroll so that what one looks at stays where it is: rows that come and go above it move the scroll, not the
 * row. That is the current item where it is in view, else the first row in view. Works on what is known of the view:
 * asking the document would cost a layout with each key.
 */
function useKeptPlace(controller: QueueController, state: QueueState, height: number): (view: View) => number | null {
  const last: RefObject<{ key: number | null; row: number; height: number; top: number; topKey: number | undefined; size: number }> = useRef({
    key: null,
    row: 0,
    height,
    top: 0,
    topKey: undefined,
    size: 0,
  })
  return (view) => {
    const before = last.current
    const { model } = controller
    const { current: key, row, size } = state
    const topRow = Math.floor(view.top / height)
    const note = (topKey: number | undefined) => void (last.current = { key, row, height, top: view.top, topKey, size })
    if (key === before.key && height === before.height) {
      const inView = row * height >= view.top - height && row * height < view.top + view.height
      if (key !== null && (inView || before.topKey === undefined)) {
        // Same item, other row: something above it came or went.
        note(model.keyAt(topRow))
        return row === before.row || model.currentIsGone ? null : view.top + (row - before.row) * height
      }
      // One has scrolled elsewhere: the row at the top stays there. Looked up only when rows may have come or gone.
      if (before.topKey !== undefined && view.top === before.top && size !== before.size) {
        const now = model.rowOf(before.topKey)
        note(now < 0 ? model.keyAt(topRow) : before.topKey)
        return now < 0 || now === topRow ? null : view.top + (now - topRow) * height
      }
      note(model.keyAt(topRow))
      return null
    }
    note(model.keyAt(topRow))
    if (key === null) return null
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
  picked: boolean
  overdue: boolean
  /** of the first item of a session, where sessions are kept together: what it is about */
  session: string | null
  hideConfidence: boolean
  onSelect(key: number, event: MouseEvent): void
}

const Row = memo(function Row({ id, item, place, tall, picked, overdue, session, hideConfidence, onSelect }: RowProps) {
  const [position, size] = place?.split('/') ?? []
  return (
    <div
      id={`row-${id}`}
      role="option"
      className="row"
      data-testid="queue-row"
      data-item-id={item?.id}
      data-tall={tall || undefined}
      data-session={session === null ? undefined : true}
      aria-selected={place !== null}
      aria-checked={picked}
      aria-posinset={position === undefined ? undefined : Number(position)}
      aria-setsize={size === undefined ? undefined : Number(size)}
      onClick={(event) => onSelect(id, event)}
    >
      {item ? (
        <>
          <span className="row-pick" aria-hidden data-testid="row-pick" />
          <span className="row-title cut" dir="auto">
            {item.kind === 'checkpoint' && <Diamond className="row-mark" size={11} role="img" aria-label="checkpoint" />}
            {item.title}
          </span>
          <span className="row-meta">
            {session !== null && (
              <span className="row-session cut" dir="auto" title={session}>
                <Layers size={11} role="img" aria-label="session" /> {session}
              </span>
            )}
            <span className="cut">{item.kind === 'checkpoint' ? (item.stages > 1 ? `stage ${item.stage} of ${item.stages}` : 'checkpoint') : item.artifact_type}</span>
            {item.kind === 'artifact' && item.agent_confidence !== null && !hideConfidence && <ConfidenceBar value={item.agent_confidence} />}
            {item.snoozed_until != null ? (
              <time dateTime={item.snoozed_until} title={`Back at ${exactTime(item.snoozed_until)}`} className="tabular row-snoozed">
                <AlarmClock size={11} role="img" aria-label="back" /> {snoozedWords(item.snoozed_until)}
              </time>
            ) : (
              <span className="row-age" data-overdue={overdue || undefined}>
                {overdue && <AlarmClock size={11} role="img" aria-label="overdue" />}
                <RelativeTime at={item.created_at} />
              </span>
            )}
          </span>
        </>
      ) : (
        <span className="skeleton row-skeleton" />
      )}
    </div>
  )
})

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const snoozedWords = (iso: string): string => (new Date(iso).toDateString() === new Date().toDateString() ? clockTime(iso) : day.format(new Date(iso)))
