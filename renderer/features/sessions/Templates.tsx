import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeptEntry } from '../../../contract/kept.ts'
import { newId } from '../../app/command.ts'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { ForgetKept } from './ForgetKept.tsx'

type Template = Extract<KeptEntry, { kind: 'session_template' }>['value']

/** Ours, to begin with; a person's own are kept sealed on this computer. */
const builtIn: readonly { id: string; name: string; value: Template }[] = [
  { id: 'quick-look', name: 'A quick look', value: { task_type: 'research', task_intent: '', task_parameters: { sources: ['web'], depth: 'quick' } } },
  { id: 'deep-research', name: 'Deep research', value: { task_type: 'research', task_intent: '', task_parameters: { sources: ['web', 'archive'], depth: 'deep' } } },
  { id: 'post', name: 'A short post', value: { task_type: 'content_creation', task_intent: '', task_parameters: { platform: 'linkedin', tone: 'professional', length: 'short' } } },
  { id: 'long-read', name: 'A long read', value: { task_type: 'content_creation', task_intent: '', task_parameters: { platform: 'blog', tone: 'technical', length: 'long' } } },
  { id: 'numbers', name: 'What the numbers say', value: { task_type: 'analysis', task_intent: '', task_parameters: { metrics: [], depth: 'deep' } } },
]

export function Templates({ current, onUse }: { current: Template; onUse(template: Template): void }) {
  const kept = useQuery(queries.kept('session_template')).data ?? []
  const [chosen, setChosen] = useState('')
  const [name, setName] = useState<string | null>(null)
  const { busy, error, submit } = useSubmit()
  const all = [...kept.flatMap((entry) => (entry.kind === 'session_template' ? [entry] : [])), ...builtIn]
  const own = kept.find(({ id }) => id === chosen)
  const [forgetting, setForgetting] = useState<KeptEntry | null>(null)
  const save = () =>
    submit(async () => {
      await invoke('kept.put', { kind: 'session_template', id: newId(), name: (name ?? '').trim(), value: current })
      setName(null)
      await queryClient.invalidateQueries({ queryKey: queries.kept('session_template').queryKey })
    })
  return (
    <div className="templates">
      <Select
        label="Template"
        value={chosen}
        options={[{ value: '', label: 'Without a template' }, ...all.map((each) => ({ value: each.id, label: each.name }))]}
        onChange={(id) => {
          setChosen(id)
          const found = all.find((each) => each.id === id)
          if (found !== undefined) onUse(found.value)
        }}
        testId="template"
      />
      {own !== undefined && (
        <Button
          size="small"
          look="quiet"
          action="work.delete"
          data-testid="forget-template"
          onClick={() => setForgetting(own)}
        >
          Forget this template
        </Button>
      )}
      {name === null ? (
        <Button size="small" look="quiet" action="save.here" onClick={() => setName('')} data-testid="save-template">
          Save as template
        </Button>
      ) : (
        <>
          <input
            className="input templates-name"
            aria-label="Name of the template"
            placeholder="Name of the template"
            maxLength={100}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
              event.preventDefault()
              if (name.trim() !== '') void save()
            }}
          />
          <Button size="small" hint="⏎" disabled={busy || name.trim() === ''} onClick={() => void save()}>
            Save
          </Button>
        </>
      )}
      {forgetting && (
        <ForgetKept
          entry={forgetting}
          title={`Forget the template ${forgetting.name}?`}
          description="It is deleted from this computer. What this form holds now stays, and so does every session that was made from it."
          testId="confirm-forget-template"
          onForgotten={() => setChosen('')}
          onClose={() => setForgetting(null)}
        />
      )}
      {error && <ErrorNotice error={error} />}
    </div>
  )
}
