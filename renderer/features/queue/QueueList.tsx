import { AlarmClock, Diamond } from 'lucide-react'
import { memo, useLayoutEffect, useRef, useState, type MouseEvent } from 'react'
import type { QueueItem } from '../../../contract/items.ts'
import { useSettings } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfidenceBar } from '../../ui/ConfidenceBar.tsx'
import { artifactTypeWords } from '../../ui/item/words.ts'
import { RelativeTime, useNow } from '../../ui/RelativeTime.tsx'
import { clockTime, exactTime } from '../../ui/time.ts'
import type { QueueController } from './controller.ts'
import { isOverdue, useDueHours, type DueHours } from './list/due.ts'
import { useKeptPlace } from './list/kept-place.ts'
import { ListHead } from './list/ListHead.tsx'
import { SessionRows, sessionsOf } from './list/SessionRows.tsx'
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
  const tall = density === 'comfortable'
  const height = rowHeights[density]
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 800 })
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
  const to = Math.min(model.lines, Math.ceil((view.top + view.height) / height) + overscan)
  const first = model.rowAt(from)
  const keys = model.rows(first, model.rowAt(to))
  const sessions = sessionsOf(controller, keys, first)
  useLayoutEffect(() => buffer.wantRows(keys))
  const place = useKeptPlace(controller, state, height)
  useLayoutEffect(() => {
    const top = place(view)
    if (top !== null && scroller.current) scroller.current.scrollTop = top
  })

  // One for all rows: a row that has nothing of its own but its item is rendered anew only with it.
  const select = (event: MouseEvent<HTMLElement>) => {
    const target = event.target instanceof Element ? event.target : null
    const key = Number(target?.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? Number.NaN)
    if (Number.isNaN(key)) return
    if (event.shiftKey) return list.pickTo(key)
    if (event.ctrlKey || event.metaKey || target?.closest('.row-pick') != null) return list.toggle(key)
    controller.select(key)
    onChosen()
  }

  const row = (key: number, i: number) => (
    <Row
      key={key}
      id={key}
      item={buffer.row(key)}
      place={key === state.current ? `${first + i + 1}/${state.size}` : null}
      tall={tall}
      picked={picked.keys.has(key)}
      overdue={isLate(buffer.row(key), dueHours, now)}
      hideConfidence={hide_confidence}
    />
  )

  return (
    <section className="list" aria-label="Queue" data-testid="queue-list" data-answer={useStore(list.answer)}>
      <ListHead controller={controller} state={state} />
      <div
        ref={scroller}
        className="list-scroll"
        // Without rows it is no list to choose from: what stands there is a sentence and a button.
        role={state.size === 0 ? 'group' : 'listbox'}
        aria-multiselectable={state.size === 0 ? undefined : true}
        aria-label={`${shown.name}: items`}
        data-picking={picked.size > 0 || undefined}
        tabIndex={0}
        aria-activedescendant={state.current === null || model.currentIsGone ? undefined : `row-${state.current}`}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          controller.move(event.key === 'ArrowDown' ? 1 : -1)
        }}
      >
        <div className="list-room" style={{ height: model.lines * height }}>
          {/* The rows are in the flow of one moved block: when one leaves, the others move up without being drawn anew. */}
          <div onClick={select} style={{ transform: `translateY(${(model.lineOf(first) - (sessions?.[0]?.hasHead ? 1 : 0)) * height}px)` }}>
            {sessions === null ? keys.map(row) : sessions.map(({ id, ...session }) => <SessionRows key={id} {...session} row={row} />)}
          </div>
        </div>
        {state.ready && state.size === 0 && list.isNarrowed && (
          <div className="list-nothing soft" data-testid="list-nothing">
            <p>{shown.criteria.snoozed ? 'Nothing is snoozed.' : 'Nothing that waits fits this view.'}</p>
            <Button size="small" action="queue.clear" onClick={() => list.reset()}>
              Show all
            </Button>
          </div>
        )}
      </div>
      <SelectionBar controller={controller} size={state.size} />
    </section>
  )
}

const isLate = (item: QueueItem | undefined, dueHours: DueHours, now: number): boolean => item !== undefined && isOverdue(item, dueHours, now)

interface RowProps {
  id: number
  item: QueueItem | undefined
  /** of the current item: its place in the queue, as `3/128` */
  place: string | null
  tall: boolean
  picked: boolean
  overdue: boolean
  hideConfidence: boolean
}

const Row = memo(function Row({ id, item, place, tall, picked, overdue, hideConfidence }: RowProps) {
  const [position, size] = place?.split('/') ?? []
  return (
    <div
      id={`row-${id}`}
      role="option"
      className="row"
      data-testid="queue-row"
      data-key={id}
      data-item-id={item?.id}
      data-tall={tall || undefined}
      aria-selected={place !== null}
      aria-checked={picked}
      aria-posinset={position === undefined ? undefined : Number(position)}
      aria-setsize={size === undefined ? undefined : Number(size)}
    >
      {item ? (
        <>
          <span className="row-pick" aria-hidden data-testid="row-pick" />
          <span className="row-title cut" dir="auto">
            {item.kind === 'checkpoint' && <Diamond className="row-mark" size={11} role="img" aria-label="checkpoint" />}
            {item.title}
          </span>
          <span className="row-meta">
            <span className="cut">{item.kind === 'checkpoint' ? (item.stages > 1 ? `stage ${item.stage} of ${item.stages}` : 'checkpoint') : artifactTypeWords(item.artifact_type)}</span>
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
