import { Dialog as Radix } from 'radix-ui'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { focusReading } from '../../ui/focus-reading.ts'
import { unlessComposing } from '../../ui/Overlays.tsx'
import { later } from '../later.tsx'
import './palette.css'

const Found = later(async () => (await import('./Found.tsx')).Found)

/** Everything that can be done here, and everything that has a name, from one field. */
export function Palette({ open, onClose }: { open: boolean; onClose(): void }) {
  const before = useRef<Element | null>(null)
  const chosen = useRef(false)
  /**
   * The dialog goes first: what is chosen acts on the screen beneath, with its focus. All of it within the key press,
   * because the next key may be behind it already: it would mean what was there before. Radix gives the focus back by a timer.
   */
  const choose = (act: () => void) => {
    chosen.current = true
    flushSync(onClose)
    if (before.current instanceof HTMLElement && before.current.isConnected && before.current !== document.body) before.current.focus({ preventScroll: true })
    else focusReading()
    act()
  }
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className="palette"
          aria-describedby={undefined}
          data-testid="palette"
          onEscapeKeyDown={unlessComposing}
          onOpenAutoFocus={() => {
            before.current = document.activeElement
            chosen.current = false
          }}
          onCloseAutoFocus={(event) => chosen.current && event.preventDefault()}
        >
          <Radix.Title className="unseen">Find anything</Radix.Title>
          <Found onChoose={choose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
