import { useState } from 'react'
import { invoke } from '../../app/ipc.ts'
import { chosenWorkspace } from '../../app/navigation.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog } from '../../ui/Overlays.tsx'

export function NewWorkspace({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('')
  const { busy, error, submit } = useSubmit()
  return (
    <Dialog open onClose={onClose} title="New workspace" description="You become its owner. Projects, sessions and people are a workspace’s own; nobody else sees them.">
      <form
        className="people-form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(async () => {
            const { id } = await invoke('workspaces.create', { name })
            chosenWorkspace.set(id)
            onClose()
          })
        }}
      >
        <div className="field">
          <label htmlFor="workspace-name">Name</label>
          <input id="workspace-name" className="input" autoFocus required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <FormEnd error={error} onBack={onClose} send="Create" sending="Making it …" busy={busy} disabled={name.trim() === ''} blocked={useOutOfReach()} testId="create-workspace" />
      </form>
    </Dialog>
  )
}
