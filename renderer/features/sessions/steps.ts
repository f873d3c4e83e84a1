import type { CheckpointStatus, MemberRole, SessionStatus } from '../../../contract/entities.ts'
import { whyNotManage } from '../../app/role.ts'

export type Step = 'start_session' | 'pause_session' | 'cancel_session'

interface Steered {
  session: { status: SessionStatus }
  checkpoints: readonly { status: CheckpointStatus }[]
  role: MemberRole | null
}

/** Why a session cannot take a step now, in words; null: it can. Equal to what the database refuses. */
export function whyNotStep(step: Step, { session, checkpoints, role }: Steered): string | null {
  const why = whyNotManage(role)
  if (why !== null) return why
  if (session.status === 'completed' || session.status === 'failed') return `The session has ${session.status === 'failed' ? 'failed' : 'completed'}.`
  if (step === 'start_session') {
    if (session.status === 'running') return 'The session is running.'
    if (checkpoints.some(({ status }) => status === 'pending')) return 'A checkpoint waits for an answer; the session runs on by itself once it has one.'
  }
  if (step === 'pause_session' && session.status !== 'running') return session.status === 'paused' ? 'The session is paused.' : 'The session has not been started.'
  return null
}
