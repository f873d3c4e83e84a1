import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { QueueCriteria, QueueFacets } from '../../../../contract/queue.ts'
import { useChosenWorkspace } from '../../../app/navigation.ts'
import { queries } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog, Select } from '../../../ui/Overlays.tsx'
import { dayOf, endOfDay, startOfDay } from '../../../ui/days.ts'
import { count } from '../../../ui/time.ts'
import { boundsOf, rangeOf, sameRange, settledRange, type Bounds } from './confidence.ts'
import type { ListState } from './list-state.ts'
import { filtered } from './views.ts'

type Age = 'any' | 'day' | 'week' | 'older_day' | 'older_week'
const ages: Record<Age, { label: string; criteria: Pick<QueueCriteria, 'older_than_hours' | 'newer_than_hours'> }> = {
  any: { label: 'Any age', criteria: {} },
  day: { label: 'Made in the last day', criteria: { newer_than_hours: 24 } },
  week: { label: 'Made in the last week', criteria: { newer_than_hours: 168 } },
  older_day: { label: 'Older than a day', criteria: { older_than_hours: 24 } },
  older_week: { label: 'Older than a week', criteria: { older_than_hours: 168 } },
}

/** Everything that the queue can be narrowed by. What is chosen takes effect at once, behind the dialog. */
export function FilterDialog({ list, size }: { list: ListState; size: number }) {
  const open = useStore(list.dialog) === 'filter'
  return (
    <Dialog wide open={open} onClose={() => list.dialog.set(null)} title="Filter" description="Within one group, any of what you choose; of all groups together.">
      {open && <Filters list={list} size={size} />}
    </Dialog>
  )
}

function Filters({ list, size }: { list: ListState; size: number }) {
  const workspace = useChosenWorkspace()
  const facets = useQuery(queries.queueFacets(workspace)).data
  const view = useStore(list.view)
  const { criteria } = view
  const change = (next: Partial<QueueCriteria>) => list.show(filtered(view, { ...criteria, ...next }))
  const only = (name: 'mine' | 'revised' | 'overdue', on: boolean) => {
    const { [name]: _, ...rest } = criteria
    list.show(filtered(view, on ? { ...rest, [name]: true } : rest))
  }
  const lists = (name: 'project_ids' | 'agent_ids' | 'session_ids' | 'task_types' | 'item_types' | 'session_statuses' | 'kinds') => ({
    chosen: (criteria[name] ?? []) as readonly string[],
    onChange: (chosen: string[]) => change({ [name]: chosen }),
  })
  return (
    <>
      <div className="queue-filters" data-testid="filter-dialog">
        <Group title="Kind" values={[{ id: 'artifact', name: 'artifacts' }, { id: 'checkpoint', name: 'checkpoints' }]} {...lists('kinds')} />
        <Group title="Project" values={facets?.projects} {...lists('project_ids')} />
        <Group title="Agent" values={facets?.agents} {...lists('agent_ids')} />
        <Group title="Task type" values={facets?.task_types} {...lists('task_types')} />
        <Group title="Kind of item" values={facets?.item_types} {...lists('item_types')} />
        <Group title="The session is" values={facets?.session_statuses} {...lists('session_statuses')} />
        <Group title="Session" values={facets?.sessions} {...lists('session_ids')} />
        <fieldset className="filter-group">
          <legend>The agent’s confidence</legend>
          <Confidence criteria={criteria} onChange={(confidence) => change({ confidence })} />
        </fieldset>
        <fieldset className="filter-group">
          <legend>Age</legend>
          <Select
            label="Age"
            value={ageOf(criteria)}
            options={Object.entries(ages).map(([value, { label }]) => ({ value: value as Age, label }))}
            onChange={(age) => {
              const { older_than_hours: _older, newer_than_hours: _newer, ...rest } = criteria
              list.show(filtered(view, { ...rest, ...ages[age].criteria }))
            }}
          />
          <DateRange criteria={criteria} onChange={change} />
        </fieldset>
        <fieldset className="filter-group">
          <legend>Only</legend>
          <Check label="of my sessions, or claimed by me" checked={criteria.mine ?? false} onChange={(on) => only('mine', on)} />
          <Check label="revisions made after changes were asked for" checked={criteria.revised ?? false} onChange={(on) => only('revised', on)} />
          <Check label="overdue" checked={criteria.overdue ?? false} onChange={(on) => only('overdue', on)} />
        </fieldset>
      </div>
      <div className="dialog-actions">
        <span className="dialog-said soft tabular" role="status">
          {count(size)} listed
        </span>
        <Button action="queue.clear" onClick={() => list.reset()}>
          Clear
        </Button>
        <Button action="save.here" disabled={Object.keys(criteria).length === 0} onClick={() => list.dialog.set('save')}>
          Save as view
        </Button>
        <Button look="primary" action="app.escape" onClick={() => list.dialog.set(null)}>
          Done
        </Button>
      </div>
    </>
  )
}

