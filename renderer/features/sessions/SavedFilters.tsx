import { useQuery } from '@tanstack/react-query'
import { Bookmark, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { KeptEntry } from '../../../contract/kept.ts'
import { newId } from '../../app/command.ts'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog, Select } from '../../ui/Overlays.tsx'
import { narrowedBy, placeFrom, withoutEmpty, type ListPlace } from './filters.ts'
import { ForgetKept } from './ForgetKept.tsx'

/** Combinations of filters under a name, kept on this computer. */
export function SavedFilters({ place, onPlace }: { place: ListPlace; onPlace(place: ListPlace): void }) {
  const saved = useQuery(queries.kept('session_filter')).data ?? []
  const [name, setName] = useState<string | null>(null)
  const [forgetting, setForgetting] = useState<KeptEntry | null>(null)
  const { busy, error, submit } = useSubmit()
  const here = JSON.stringify(withoutEmpty(place))
  const current = saved.find(({ value }) => JSON.stringify(placeFrom(value)) === here)
  const save = () =>
    submit(async () => {
      await invoke('kept.put', { kind: 'session_filter', id: newId(), name: (name ?? '').trim(), value: { ...withoutEmpty(place) } })
      await queryClient.invalidateQueries({ queryKey: queries.kept('session_filter').queryKey })
      setName(null)
    })
  return (
    <>
      {saved.length > 0 && (
        <Select
          label="Saved filters"
          value={current?.id ?? ''}
          options={[...(current === undefined ? [{ value: '', label: 'Saved filters' }] : []), ...saved.map((each) => ({ value: each.id, label: each.name }))]}
          onChange={(id) => {
            const found = saved.find((each) => each.id === id)
            if (found !== undefined) onPlace(placeFrom(found.value))
          }}
          testId="saved-filters"
        />
      )}
      {current !== undefined && (
        <Button
          size="small"
          look="quiet"
          square
          action="work.delete"
          aria-label={`Forget the saved filter ${current.name}`}
          data-testid="forget-filter"
          onClick={() => setForgetting(current)}
        >
          <Trash2 size={13} />
        </Button>
      )}
      {current === undefined && narrowedBy(place) > 0 && (
        <Button size="small" look="quiet" action="save.here" onClick={() => setName('')} data-testid="save-filter">
          <Bookmark size={13} aria-hidden /> Save
        </Button>
      )}
      {forgetting && (
        <ForgetKept
          entry={forgetting}
          title={`Forget the saved filter ${forgetting.name}?`}
          description="Its name and its choices are deleted from this computer. The list stays filtered as it is now, and no session changes."
          testId="confirm-forget-filter"
          onClose={() => setForgetting(null)}
        />
      )}
      <Dialog open={name !== null} onClose={() => setName(null)} title="Save these filters">
        <form
          className="work-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (name?.trim()) void save()
          }}
        >
          <div className="field">
            <label htmlFor="filter-name">Name</label>
            <input id="filter-name" className="input" autoFocus maxLength={100} value={name ?? ''} onChange={(event) => setName(event.target.value)} data-testid="filter-name" />
          </div>
          <FormEnd error={error} onBack={() => setName(null)} send="Save" busy={busy} disabled={!name?.trim()} testId="confirm-filter" />
        </form>
      </Dialog>
    </>
  )
}
