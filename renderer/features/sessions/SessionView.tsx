import { useQuery } from '@tanstack/react-query'
import { AlertTriangle, ArrowLeft, Diamond, FileText } from 'lucide-react'
import { useState } from 'react'
import type { ItemRef } from '../../../contract/items.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { KeepOffline } from '../../app/KeepOffline.tsx'
import { asAppError } from '../../app/ipc.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { navigate, tray } from '../../app/navigation.ts'
import { queries, useMe, useSettings } from '../../app/queries.ts'
import { whyNotManage } from '../../app/role.ts'
import { Comments } from '../../app/talk/Comments.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfidenceBar } from '../../ui/ConfidenceBar.tsx'
import { LocalBadge } from '../../ui/LocalBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { Parameters } from '../../ui/item/Parameters.tsx'
import { artifactTone, artifactTypeWords, checkpointTone, sessionTone, taskTypeWords } from '../../ui/item/words.ts'
import { ItemView } from './ItemView.tsx'
import { SessionActions } from './SessionActions.tsx'
import { Applications, Iterations, Mutations } from './SessionParts.tsx'
import { Timeline } from './Timeline.tsx'
import { SaveRecord } from './SaveRecord.tsx'

/** One session: what was asked for, what came of it, who decided what. An artifact opens beside it. */
export function SessionView({ id, onBack }: { id: string; onBack(): void }) {
  const session = useQuery(queries.session(id))
  const [open, setOpen] = useState<ItemRef | null>(null)
  useActions({ 'app.escape': open ? () => setOpen(null) : onBack })

  if (session.isError) return <ErrorState error={asAppError(session.error)} onRetry={() => void session.refetch()} />
  if (session.data === undefined) return <Loading>Reading the session.</Loading>
  if (session.data === null) {
    return (
      <EmptyState title="This session is not here" actions={<Button action="app.escape" onClick={onBack}>Back to the sessions</Button>}>
        <p>It was deleted, or you are no longer a member of its workspace.</p>
      </EmptyState>
    )
  }
  return (
    <div className="session" data-open={open !== null} data-testid="session-detail">
      <section className="screen session-main" aria-label="Session">
        <header className="screen-head">
          <Button look="quiet" size="small" onClick={onBack} hint={open ? undefined : 'Esc'}>
            <ArrowLeft size={14} aria-hidden /> Sessions
          </Button>
          <div className="session-tools">
            <SessionActions detail={session.data} />
            <SaveRecord id={id} />
          </div>
        </header>
        <div className="screen-scroll" tabIndex={-1} data-reading>
          <Overview detail={session.data} open={open} onOpen={setOpen} />
        </div>
      </section>
      {open && <ItemView key={open.id} item={open} onOpen={setOpen} onClose={() => setOpen(null)} />}
    </div>
  )
}

