import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Confirm } from '../../app/Confirm.tsx'
import { actionIds, actionOf, type ActionId } from '../../app/keyboard/actions.ts'
import { buildKeymap, conflict, label, printKey, type KeyOverrides, type Keymap } from '../../app/keyboard/keymap.ts'
import { matchKey, readKey } from '../../app/keyboard/matching.ts'
import { hasCommandKey } from '../../app/platform.ts'
import { Button, Kbd } from '../../ui/Button.tsx'
import { Line } from '../../ui/Lines.tsx'
import { Section } from './parts.tsx'

interface KeysSectionProps {
  overrides: KeyOverrides
  onChange(overrides: Record<string, string | null>): void
}

/** Every action with its key, and another one for it. */
export function KeysSection({ overrides, onChange }: KeysSectionProps) {
  const [changing, setChanging] = useState<ActionId | null>(null)
  const [resetting, setResetting] = useState(false)
  const chosen = Object.keys(overrides).length
  const map = buildKeymap(overrides)
  const groups = Map.groupBy(actionIds, (id) => actionOf(id).group)
  const put = (id: ActionId, key: string | null | undefined) => {
    const { [id]: _, ...others } = overrides
    setChanging(null)
    // The default is not written down: should it change one day, it changes here too.
    onChange(key === undefined || key === actionOf(id).key ? others : { ...others, [id]: key })
  }
  return (
    <Section title="Keys">
      <Line label="All keys" text="A key means one thing everywhere. Buttons, hints and the list of keys show what you choose here.">
        <Button action="settings.keys" disabled={chosen === 0} data-testid="reset-keys" onClick={() => setResetting(true)}>
          Reset all keys
        </Button>
      </Line>
      {resetting && (
        <Confirm
          title="Reset all keys?"
          description={chosen === 1 ? 'The key that you chose is lost, and its action has the default key again. Whether single keys are on stays as it is.' : `The ${chosen} keys that you chose are lost, and their actions have the default keys again. Whether single keys are on stays as it is.`}
          keep="Keep them"
          confirm="Reset all keys"
          testId="confirm-reset-keys"
          onClose={() => setResetting(false)}
          onConfirm={() => {
            onChange({})
            setResetting(false)
            return Promise.resolve()
          }}
        />
      )}
      {[...groups].map(([group, ids]) => (
        <div key={group} className="settings-keys" role="group" aria-label={group}>
          <h3>{group}</h3>
          {ids.map((id) =>
            changing === id ? (
              <Recorder key={id} id={id} map={map} onDone={(key) => put(id, key)} onCancel={() => setChanging(null)} />
            ) : (
              <KeyLine key={id} id={id} map={map} changed={Object.hasOwn(overrides, id)} onChange={() => setChanging(id)} onReset={() => put(id, undefined)} />
            ),
          )}
        </div>
      ))}
    </Section>
  )
}

interface KeyLineProps {
  id: ActionId
  map: Keymap
  changed: boolean
  onChange(): void
  onReset(): void
}

function KeyLine({ id, map, changed, onChange, onReset }: KeyLineProps) {
  const key = map.keyOf(id)
  return (
    <div className="settings-key" data-line data-testid={`key-${id}`}>
      <span>{label(id)}</span>
      {key === null ? <span className="soft">no key</span> : <Strokes of={key} />}
      <span className="settings-key-actions">
        {changed && (
          <Button look="quiet" size="small" action="work.delete" ofLine aria-label={`Default key for: ${label(id)}`} onClick={onReset}>
            Default
          </Button>
        )}
        {actionOf(id).fixed ? (
          <span className="soft">fixed</span>
        ) : (
          <Button look="quiet" size="small" action="work.edit" ofLine aria-label={`Change the key for: ${label(id)}`} onClick={onChange}>
            Change
          </Button>
        )}
      </span>
    </div>
  )
}

const Strokes = ({ of }: { of: string }) => (
  <span className="strokes">
    {of.split(' ').map((stroke, i) => (
      <Kbd key={i}>{printKey(stroke)}</Kbd>
    ))}
  </span>
)

interface RecorderProps {
  id: ActionId
  map: Keymap
  onDone(key: string | null): void
  onCancel(): void
}

/** Takes down what is pressed, one key or two after each other; ⏎ takes it over, Esc leaves it as it was. */
function Recorder({ id, map, onDone, onCancel }: RecorderProps) {
  const field = useRef<HTMLButtonElement>(null)
  const [key, setKey] = useState<string | null>(null)
  const reason = key === null ? null : conflict(id, key, map)
  useEffect(() => field.current?.focus(), [])

  const record = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || (event.target !== field.current && event.key !== 'Escape')) return
    event.stopPropagation()
    event.preventDefault()
    if (event.key === 'Escape') return onCancel()
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      if (key !== null && reason === null) onDone(key)
      return
    }
    const match = event.repeat ? null : matchKey({ ...readKey(event.nativeEvent), inText: false }, hasCommandKey)
    if (!match) return
    setKey(key !== null && !key.includes(' ') && !key.startsWith('mod+') && match.single ? `${key} ${match.stroke}` : match.stroke)
  }
  return (
    <div className="settings-key settings-recorder" onKeyDown={record}>
      <span>{label(id)}</span>
      <button ref={field} type="button" className="recorder" data-testid="record-key" aria-label={`New key for: ${label(id)}. Press it, then Enter.`} aria-describedby={`why-${id}`} aria-invalid={reason !== null}>
        {key === null ? <span className="soft">Press a key</span> : <Strokes of={key} />}
      </button>
      <span className="settings-key-actions">
        <Button look="primary" size="small" hint="⏎" aria-disabled={key === null || reason !== null} onClick={() => key !== null && reason === null && onDone(key)}>
          Use
        </Button>
        <Button look="quiet" size="small" onClick={() => onDone(null)}>
          No key
        </Button>
        <Button look="quiet" size="small" hint="Esc" onClick={onCancel}>
          Cancel
        </Button>
      </span>
      <p id={`why-${id}`} className="settings-key-why" role="status" data-testid="key-conflict" data-bad={reason !== null || undefined}>
        {reason ?? (key === null ? 'One key, or two after each other.' : 'Free.')}
      </p>
    </div>
  )
}
