import type { ServerHealth } from '../../../contract/diagnostics.ts'
import { AppError } from '../../../contract/errors.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { count, exactTime } from '../../ui/time.ts'
import { Fact, Section } from './Section.tsx'

/** Server and database, asked just now. */
export function ServerSection({ health, asking }: { health: ServerHealth | undefined; asking: boolean }) {
  const state = asking || !health ? ({ tone: 'plain', text: 'asking' } as const) : health.ok ? ({ tone: 'good', text: 'answers' } as const) : ({ tone: 'wait', text: 'no answer' } as const)
  return (
    <Section
      title="Server and database"
      state={state}
      testId="server-health"
      actions={health?.ok === false && <ErrorNotice error={AppError.fromShape(health.error)} />}
    >
      {health?.ok === true && (
        <>
          <Fact name="Round trip">{count(health.round_trip_ms)} ms</Fact>
          <Fact name="Newest migration">{health.database.schema_version ?? 'none'}</Fact>
          <Fact name="Its clock">{exactTime(health.database.database_time)}</Fact>
          <Fact name="Artifacts waiting">{count(health.database.pending_artifacts)}</Fact>
          <Fact name="Checkpoints waiting">{count(health.database.pending_checkpoints)}</Fact>
          <Fact name="Oldest of them">{health.database.oldest_pending_at === null ? 'none' : <RelativeTime at={health.database.oldest_pending_at} sentence />}</Fact>
        </>
      )}
    </Section>
  )
}
