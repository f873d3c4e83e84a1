import { RotateCcw } from 'lucide-react'
import type { MutationRow } from '../../../contract/entities.ts'
import type { SessionDetail, ShownApplication } from '../../../contract/sessions.ts'
import { makeCommand, send } from '../../app/command.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { whyNotReview } from '../../app/role.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { LocalBadge } from '../../ui/LocalBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'

/** Rounds of changes that reviewers asked for, and which revision answered. */
export function Iterations({ detail: { iterations, artifacts } }: { detail: SessionDetail }) {
  if (iterations.length === 0) return null
  const title = (id: string) => artifacts.find((artifact) => artifact.id === id)?.title ?? 'an artifact'
  return (
    <>
      <h2>
        Iterations <span className="soft tabular">{iterations.length}</span>
      </h2>
      <ol className="parts">
        {iterations.map((iteration) => (
          <li key={iteration.id} className="part-block" data-testid="iteration">
            <p className="part-line">
              <strong className="tabular">{iteration.number}</strong>
              <span className="cut" dir="auto">
                {title(iteration.opened_by_artifact_id)}
              </span>
              <Badge tone={iteration.closed_at === null ? 'wait' : 'good'}>{iteration.closed_at === null ? 'waits for the agent' : 'answered'}</Badge>
              <RelativeTime at={iteration.closed_at ?? iteration.created_at} />
            </p>
            <blockquote className="words" dir="auto">
              {iteration.instruction}
            </blockquote>
          </li>
        ))}
      </ol>
    </>
  )
}

const applicationTone: Record<ShownApplication['status'], Tone> = { pending: 'wait', applied: 'good', failed: 'bad', cancelled: 'plain' }

/** What became of approvals: whether the backend has applied them, and why not. */
export function Applications({ detail: { applications, role, session } }: { detail: SessionDetail }) {
  const { busy, error, submit } = useSubmit()
  if (applications.length === 0) return null
  const why = whyNotReview(role)
  const retry = (id: string) =>
    submit(async () => {
      await send(makeCommand('retry_application', { workspace_id: session.workspace_id, target_id: id, expected: {}, payload: {} }))
      await queryClient.invalidateQueries({ queryKey: queries.session(session.id).queryKey })
    })
  return (
    <>
      <h2>
        Applied to the substrate <span className="soft tabular">{applications.filter(({ status }) => status === 'applied').length}</span> <span className="soft">of {applications.length}</span>
      </h2>
      <ul className="parts">
        {applications.map((application) => {
          const { id, artifact_title, status, attempts, reason, local, finished_at, created_at } = application
          const waiting = local !== null && local.state !== 'conflict' && local.state !== 'refused'
          return (
            <li key={id} className="part-block" data-testid="application" data-status={status}>
              <p className="part-line">
                <span className="cut" dir="auto">
                  {artifact_title ?? 'An artifact'}
                </span>
                {attempts > 1 && <span className="soft">{plural(attempts, 'try', 'tries')}</span>}
                <Badge tone={applicationTone[status]}>{status === 'pending' && application.claimed_until !== null ? 'being applied' : status}</Badge>
                {waiting ? <Badge tone="wait">tried again, not sent yet</Badge> : <LocalBadge local={local} />}
                <RelativeTime at={finished_at ?? created_at} />
                {status === 'failed' && !waiting && (
                  <Button size="small" action="work.retry" ofLine="or alone" disabled={busy || why !== null} title={why ?? undefined} onClick={() => void retry(id)} data-testid="retry-application">
                    <RotateCcw size={13} aria-hidden /> Try again
                  </Button>
                )}
              </p>
              {reason !== null && (
                <p className="soft" dir="auto">
                  {reason}
                </p>
              )}
            </li>
          )
        })}
      </ul>
      {error && <ErrorNotice error={error} />}
    </>
  )
}

const mutationWords: Record<MutationRow['kind'], string> = { create: 'created', update: 'changed', delete: 'deleted' }

/** What the session changed in the substrate, as the backend recorded it. */
export function Mutations({ detail: { mutations } }: { detail: SessionDetail }) {
  if (mutations.length === 0) return null
  return (
    <>
      <h2>
        Changes in the context <span className="soft tabular">{mutations.length}</span>
      </h2>
      <ul className="parts">
        {mutations.map(({ id, kind, target, before, after, created_at }) => (
          <li key={id} className="part-block" data-testid="mutation">
            <details>
              <summary className="part-line">
                <Badge>{mutationWords[kind]}</Badge>
                <span className="cut" dir="auto">
                  {target}
                </span>
                <RelativeTime at={created_at} />
              </summary>
              <div className="mutation-sides">
                {kind !== 'create' && <Value label="before" value={before} />}
                {kind !== 'delete' && <Value label="after" value={after} />}
              </div>
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}

function Value({ label, value }: { label: string; value: unknown }) {
  const text = value === null || value === undefined ? 'not recorded' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <section aria-label={label}>
      <h3 className="soft">{label}</h3>
      <pre dir="auto">{text.length > 20_000 ? `${text.slice(0, 20_000)}\n…` : text}</pre>
    </section>
  )
}
