import { useQuery } from '@tanstack/react-query'
import { Inbox, ListFilter, Users } from 'lucide-react'
import { navigate, useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { pullDetails, timeLeft } from '../../app/sync-words.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { count, plural } from '../../ui/time.ts'
import { firstPullOpen } from './ready.ts'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'

/**
 * What stands in the reading pane's place when there is no item: loading, an error, or nothing to do. `narrowed`: a filter
 * leaves items out, and this shows all of them.
 */
export function Blank({ controller, state, narrowed }: { controller: QueueController; state: QueueState; narrowed: (() => void) | null }) {
  const { done } = useStore(controller.decided)
  const workspace = useChosenWorkspace()
  const sync = useQuery(queries.sync()).data
  const workspaces = useQuery(queries.workspaces()).data
  const running = useQuery({
    ...queries.sessionCount({ workspace_id: workspace, project_id: null, statuses: ['running'] }),
    enabled: state.ready,
  }).data

  if (state.error) return <ErrorState error={state.error} onRetry={() => controller.retry()} />
  if (!state.ready || firstPullOpen(sync)) {
    const progress = sync?.progress
    if (!progress || progress.rows === 0) return <Loading>Fetching your queue.</Loading>
    const left = progress.time_left_ms === null ? '' : `, ${timeLeft(progress.time_left_ms)}`
    return <Loading>{`Fetching your queue: ${progress.total === null ? `${count(progress.rows)} rows so far` : pullDetails(progress)}${left}.`}</Loading>
  }
  if (narrowed !== null) {
    return (
      <EmptyState icon={ListFilter} title="Nothing fits this view" testId="queue-narrowed" actions={<Button action="queue.clear" onClick={narrowed}>Show all that waits</Button>}>
        <p>Other items may wait: this view, filter or search leaves them out.</p>
      </EmptyState>
    )
  }
  if (workspaces?.length === 0) {
    return (
      <EmptyState
        icon={Users}
        title="You are not in a workspace yet"
        testId="queue-empty"
        actions={
          <Button action="go.people" onClick={() => navigate({ screen: 'people' })}>
            Make one, or look for invitations
          </Button>
        }
      >
        <p>Work is reviewed in workspaces. Ask an owner or admin to invite the e-mail address that you signed in with; the queue then fills by itself.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={Inbox}
      title="Nothing waits for you"
      testId="queue-empty"
      actions={
        <Button action="go.sessions" onClick={() => navigate({ screen: 'sessions' })}>
          Look at the sessions
        </Button>
      }
    >
      <p>
        {running === undefined || running === 0
          ? 'No session is running. What agents make next appears here by itself.'
          : `${plural(running, 'session is', 'sessions are')} running. What they make appears here by itself.`}
        {done > 0 && ` You decided ${plural(done, 'item')} here.`}
      </p>
    </EmptyState>
  )
}
