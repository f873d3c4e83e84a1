import { Ban, Copy, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { makeCommand, send } from '../../app/command.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { navigate } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { whyNotManage } from '../../app/role.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { whyNotStep, type Step } from './steps.ts'

/** Start, pause, cancel; another one like it. What is not possible says why. */
export function SessionActions({ detail }: { detail: SessionDetail }) {
  const { session, role } = detail
  const [cancelling, setCancelling] = useState(false)
  const { busy, error, submit } = useSubmit()
  const hints = useHints()
  const whyManage = whyNotManage(role)
  const why = { start: whyNotStep('start_session', detail), pause: whyNotStep('pause_session', detail), cancel: whyNotStep('cancel_session', detail) }

  const take = (step: Step) =>
    submit(async () => {
      setCancelling(false)
      const { status } = session
      const expected = status === 'pending' || status === 'running' || status === 'paused' ? { status } : {}
      await send(makeCommand(step, { workspace_id: session.workspace_id, target_id: session.id, expected, payload: {} }))
      await queryClient.invalidateQueries({ queryKey: queries.session(session.id).queryKey })
    })
  const duplicate = () => {
    const { workspace_id, project_id, task_type, task_intent, task_parameters, executed_by_agent_id } = session
    navigate({ screen: 'sessions', compose: { workspace_id, project_id, task_type, task_intent, task_parameters, agent_id: executed_by_agent_id } })
  }
  useActions({
    'work.run': why.start === null ? () => void take('start_session') : null,
    'work.pause': why.pause === null ? () => void take('pause_session') : null,
    'work.cancel': why.cancel === null ? () => setCancelling(true) : null,
    'work.duplicate': whyManage === null ? duplicate : null,
  })
  const off = (reason: string | null) => ({ disabled: busy || reason !== null, title: reason ?? undefined })
  const shows = (step: 'start' | 'pause') => (step === 'start' ? session.status !== 'running' : session.status === 'running')
  const ended = session.status === 'completed' || session.status === 'failed'
  return (
    <div className="session-actions">
      {!ended && shows('start') && (
        <Button size="small" look="primary" hint={why.start === null ? hints('work.run') : undefined} onClick={() => void take('start_session')} data-testid="start-session" {...off(why.start)}>
          <Play size={13} aria-hidden /> {session.status === 'paused' ? 'Run on' : 'Start'}
        </Button>
      )}
      {!ended && shows('pause') && (
        <Button size="small" hint={why.pause === null ? hints('work.pause') : undefined} onClick={() => void take('pause_session')} data-testid="pause-session" {...off(why.pause)}>
          <Pause size={13} aria-hidden /> Pause
        </Button>
      )}
      {!ended && (
        <Button size="small" hint={why.cancel === null ? hints('work.cancel') : undefined} onClick={() => setCancelling(true)} data-testid="cancel-session" {...off(why.cancel)}>
          <Ban size={13} aria-hidden /> Cancel
        </Button>
      )}
      <Button size="small" hint={whyManage === null ? hints('work.duplicate') : undefined} onClick={duplicate} data-testid="duplicate-session" {...off(whyManage)}>
        <Copy size={13} aria-hidden /> New one like it
      </Button>
      {error && <ErrorNotice error={error} />}
      <Dialog open={cancelling} onClose={() => setCancelling(false)} title="Cancel this session?" description="It ends as failed and cannot be started again. Open checkpoints are closed; what was made stays and can still be reviewed.">
        <div className="dialog-actions">
          <Button action="app.escape" onClick={() => setCancelling(false)}>
            Keep it
          </Button>
          <Button look="danger" action="decide.send" onClick={() => void take('cancel_session')} data-testid="confirm-cancel">
            Cancel the session
          </Button>
        </div>
      </Dialog>
    </div>
  )
}
