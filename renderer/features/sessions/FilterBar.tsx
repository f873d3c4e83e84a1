import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { RefObject } from 'react'
import { sessionStatuses, taskTypes } from '../../../contract/entities.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useChosenWorkspace, type SessionFilters } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Choices.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { taskTypeWords } from '../../ui/item/words.ts'
import { narrowedBy, type ListPlace } from './filters.ts'
import { SavedFilters } from './SavedFilters.tsx'

interface FilterBarProps {
  place: ListPlace
  search: RefObject<HTMLInputElement | null>
  onPlace(place: ListPlace): void
}

/** All filters at once, each combinable with the others. */
export function FilterBar({ place, search, onPlace }: FilterBarProps) {
  const workspace = useChosenWorkspace()
  const projects = useQuery(queries.projects(workspace)).data ?? []
  const agents = useQuery(queries.agents(workspace)).data ?? []
  const hints = useHints()
  const filters = place.filters ?? {}
  const set = (change: { [K in keyof SessionFilters]?: SessionFilters[K] | undefined }) => onPlace({ ...place, filters: { ...filters, ...change } as SessionFilters })
  const toggled = <V,>(list: readonly V[] | undefined, value: V): readonly V[] => (list?.includes(value) ? list.filter((each) => each !== value) : [...(list ?? []), value])
  return (
    <div className="filter-bar" role="search" aria-label="Filters">
      <SearchField ref={search} label="Search the sessions" value={filters.text ?? ''} onChange={(text) => set({ text })} hint={hints('queue.search')} testId="filter-text" />
      <WorkspaceSelect />
      <Select
        label="Project"
        value={place.project_id ?? ''}
        options={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(id) => onPlace({ ...(id === '' ? {} : { project_id: id }), filters })}
        testId="filter-project"
      />
      <Select
        label="Agent"
        value={filters.agent_id ?? ''}
        options={[{ value: '', label: 'All agents' }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(id) => set({ agent_id: id === '' ? undefined : id })}
        testId="filter-agent"
      />
      <div className="filter-days">
        <label className="filter-day">
          <span className="soft">from</span>
          <input className="input" type="date" max={filters.to} value={filters.from ?? ''} onChange={(event) => set({ from: event.target.value })} data-testid="filter-from" />
        </label>
        <label className="filter-day">
          <span className="soft">to</span>
          <input className="input" type="date" min={filters.from} value={filters.to ?? ''} onChange={(event) => set({ to: event.target.value })} data-testid="filter-to" />
        </label>
      </div>
      <div className="filter-chips">
        <div className="chips" role="group" aria-label="Status">
          {sessionStatuses.map((status) => (
            <Chip key={status} label={status} pressed={filters.statuses?.includes(status) ?? false} testId={`filter-status-${status}`} onClick={() => set({ statuses: toggled(filters.statuses, status) })} />
          ))}
        </div>
        <div className="chips" role="group" aria-label="Kind of task">
          {taskTypes.map((type) => (
            <Chip key={type} label={taskTypeWords[type]} pressed={filters.task_types?.includes(type) ?? false} testId={`filter-type-${type}`} onClick={() => set({ task_types: toggled(filters.task_types, type) })} />
          ))}
        </div>
        <div className="filter-kept">
          {narrowedBy(place) > 0 && (
            <Button size="small" look="quiet" action="queue.clear" onClick={() => onPlace({})} data-testid="clear-filters">
              <X size={13} aria-hidden /> Clear
            </Button>
          )}
          <SavedFilters place={place} onPlace={onPlace} />
        </div>
      </div>
    </div>
  )
}
