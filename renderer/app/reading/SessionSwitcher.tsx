import { useQuery } from '@tanstack/react-query'
import { Layers } from 'lucide-react'
import { useState } from 'react'
import type { ItemDetail, ItemRef } from '../../../contract/items.ts'
import type { SessionDetail } from '../../../contract/sessions.ts'
import { asAppError } from '../ipc.ts'
import { useHints } from '../keyboard/keymap.ts'
import { useActions } from '../keyboard/layers.ts'
import { queries } from '../queries.ts'
import { PickMenu, type Pick } from '../../ui/PickMenu.tsx'

/** What else this session made: its artifacts and checkpoints in their order, one key away. */
export function SessionSwitcher({ detail, onOpen }: { detail: ItemDetail; onOpen(item: ItemRef): void }) {
  const [open, setOpen] = useState(false)
  const { data: session, error } = useQuery({ ...queries.session(detail.item.work_session_id), enabled: open })
  const hints = useHints()
  useActions({ 'read.items': () => setOpen(true) })
  const items = session ? itemsOf(session) : []
  return (
    <PickMenu
      label="Session"
      hint={hints('read.items')}
      icon={<Layers size={14} aria-hidden />}
      open={open}
      onOpenChange={setOpen}
      picks={items.map(({ ref, ...pick }) => ({ ...pick, id: ref.id, current: ref.id === detail.item.id }))}
      empty={error !== null ? `The session could not be read: ${asAppError(error).message}` : session === undefined ? 'Reading it.' : 'The session is not on this computer yet.'}
      onPick={(id) => {
        const ref = items.find((item) => item.ref.id === id)?.ref
        if (ref !== undefined && id !== detail.item.id) onOpen(ref)
      }}
      testId="session-items"
    />
  )
}

function itemsOf({ session, artifacts, checkpoints }: SessionDetail): (Omit<Pick, 'id'> & { ref: ItemRef; at: string })[] {
  const titles = artifacts.map((artifact) => ({
    ref: { kind: 'artifact' as const, id: artifact.id },
    at: artifact.created_at,
    label: `${artifact.title ?? session.task_intent}${artifact.revision > 1 ? `, revision ${artifact.revision}` : ''}`.slice(0, 200),
    detail: artifact.local === null ? artifact.status : 'decided here',
  }))
  const questions = checkpoints.map((checkpoint) => ({
    ref: { kind: 'checkpoint' as const, id: checkpoint.id },
    at: checkpoint.created_at,
    label: `◆ ${checkpoint.reason ?? 'Checkpoint'}`.slice(0, 200),
    detail: checkpoint.local === null ? (checkpoint.user_decision ?? checkpoint.status) : 'decided here',
  }))
  return [...titles, ...questions].sort((left, right) => (left.at < right.at ? -1 : 1))
}
