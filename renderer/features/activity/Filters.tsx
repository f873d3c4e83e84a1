import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { RefObject } from 'react'
import { eventKinds, eventTargets, type EventKind, type EventTarget } from '../../../contract/activity.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { everything, isEverything, type Choice } from './choice.ts'
import { kindWords, targetWords } from './words.ts'

interface FiltersProps {
  chosen: Choice
  projects: readonly { id: string; name: string }[]
  search: RefObject<HTMLInputElement | null>
  onChange(choice: Choice): void
}

export function Filters({ chosen, projects, search, onChange }: FiltersProps) {
  const people = useQuery(queries.activityPeople(useChosenWorkspace())).data ?? []
  const hint = useHints()('queue.search')
  const set = (change: Partial<Choice>) => onChange({ ...chosen, ...change })
  return (
    <div className="activity-filters" role="group" aria-label="Filters">
      <WorkspaceSelect />
      <Select label="Project" value={chosen.project_id} options={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(project_id) => set({ project_id })} testId="activity-project" />
      <Select label="Who" value={chosen.actor} options={[{ value: '', label: 'Anybody' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(actor) => set({ actor })} testId="activity-actor" />
      <Select<EventKind | ''> label="What happened" value={chosen.kind} options={[{ value: '', label: 'Anything' }, ...eventKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))]} onChange={(kind) => set({ kind })} testId="activity-kind" />
      <Select<EventTarget | ''> label="To what" value={chosen.target} options={[{ value: '', label: 'To anything' }, ...eventTargets.map((target) => ({ value: target, label: targetWords[target] }))]} onChange={(target) => set({ target })} testId="activity-target" />
      <span className="activity-dates">
        <input className="input" type="date" aria-label="From" max={chosen.to || undefined} value={chosen.from} onChange={({ target }) => set({ from: target.value })} data-testid="activity-from" />
        <span aria-hidden>–</span>
        <input className="input" type="date" aria-label="To" min={chosen.from || undefined} value={chosen.to} onChange={({ target }) => set({ to: target.value })} data-testid="activity-to" />
      </span>
      <SearchField ref={search} label="Words in the note" placeholder="Words in the note" value={chosen.text} onChange={(text) => set({ text })} hint={hint} testId="activity-text" />
      {!isEverything(chosen) && (
        <Button look="quiet" size="small" action="queue.clear" onClick={() => onChange(everything)} data-testid="activity-clear">
          <X size={13} aria-hidden /> Clear
        </Button>
      )}
    </div>
  )
}
