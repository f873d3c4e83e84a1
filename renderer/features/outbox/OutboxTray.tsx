import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SetAside } from '../../../contract/outbox.ts'
import { later } from '../../app/later.tsx'
import { tray } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Sheet } from '../../ui/Overlays.tsx'

const Tray = later(async () => (await import('./Tray.tsx')).Tray)

const isAny = ({ rows, file }: SetAside) => rows > 0 || file !== null

/** What was decided here and is not with the server, or was not taken by it. Opened from the sync line. */
export function OutboxTray() {
  const open = useStore(tray)
  const damaged = useQuery(queries.setAside()).data
  // Nobody looks for decisions that went missing: the tray opens by itself, once.
  useEffect(() => {
    if (damaged && isAny(damaged)) tray.set(true)
  }, [damaged])
  return (
    <Sheet open={open} onClose={() => tray.set(false)} title="On its way to the server" testId="outbox-tray">
      {open && <Tray damaged={damaged} />}
    </Sheet>
  )
}
