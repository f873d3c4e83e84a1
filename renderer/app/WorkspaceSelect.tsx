import { useQuery } from '@tanstack/react-query'
import { Select } from '../ui/Overlays.tsx'
import { chosenWorkspace, useChosenWorkspace } from './navigation.ts'
import { queries } from './queries.ts'

/** Only for people who are in several workspaces. */
export function WorkspaceSelect() {
  const workspaces = useQuery(queries.workspaces()).data ?? []
  const chosen = useChosenWorkspace()
  if (workspaces.length < 2) return null
  return (
    <Select
      label="Workspace"
      value={chosen ?? ''}
      options={[
        { value: '', label: 'All workspaces' },
        ...workspaces.map(({ id, name, role }) => ({ value: id, label: name, detail: role })),
      ]}
      onChange={(id) => chosenWorkspace.set(id === '' ? null : id)}
      testId="workspace"
    />
  )
}
