import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppError } from '../../contract/errors.ts'
import type { OfflineScope } from '../../contract/offline.ts'
import { Switch } from '../ui/Choices.tsx'
import { count } from '../ui/time.ts'
import { asAppError, invoke } from './ipc.ts'
import { queries } from './queries.ts'
import './keep-offline.css'

/** Keeps a project or a session offline, and says how much of it is here. */
export function KeepOffline({ scope }: { scope: OfflineScope }) {
  const client = useQueryClient()
  const { data } = useQuery(queries.offline(scope))
  const [error, setError] = useState<AppError | null>(null)
  if (data === undefined) return null
  const kept = data.kept || data.by_project
  const change = (next: boolean) => {
    setError(null)
    invoke('offline.keep', { ...scope, kept: next })
      .catch((cause: unknown) => setError(asAppError(cause)))
      .finally(() => void client.invalidateQueries({ queryKey: ['offline.state'] }))
  }
  return (
    <div className="keep-offline" data-testid="keep-offline" data-kept={kept}>
      <Switch label={`Keep this ${scope.kind} offline`} checked={kept} onChange={change} disabled={data.by_project} testId="keep-offline-switch" />
      <span>Keep offline</span>
      <span className="soft tabular" role="status">
        {error ? error.message : words(data, kept)}
      </span>
    </div>
  )
}

function words({ contents, here, by_project }: { contents: number; here: number; by_project: boolean }, kept: boolean): string {
  if (contents === 0) return 'Nothing has been written yet'
  const amount = here === contents ? `all ${count(contents)} texts are here` : `${count(here)} of ${count(contents)} texts are here`
  if (by_project) return `Its project is kept: ${amount}`
  return kept || here > 0 ? amount.replace(/^./, (first) => first.toUpperCase()) : 'Fetched when you open them'
}
