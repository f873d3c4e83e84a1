import type { KeptEntry } from '../../../contract/kept.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { invoke } from '../../app/ipc.ts'
import { queries, queryClient } from '../../app/queries.ts'

interface ForgetKeptProps {
  entry: KeptEntry
  title: string
  /** what goes and what stays */
  description: string
  testId: string
  onForgotten?(): void
  onClose(): void
}

/** Asks before what is kept under a name on this computer is deleted. */
export function ForgetKept({ entry: { kind, id }, title, description, testId, onForgotten, onClose }: ForgetKeptProps) {
  return (
    <Confirm
      title={title}
      description={description}
      keep="Keep it"
      confirm="Forget it"
      testId={testId}
      onClose={onClose}
      onConfirm={async () => {
        await invoke('kept.remove', { kind, id })
        onForgotten?.()
        await queryClient.invalidateQueries({ queryKey: queries.kept(kind).queryKey })
        onClose()
      }}
    />
  )
}
