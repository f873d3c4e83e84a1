import { useQuery } from '@tanstack/react-query'
import { ListFilter, ListTree, X } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { queueSorts } from '../../../../contract/queue.ts'
import { usePainted } from '../../../app/after-frame.ts'
import { useHints } from '../../../app/keyboard/keymap.ts'
import { useChosenWorkspace } from '../../../app/navigation.ts'
import { queries } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { WorkspaceSelect } from '../../../app/WorkspaceSelect.tsx'
import { Button } from '../../../ui/Button.tsx'
import { focusReading } from '../../../ui/focus-reading.ts'
import { Select, Tooltip } from '../../../ui/Overlays.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { count } from '../../../ui/time.ts'
import type { QueueController } from '../controller.ts'
import { firstPullOpen } from '../ready.ts'
import type { QueueState } from '../state.ts'
import { useCounts } from './use-counts.ts'
import { ViewsMenu } from './ViewsMenu.tsx'
import { chipsOf, filtered, quickViews, sortWords, type View } from './views.ts'

const quickCriteria = quickViews.map(({ criteria }) => criteria)

/** Above the list: which view it is, how many it has, and what narrows it. */
export function ListHead({ controller, state }: { controller: QueueController; state: QueueState }) {
  const { list } = controller
  const view = useStore(list.view)
  return (
    <header className="list-head">
      <div className="list-title">
        <h2 className="unseen">Queue</h2>
        <ViewsMenu list={list} />
        <span className="soft tabular list-count" data-testid="queue-count">
          {state.ready && `${count(state.size)} ${view.criteria.snoozed ? 'snoozed' : 'waiting'}`}
        </span>
        <WorkspaceSelect />
      </div>
      <QuickViews controller={controller} current={view} mounted={state.mounted !== null} empty={state.ready && state.size === 0} />
      <Tools controller={controller} view={view} />
      <Chips controller={controller} view={view} />
    </header>
  )
}

// What a decision does not change is not rendered with it.
const Tools = memo(function Tools({ controller, view }: { controller: QueueController; view: View }) {
  const { list } = controller
  const hints = useHints()
  return (
    <div className="list-tools">
      <QueueSearch controller={controller} />
      <FilterButton controller={controller} />
      <Select
        label="Order"
        value={view.sort}
        options={queueSorts.map((value) => ({ value, label: sortWords[value] }))}
        onChange={(sort) => list.show({ ...view, id: 'filtered', sort })}
        testId="queue-sort"
      />
      <Tooltip text={view.by_session ? 'Sessions are kept together' : 'Keep the items of a session together'} hint={hints('queue.group')}>
        <Button
          look="quiet"
          size="small"
          className="tool"
          aria-pressed={view.by_session}
          aria-label="Group by session"
          data-testid="group-by-session"
          onClick={() => list.groupBySession()}
        >
          <ListTree size={15} aria-hidden />
        </Button>
      </Tooltip>
    </div>
  )
})

interface QuickViewsProps {
  controller: QueueController
  current: View
  /** an item is open */
  mounted: boolean
  empty: boolean
}

const QuickViews = memo(function QuickViews({ controller: { list }, current, mounted, empty }: QuickViewsProps) {
  // Before the first pull has brought anything there is nothing to count: each view would say 0 beside the first items.
  const open = firstPullOpen(useQuery(queries.sync()).data)
  const counts = useCounts(quickCriteria, usePainted(mounted || (empty && !open)))
  return (
    <div className="quick-views" role="group" aria-label="Views">
      {quickViews.map((view, i) => (
        <button key={view.id} type="button" className="quick-view" aria-pressed={current.id === view.id} data-testid={`view-${view.id}`} onClick={() => list.show(view)}>
          {view.name}
          <span className="tabular soft">{counts[i] === undefined ? '' : count(counts[i])}</span>
        </button>
      ))}
    </div>
  )
})

function QueueSearch({ controller: { list } }: { controller: QueueController }) {
  const text = useStore(list.text)
  const complete = useStore(list.complete)
  const hint = useHints()('queue.search')
  const field = useRef<HTMLInputElement>(null)
  const asked = useStore(list.searchAsked)
  useEffect(() => {
    if (!asked) return
    field.current?.focus()
    field.current?.select()
    list.searchAsked.set(false)
  }, [asked, list])
  return (
    <SearchField
      ref={field}
      label="Search titles, texts, reasons and notes"
      placeholder="Search all words"
      value={text}
      onChange={(next) => list.search(next)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key !== 'Enter' && event.key !== 'ArrowDown' && event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        if (event.key === 'Escape') list.search('')
        focusReading()
      }}
      hint={hint}
      longest={500}
      unfinished={complete ? undefined : 'Some texts are still being indexed; more may be found in a moment.'}
      testId="queue-search"
    />
  )
}

function FilterButton({ controller: { list } }: { controller: QueueController }) {
  const hint = useHints()('queue.filter')
  return (
    <Tooltip text="Filter" hint={hint}>
      <Button look="quiet" size="small" className="tool" aria-label="Filter" data-testid="queue-filter" onClick={() => list.dialog.set('filter')}>
        <ListFilter size={15} aria-hidden />
      </Button>
    </Tooltip>
  )
}

function Chips({ controller: { list }, view }: { controller: QueueController; view: View }) {
  const workspace = useChosenWorkspace()
  const narrowed = view.id === 'filtered' && Object.keys(view.criteria).length > 0
  const facets = useQuery({ ...queries.queueFacets(workspace), enabled: narrowed }).data
  if (!narrowed) return null
  const chips = chipsOf(view.criteria, (kind, id) => facets?.[kind].find((each) => each.id === id)?.name ?? kind.slice(0, -1))
  return (
    <div className="narrowed" data-testid="filter-chips">
      {chips.map(({ text, without }) => (
        <button key={text} type="button" className="narrowed-by" aria-label={`Remove: ${text}`} onClick={() => list.show(filtered(view, without))}>
          <span className="cut" dir="auto">
            {text}
          </span>
          <X size={12} aria-hidden />
        </button>
      ))}
      <Button look="quiet" size="small" action="save.here" onClick={() => list.dialog.set('save')} data-testid="save-view">
        Save as view
      </Button>
    </div>
  )
}

