import { CloudDownload, Diamond, RefreshCw } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import type { ItemDetail } from '../../../contract/items.ts'
import { Badge } from '../Badge.tsx'
import { KeyOf } from '../Button.tsx'
import { ConfidenceBar } from '../ConfidenceBar.tsx'
import { ArtifactContent, type PreparedContent } from '../content/ArtifactContent.tsx'
import { EmptyState } from '../States.tsx'
import { RelativeTime, useNow } from '../RelativeTime.tsx'
import { Parameters } from './Parameters.tsx'
import { artifactTone, artifactTypeWords, checkpointTone, effect, taskTypeWords, titleText, why } from './words.ts'
import './item.css'

interface ItemDocumentProps {
  detail: ItemDetail
  prepared: PreparedContent | null
  hideConfidence: boolean
  onOpenLink(url: string): void
  /** what one reads it by, above the title */
  tools?: ReactNode
  /** in place of the artifact's content */
  children?: ReactNode
}

/** An artifact or checkpoint, to be read: what it is, why it needs me, its content, the agent's reasons, the brief. */
export const ItemDocument = memo(function ItemDocument({ detail, prepared, hideConfidence, onOpenLink, tools, children }: ItemDocumentProps) {
  return (
    <article className="document">
      <ItemHeader detail={detail} hideConfidence={hideConfidence} tools={tools} />
      <Brief detail={detail} />
      <div className="document-columns">
        <div className="document-body">
          {detail.kind === 'artifact' ? (
            children || <ItemContent detail={detail} prepared={prepared} onOpenLink={onOpenLink} />
          ) : (
            !asksInTitle(detail) && (
              <p className="checkpoint-reason" dir="auto">
                {detail.checkpoint.reason ?? 'The agent gave no reason.'}
              </p>
            )
          )}
        </div>
        <Reasoning detail={detail} hideConfidence={hideConfidence} />
      </div>
    </article>
  )
})

/** A short question is its own heading; it is not said twice. */
const asksInTitle = ({ checkpoint }: Extract<ItemDetail, { kind: 'checkpoint' }>): boolean =>
  checkpoint.reason !== null && checkpoint.reason.length <= 240

function ItemHeader({ detail, hideConfidence, tools }: Pick<ItemDocumentProps, 'detail' | 'hideConfidence' | 'tools'>) {
  const { item } = detail
  const now = useNow()
  const decided = item.status !== 'pending'
  const task = item.task_type === null ? null : taskTypeWords[item.task_type]
  const kind = item.kind === 'artifact' ? artifactTypeWords(item.artifact_type) : null
  return (
    <header className="document-head">
      {tools !== undefined && <div className="document-tools">{tools}</div>}
      <h1 dir="auto">{detail.kind === 'checkpoint' && asksInTitle(detail) ? detail.checkpoint.reason : titleText(item.title)}</h1>
      <p className="document-meta">
        {item.kind === 'checkpoint' && (
          <span className="meta-kind">
            <Diamond size={12} aria-hidden /> checkpoint
          </span>
        )}
        {kind !== null && <span>{kind}</span>}
        {/* An analysis is what comes out of an analysis, too: it is said once. */}
        {task !== null && task !== kind && <span>{task}</span>}
        {item.agent_name !== null && <span dir="auto">{item.agent_name}</span>}
        {item.kind === 'artifact' && item.agent_confidence !== null && !hideConfidence && <ConfidenceBar value={item.agent_confidence} />}
        {item.kind === 'artifact' && item.revision > 1 && <Badge tone="accent">revision {item.revision}</Badge>}
        {item.kind === 'checkpoint' && item.stages > 1 && (
          <span>
            stage {item.stage} of {item.stages}
          </span>
        )}
        {item.project_name !== null && <span dir="auto">{item.project_name}</span>}
        <RelativeTime at={item.created_at} sentence />
      </p>
      {decided ? (
        <Outcome detail={detail} />
      ) : (
        <p className="document-why">
          {why(detail, now, hideConfidence)}. <span className="soft">{effect(detail)}</span>
        </p>
      )}
    </header>
  )
}

