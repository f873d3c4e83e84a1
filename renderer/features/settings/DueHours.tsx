import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../contract/settings.ts'
import { queries } from '../../app/queries.ts'
import { NumberLine } from './parts.tsx'

/** How long an item of each workspace may wait. Where nothing was chosen it is as long as the notifications say. */
export function DueHours({ settings, onChange }: { settings: Settings; onChange(dueHours: Settings['due_hours']): void }) {
  const workspaces = useQuery(queries.workspaces()).data ?? []
  return workspaces.map(({ id, name }) => (
    <NumberLine
      key={id}
      id={`due-${id}`}
      label={`Overdue in ${name}`}
      text="An item that waits longer is marked, and stands in the view Overdue."
      unit="hours"
      value={settings.due_hours[id] ?? settings.notifications.overdue_hours}
      min={1}
      max={10_000}
      onChange={(hours) => onChange({ ...settings.due_hours, [id]: hours })}
    />
  ))
}
