import { useMutation } from '@tanstack/react-query'
import { memo, useId, useState } from 'react'
import { asAppError, invoke } from '../../../app/ipc.ts'
import { queryClient } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Overlays.tsx'
import { ErrorNotice } from '../../../ui/States.tsx'
import type { ListState } from './list-state.ts'

/** Gives the filter a name: it stands among the views from then on. */
export const SaveViewDialog = memo(function SaveViewDialog({ list }: { list: ListState }) {
  const open = useStore(list.dialog) === 'save'
  return (
    <Dialog open={open} onClose={() => list.dialog.set(null)} title="Save as view" description="Filter, search words, order and grouping, kept with your account on this computer.">
      {open && <Form list={list} />}
    </Dialog>
  )
})

function Form({ list }: { list: ListState }) {
  const id = useId()
  const view = useStore(list.view)
  const [name, setName] = useState(view.id === 'filtered' && view.name !== 'Filtered' ? view.name : '')
  const save = useMutation({
    mutationFn: async () => {
      const saved = { ...view, id: crypto.randomUUID(), name: name.trim(), criteria: list.filter.criteria ?? {} }
      await invoke('views.put', saved)
      list.text.set('')
      list.show(saved)
      await queryClient.invalidateQueries({ queryKey: ['views.list'] })
    },
    onSuccess: () => list.close('save'),
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '' && !save.isPending) save.mutate()
      }}
    >
      <div className="field">
        <label htmlFor={id}>Name</label>
        <input id={id} className="input" dir="auto" maxLength={60} value={name} data-testid="view-name" onChange={(event) => setName(event.target.value)} />
      </div>
      {save.error && <ErrorNotice error={asAppError(save.error)} />}
      <div className="dialog-actions">
        <Button action="app.escape" onClick={() => list.dialog.set(null)}>
          Cancel
        </Button>
        <Button look="primary" type="submit" action="decide.send" disabled={name.trim() === '' || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
