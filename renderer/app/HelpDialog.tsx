import { Button, Kbd } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { actionOf, type ActionId } from './keyboard/actions.ts'
import { isSingle, keys, label, printKey } from './keyboard/keymap.ts'
import { listedActions } from './keyboard/layers.ts'
import { navigate } from './navigation.ts'
import { useStore } from './store.ts'

/** Every key of the screen one is on. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const { map, single } = useStore(keys)
  const ids = open ? listedActions().filter((id) => map.keyOf(id) !== null) : []
  const groups = Map.groupBy(ids, (id: ActionId) => actionOf(id).group)
  return (
    <Dialog open={open} onClose={onClose} title="Keys" wide>
      {!single && <p className="soft">Single keys are switched off: those in grey do nothing until they are switched on in the settings.</p>}
      <div className="help">
        {[...groups].map(([group, actions]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {actions.map((id) => (
                <KeyLine key={id} id={id} hotkey={map.keyOf(id) ?? ''} off={!single} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="dialog-actions">
        <Button
          action="work.edit"
          data-testid="change-keys"
          onClick={() => {
            onClose()
            navigate({ screen: 'settings' })
          }}
        >
          Change keys
        </Button>
        <Button look="primary" action="app.escape" autoFocus onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  )
}

function KeyLine({ id, hotkey, off }: { id: ActionId; hotkey: string; off: boolean }) {
  return (
    <div data-off={(off && isSingle(hotkey)) || undefined}>
      <dt>
        {hotkey.split(' ').map((stroke) => (
          <Kbd key={stroke}>{printKey(stroke)}</Kbd>
        ))}
      </dt>
      <dd>{label(id)}</dd>
    </div>
  )
}
