import { useQuery } from '@tanstack/react-query'
import { useEffect, useId } from 'react'
import { useHints } from '../../app/keyboard/keymap.ts'
import { queries } from '../../app/queries.ts'
import { useSelected, useStore } from '../../app/store.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import type { QueueController } from './controller.ts'
import { letGo, letGoOf } from './first-minutes.ts'
import type { QueueState } from './state.ts'

/** So many decisions show that the keys are known. */
const enough = 3

/** What a new reviewer has to know, above the verdicts that it is about. It goes when told to, or after a few decisions. */
export function FirstMinutes({ controller, state }: { controller: QueueController; state: QueueState }) {
  const hints = useHints()
  const title = useId()
  const settings = useQuery(queries.settings()).data
  const known = settings === undefined || settings.hints_seen.includes('queue')
  const learned = useSelected(controller.decided, ({ done }) => done >= enough)
  const gone = useStore(letGoOf)
  useEffect(() => {
    if (!known && learned) letGo()
  }, [known, learned])
  const detail = state.mounted?.detail
  // A viewer decides nothing, and is told so in its place.
  if (known || gone || learned || !settings.single_keys || detail?.role === 'viewer') return null

  const checkpoint = detail?.kind === 'checkpoint'
  const steps = [
    { action: 'decide.affirm', text: checkpoint ? 'lets the session go on' : 'approves and brings the next one' },
    { action: 'decide.reject', text: 'rejects, with words if you like' },
    { action: 'decide.changes', text: checkpoint ? 'gives the agent an instruction' : 'asks for another revision' },
    { action: 'decide.undo', text: 'takes the last decision back' },
    { action: 'queue.next', text: 'moves on without deciding' },
    { action: 'app.help', text: 'shows all keys' },
  ] as const
  return (
    <aside className="first-minutes" aria-labelledby={title} data-testid="first-minutes">
      <div>
        <h2 id={title}>Everything here waits for a decision, oldest first</h2>
        <dl>
          {steps.map(({ action, text }) => (
            <div key={action}>
              <dt>
                <Kbd>{hints(action) ?? '–'}</Kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
      <Button size="small" action="app.hints" onClick={letGo} data-testid="first-minutes-done">
        Got it
      </Button>
    </aside>
  )
}
