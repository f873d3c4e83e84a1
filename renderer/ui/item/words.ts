import type { SessionStatus, TaskType } from '../../../contract/entities.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import type { Tone } from '../Badge.tsx'
import { lowConfidence } from '../ConfidenceBar.tsx'

export const sessionTone: Record<SessionStatus, Tone> = { pending: 'plain', running: 'accent', paused: 'wait', completed: 'good', failed: 'bad' }
export const artifactTone = { pending: 'wait', approved: 'good', rejected: 'bad' } as const
export const checkpointTone = { pending: 'wait', resolved: 'good', superseded: 'plain' } as const

export const taskTypeWords: Record<TaskType, string> = { research: 'research', content_creation: 'content creation', analysis: 'analysis' }

/** An agent's own name for a kind of artifact, as one reads it: web findings. */
export const artifactTypeWords = (type: string): string => type.replaceAll('_', ' ')

/** Why this item needs a person, in one clause. */
export function why(detail: ItemDetail, now: number, hideConfidence: boolean): string {
  const overdue = now > Date.parse(detail.due_at)
  if (detail.kind === 'checkpoint') {
    const { stage, stages, checkpoint_type } = detail.checkpoint
    const asked = checkpoint_type === 'user_requested' ? 'A stop that a colleague asked for' : 'The agent asks before it goes on'
    return `${asked}${stages > 1 ? `, stage ${stage} of ${stages}` : ''}${overdue ? ', and is overdue' : ''}`
  }
  const { revision, agent_confidence } = detail.artifact
  if (revision > 1) {
    const asked = detail.revisions.findLast((earlier) => earlier.revision < revision && earlier.review_feedback !== null)
    const by = asked?.reviewed_by_user_id == null ? undefined : detail.names[asked.reviewed_by_user_id]
    return `Revision ${revision}, made after ${by === undefined ? 'changes were asked for' : `${by} asked for changes`}`
  }
  if (!hideConfidence && agent_confidence !== null && agent_confidence < lowConfidence) return 'The agent is unsure about this one'
  if (overdue) return 'It is overdue: it waits longer than this workspace allows'
  return 'Nothing an agent makes is used before a person has approved it'
}

/** The server keeps the first 300 characters of a title: that there were more is said. */
export const titleText = (title: string): string => ([...title].length < 300 ? title : `${title}…`)

/** What the decision causes. */
export function effect(detail: ItemDetail): string {
  if (detail.kind === 'checkpoint') return 'Continue: the session runs on. Modify: it follows your instruction. Reject: it ends here.'
  const target = detail.item.project_name
  return target === null ? 'Approving releases it.' : `Approving applies it to ${target}.`
}

const parameterWords: Record<string, string> = { cta: 'Call to action' }

/** `target_audience` as a label: Target audience. */
export const parameterLabel = (name: string): string => parameterWords[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

export function parameterText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(parameterText).join(', ')
  if (value === null || value === undefined || value === '') return 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