function Overview({ detail, open, onOpen }: { detail: SessionDetail; open: ItemRef | null; onOpen(item: ItemRef): void }) {
  const { session, artifacts, checkpoints, names, role, returned } = detail
  const { hide_confidence } = useSettings()
  const me = useMe()
  return (
    <div className="session-body">
      <h1 dir="auto">{session.task_intent}</h1>
      <p className="session-facts">
        <Badge tone={sessionTone[session.status]}>{session.status === 'failed' && session.metadata['reason'] === 'cancelled' ? 'cancelled' : session.status}</Badge>
        <LocalBadge local={session.local} />
        <span>{taskTypeWords[session.task_type]}</span>
        {session.project_name !== null && (
          <button type="button" className="link-button" dir="auto" onClick={() => navigate({ screen: 'projects', id: session.project_id })} data-testid="session-project-link">
            {session.project_name}
          </button>
        )}
        {detail.agent !== null && (
          <span dir="auto" title={detail.agent.description ?? undefined}>
            {detail.agent.name}
          </span>
        )}
        {session.initiated_by_user_id !== null && <span>started by {names[session.initiated_by_user_id] ?? 'a former member'}</span>}
        <RelativeTime at={session.started_at ?? session.created_at} sentence />
      </p>
      <KeepOffline scope={{ kind: 'session', id: session.id }} />
      <Parameters parameters={session.task_parameters} />
      {whyNotManage(role) !== null && (
        <p className="soft" data-testid="why-not">
          {whyNotManage(role)}
        </p>
      )}
      {returned.length > 0 && (
        <div className="notice session-returned" data-tone="wait" role="alert" data-testid="session-returned">
          <AlertTriangle size={16} aria-hidden />
          <div>
            <strong>{returned.length === 1 ? 'One of your changes here came back' : `${returned.length} of your changes here came back`}</strong>
            <p className="soft">{returned[0]?.error?.message}</p>
            <Button size="small" action="go.outbox" onClick={() => tray.set(true)}>
              Look at it in the outbox
            </Button>
          </div>
        </div>
      )}

      <h2>
        Artifacts <span className="soft tabular">{artifacts.length}</span>
      </h2>
      {artifacts.length === 0 ? (
        <p className="soft">The agent has made nothing yet.</p>
      ) : (
        <ul className="parts part-table">
          {artifacts.map((artifact) => (
            <li key={artifact.id}>
              <button type="button" className="part" aria-current={open?.id === artifact.id || undefined} data-testid="session-artifact" data-item-id={artifact.id} onClick={() => onOpen({ kind: 'artifact', id: artifact.id })}>
                <FileText size={15} aria-hidden />
                <span className="cut" dir="auto">
                  {artifact.title ?? artifactTypeWords(artifact.artifact_type)}
                </span>
                <span className="part-facts soft">
                  {artifact.revision > 1 && <span>revision {artifact.revision}</span>}
                  {artifact.agent_confidence !== null && !(hide_confidence && artifact.status === 'pending') && <ConfidenceBar value={artifact.agent_confidence} />}
                  <RelativeTime at={artifact.created_at} />
                </span>
                <StatusBadge status={artifact.status} tone={artifactTone[artifact.status]} local={artifact.local} />
              </button>
            </li>
          ))}
        </ul>
      )}

      <h2>
        Checkpoints <span className="soft tabular">{checkpoints.length}</span>
      </h2>
      {checkpoints.length === 0 ? (
        <p className="soft">The agent has not asked for anything.</p>
      ) : (
        <ul className="parts part-table">
          {checkpoints.map((checkpoint) => (
            <li key={checkpoint.id}>
              <button type="button" className="part" aria-current={open?.id === checkpoint.id || undefined} data-testid="session-checkpoint" data-item-id={checkpoint.id} onClick={() => onOpen({ kind: 'checkpoint', id: checkpoint.id })}>
                <Diamond size={15} aria-hidden />
                <span className="cut" dir="auto">
                  {checkpoint.reason ?? 'Without a reason'}
                </span>
                <span className="part-facts soft">
                  {checkpoint.stages > 1 && (
                    <span>
                      stage {checkpoint.stage} of {checkpoint.stages}
                    </span>
                  )}
                  <RelativeTime at={checkpoint.created_at} />
                </span>
                <StatusBadge status={checkpoint.user_decision ?? checkpoint.status} tone={checkpoint.user_decision === 'reject' ? 'bad' : checkpointTone[checkpoint.status]} local={checkpoint.local} />
              </button>
            </li>
          ))}
        </ul>
      )}

      <Iterations detail={detail} />
      <Applications detail={detail} />
      <Mutations detail={detail} />
      <Comments target={{ on: 'session', id: session.id }} me={me} />
      <Timeline detail={detail} me={me} onOpen={onOpen} />
    </div>
  )
}

/** The server's status, or what was decided here and is on its way. */
function StatusBadge({ status, tone, local }: { status: string; tone: 'good' | 'bad' | 'wait' | 'plain'; local: SessionDetail['artifacts'][number]['local'] }) {
  if (!local) return <Badge tone={tone}>{status}</Badge>
  const waits = local.state === 'conflict' || local.state === 'refused' ? local.state : 'unsent'
  return (
    <Badge tone="wait" title="Decided here; the server does not have it yet">
      {local.decision} · {waits}
    </Badge>
  )
}
