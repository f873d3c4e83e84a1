import { Kbd } from '../ui/Button.tsx'
import { Dialog } from '../ui/Overlays.tsx'
import { boundKeys, type Binding } from './keyboard/layers.ts'
import { sendKeys } from './platform.ts'

const printed = (key: string): string[] => (key === 'send' ? [sendKeys] : key === 'escape' ? ['Esc'] : key.split(' '))

/** Every key of the screen one is on. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const groups = open ? Map.groupBy(boundKeys(), ({ group }: Binding) => group) : new Map<string, Binding[]>()
  return (
    <Dialog open={open} onClose={onClose} title="Keys" wide>
      <div className="help">
        {[...groups].map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings.map(({ key, label }) => (
                <div key={key}>
                  <dt>
                    {printed(key).map((part) => (
                      <Kbd key={part}>{part}</Kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