/** What was decided, by whom, with which words. */
function Outcome({ detail }: { detail: ItemDetail }) {
  const artifact = detail.kind === 'artifact'
  const by = artifact ? detail.artifact.reviewed_by_user_id : detail.checkpoint.resolved_by_user_id
  const at = artifact ? detail.artifact.reviewed_at : detail.checkpoint.resolved_at
  const words = artifact ? detail.artifact.review_feedback : detail.checkpoint.resolution_note
  return (
    <div className="document-outcome">
      {artifact ? (
        <Badge tone={artifactTone[detail.artifact.status]}>{detail.artifact.status}</Badge>
      ) : (
        <Badge tone={checkpointTone[detail.checkpoint.status]}>{detail.checkpoint.user_decision ?? detail.checkpoint.status}</Badge>
      )}
      <span className="soft">
        {by !== null && `by ${detail.names[by] ?? 'a former member'} `}
        {at !== null && <RelativeTime at={at} sentence />}
      </span>
      {words !== null && words !== '' && (
        <blockquote className="words" dir="auto">
          {words}
        </blockquote>
      )}
    </div>
  )
}

/** The artifact's content, or why it is not here. */
export function ItemContent({ detail, prepared, onOpenLink }: { detail: Extract<ItemDetail, { kind: 'artifact' }> } & Pick<ItemDocumentProps, 'prepared' | 'onOpenLink'>) {
  const { content, artifact } = detail
  if (content.state === 'ready') {
    return (
      <ArtifactContent
        text={content.text}
        artifactType={artifact.artifact_type}
        onOpenLink={onOpenLink}
        {...(prepared ? { prepared } : {})}
      />
    )
  }
  const size = `${Math.max(1, Math.round(artifact.content_bytes / 1024))} KB`
  return content.state === 'wanted' ? (
    <EmptyState icon={CloudDownload} title="The content is on its way">
      <p>{size} that this computer does not have yet. It comes by itself as soon as the server answers; until then it cannot be judged.</p>
    </EmptyState>
  ) : (
    <EmptyState icon={RefreshCw} title="The content arrived damaged">
      <p>It did not match its hash, so it is not shown. It is being fetched again.</p>
    </EmptyState>
  )
}

/** The agent's own account: how sure it is, and why. In the margin where there is room, else below the text. */
function Reasoning({ detail, hideConfidence }: Pick<ItemDocumentProps, 'detail' | 'hideConfidence'>) {
  if (detail.kind !== 'artifact') return null
  const { agent_reasoning: reasoning, agent_confidence: confidence } = detail.artifact
  if (reasoning === null && confidence === null) return null
  return (
    <aside className="document-aside" aria-label="The agent’s reasons">
      <section>
        <h2>Why the agent thinks so</h2>
        {confidence !== null && (
          <p className="reasoning-confidence">{hideConfidence ? <span className="soft">Its confidence is hidden until you decide.</span> : <ConfidenceBar value={confidence} />}</p>
        )}
        <p className="reasoning" dir="auto">
          {reasoning ?? 'It gave no reasons.'}
        </p>
      </section>
    </aside>
  )
}

/** What the session was started with, before what came of it. Long intents are cut to some lines until asked for. */
function Brief({ detail: { session, item } }: { detail: ItemDetail }) {
  const intent = session?.task_intent ?? item.task_intent
  const [open, setOpen] = useState(false)
  if (intent === null && session === null) return null
  const long = (intent?.length ?? 0) > 220
  return (
    <section className="document-brief" aria-label="What was asked for" data-open={open || !long}>
      <h2>What was asked for</h2>
      {intent !== null && (
        <p className="brief-intent" dir="auto">
          {intent}
        </p>
      )}
      {long && (
        <button type="button" className="brief-more" data-action="read.more" aria-expanded={open} onClick={() => setOpen(!open)}>
          <KeyOf action="read.more" /> {open ? 'Less' : 'All of it'}
        </button>
      )}
      {session && <Parameters parameters={session.task_parameters} />}
    </section>
  )
}
