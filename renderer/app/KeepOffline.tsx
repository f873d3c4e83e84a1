import { useQuery } from '@tanstack/react-query'
import { HardDriveDownload } from 'lucide-react'
import { useState } from 'react'
import type { AppError } from '../../contract/errors.ts'
import type { KeptBy, OfflineScope } from '../../contract/offline.ts'
import { Button, Kbd } from '../ui/Button.tsx'
import { Switch } from '../ui/Choices.tsx'
import { count } from '../ui/time.ts'
import { announce, tell } from './announce.ts'
import { asAppError, invoke } from './ipc.ts'
import { useHints } from './keyboard/keymap.ts'
import { useActions } from './keyboard/layers.ts'
import { queries, queryClient } from './queries.ts'
import './keep-offline.css'

async function keep(scope: OfflineScope, kept: boolean): Promise<void> {
  try {
    await invoke('offline.keep', { ...scope, kept })
  } finally {
    await Promise.all(['offline.state', 'sessions.list', 'projects.list'].map((channel) => queryClient.invalidateQueries({ queryKey: [channel] })))
  }
}

/** Keeps a project or a session offline, and says how much of it is here. */
export function KeepOffline({ scope }: { scope: OfflineScope }) {
  const { data } = useQuery(queries.offline(scope))
  const [error, setError] = useState<AppError | null>(null)
  const hint = useHints()('work.keep')
  const kept = data !== undefined && (data.kept || data.by_project)
  const may = data !== undefined && !data.by_project
  const change = (next: boolean) => {
    setError(null)
    keep(scope, next).catch((cause: unknown) => setError(asAppError(cause)))
  }
  useActions({ 'work.keep': may ? () => change(!kept) : null })
  if (data === undefined) return null
  return (
    <div className="keep-offline" data-testid="keep-offline" data-kept={kept}>
      <Switch label={`Keep this ${scope.kind} offline`} checked={kept} onChange={change} disabled={!may} testId="keep-offline-switch" />
      <span>Keep offline</span>
      {may && hint !== undefined && <Kbd>{hint}</Kbd>}
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

/** The same in a line of a list, where the key is for the line that has the focus. */
export function KeepButton({ scope, name, keptBy }: { scope: OfflineScope; name: string; keptBy: KeptBy }) {
  const withProject = keptBy === 'project'
  return (
    <Button
      look="quiet"
      size="small"
      square
      action="work.keep"
      ofLine
      className="keep-button"
      data-testid="keep-row"
      aria-pressed={keptBy !== null}
      aria-label={`Keep offline: ${name}`}
      disabled={withProject}
      title={withProject ? 'Kept with its project' : undefined}
      onClick={(event) => {
        event.stopPropagation()
        void change(scope, keptBy === null)
      }}
    >
      <HardDriveDownload size={14} aria-hidden />
    </Button>
  )
}

const change = (scope: OfflineScope, kept: boolean): Promise<void> =>
  keep(scope, kept).then(
    () => announce(kept ? 'Kept offline' : 'No longer kept offline'),
    (cause: unknown) => tell(`${kept ? 'It could not be kept offline' : 'It is still kept offline'}: ${asAppError(cause).message}`),
  )
