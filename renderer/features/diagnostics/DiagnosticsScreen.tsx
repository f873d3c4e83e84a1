import { useMutation, useQuery } from '@tanstack/react-query'
import { Download, RefreshCw } from 'lucide-react'
import { asAppError, invoke } from '../../app/ipc.ts'
import { queries } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { findings } from './findings.ts'
import { HealthSection } from './HealthSection.tsx'
import { LocalSections } from './LocalSections.tsx'
import { Fact, Section } from './Section.tsx'
import { ServerSection } from './ServerSection.tsx'
import './diagnostics.css'

declare global {
  /** the newest migration of the repository that this was built from */
  const __NEWEST_MIGRATION__: string | null
}

/** How things stand, for the person and for whoever helps them: states and numbers, no content. */
export function DiagnosticsScreen() {
  const local = useQuery({ ...queries.localDiagnostics(), refetchInterval: 5_000 })
  const server = useQuery(queries.serverHealth())
  const info = useQuery(queries.info()).data
  const save = useMutation({ mutationFn: () => invoke('diagnostics.save') })
  const now = useNow()
  const again = () => {
    void local.refetch()
    void server.refetch()
  }
  return (
    <section className="screen" aria-label="Diagnostics" data-testid="diagnostics">
      <header className="screen-head">
        <h1>Diagnostics</h1>
        <div className="diagnostics-actions">
          <Button size="small" action="app.retry" disabled={server.isFetching || local.isFetching} onClick={again}>
            <RefreshCw size={13} aria-hidden /> Look again
          </Button>
          <Button size="small" action="record.print" disabled={save.isPending} onClick={() => save.mutate()} data-testid="save-diagnostics">
            <Download size={13} aria-hidden /> Save diagnostics
          </Button>
        </div>
      </header>
      <div className="screen-scroll" tabIndex={0}>
        <div className="diagnostics">
          <p className="soft" role="status" data-testid="save-result">
            {save.data?.saved === true ? 'Saved. ' : ''}
            The saved file holds these states, numbers and versions: no content, no names, no e-mail addresses.
          </p>
          {save.error && <ErrorNotice error={asAppError(save.error)} />}
          <HealthSection found={findings(server.data, local.data, __NEWEST_MIGRATION__, now)} asking={server.isFetching} />
          <ServerSection health={server.data} asking={server.isFetching} />
          {server.error && <ErrorNotice error={asAppError(server.error)} />}
          {local.data && <LocalSections local={local.data} />}
          {local.error && <ErrorNotice error={asAppError(local.error)} />}
          {info && (
            <Section title="Versions">
              <Fact name="Countersign">{info.version}</Fact>
              <Fact name="Electron">{info.electron}</Fact>
              <Fact name="Chromium">{info.chromium}</Fact>
              <Fact name="Node">{info.node}</Fact>
              <Fact name="System">{info.platform}</Fact>
            </Section>
          )}
        </div>
      </div>
    </section>
  )
}