function Group({ title, values, chosen, onChange }: { title: string; values: readonly (Omit<QueueFacets['projects'][number], 'items'> & { items?: number })[] | undefined; chosen: readonly string[]; onChange(chosen: string[]): void }): ReactNode {
  if (values === undefined || values.length === 0) return null
  return (
    <fieldset className="filter-group">
      <legend>{title}</legend>
      <div className="filter-values">
        {values.map(({ id, name, items }) => (
          <Check
            key={id}
            label={name}
            items={items}
            checked={chosen.includes(id)}
            onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))}
          />
        ))}
      </div>
    </fieldset>
  )
}

function Check({ label, items, checked, onChange }: { label: string; items?: number | undefined; checked: boolean; onChange(checked: boolean): void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className="cut" dir="auto">
        {label}
      </span>
      {items !== undefined && <span className="soft tabular">{count(items)}</span>}
    </label>
  )
}

/** What the fields say holds at once; neither of them changes the other while one types. */
function Confidence({ criteria: { confidence }, onChange }: { criteria: QueueCriteria; onChange(confidence: QueueCriteria['confidence']): void }) {
  const [{ bounds, of }, set] = useState({ bounds: boundsOf(confidence), of: confidence })
  // Changed elsewhere, as by Clear; an answer to what was typed here leaves the field as it is.
  if (!sameRange(of, confidence)) set({ bounds: sameRange(rangeOf(bounds), confidence) ? bounds : boundsOf(confidence), of: confidence })
  const settle = () => {
    const range = settledRange(bounds, confidence)
    set({ bounds: boundsOf(range), of: confidence })
    if (!sameRange(range, confidence)) onChange(range)
  }
  const field = (label: string, bound: keyof Bounds) => (
    <input
      className="input filter-number tabular"
      type="number"
      aria-label={label}
      min={0}
      max={100}
      value={bounds[bound]}
      onChange={(event) => {
        if (event.target.validity.badInput) return
        const next = { ...bounds, [bound]: event.target.value }
        const range = rangeOf(next)
        set({ bounds: next, of })
        if (range !== null && !sameRange(range, confidence)) onChange(range)
      }}
      onBlur={settle}
      onKeyDown={(event) => event.key === 'Enter' && settle()}
    />
  )
  return (
    <div className="filter-range">
      {field('At least, per cent', 'min')}
      <span className="soft">to</span>
      {field('At most, per cent', 'max')}
      <span className="soft">%</span>
    </div>
  )
}

function DateRange({ criteria, onChange }: { criteria: QueueCriteria; onChange(criteria: Partial<QueueCriteria>): void }) {
  return (
    <div className="filter-range">
      <Day label="Made from" value={dayOf(criteria.created_from)} onChange={(day) => onChange({ created_from: startOfDay(day) ?? undefined })} />
      <span className="soft">to</span>
      <Day label="Made until" value={dayOf(criteria.created_until)} onChange={(day) => onChange({ created_until: endOfDay(day) ?? undefined })} />
    </div>
  )
}

/** What is being typed stays as it is; it counts once it is a whole day, or none. */
function Day({ label, value, onChange }: { label: string; value: string; onChange(day: string): void }) {
  const [{ typed, of }, set] = useState({ typed: value, of: value })
  if (of !== value) set({ typed: value, of: value })
  return (
    <input
      className="input"
      type="date"
      aria-label={label}
      value={typed}
      onChange={({ target }) => {
        set({ typed: target.value, of })
        if (target.value === '' || startOfDay(target.value) !== null) onChange(target.value)
      }}
      onBlur={() => set({ typed: value, of: value })}
    />
  )
}

function ageOf({ older_than_hours, newer_than_hours }: QueueCriteria): Age {
  const found = Object.entries(ages).find(([, { criteria }]) => criteria.older_than_hours === older_than_hours && criteria.newer_than_hours === newer_than_hours)
  return (found?.[0] ?? 'any') as Age
}
