import { Dialog as Radix } from 'radix-ui'
import { later } from '../later.tsx'
import './palette.css'

const Found = later(async () => (await import('./Found.tsx')).Found)

/** Everything that can be done here, and everything that has a name, from one field. */
export function Palette({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="palette" aria-describedby={undefined} data-testid="palette">
          <Radix.Title className="unseen">Find anything</Radix.Title>
          <Found onClose={onClose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
