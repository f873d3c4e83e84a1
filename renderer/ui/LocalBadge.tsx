import type { LocalChange } from '../../contract/local.ts'
import { Badge } from './Badge.tsx'

/** Beside what was created or changed here: the server has not confirmed it, or did not take it. */
export function LocalBadge({ local }: { local: LocalChange | null }) {
  if (local === null) return null
  if (local.state === 'conflict' || local.state === 'refused') {
    return (
      <Badge tone={local.state === 'conflict' ? 'wait' : 'bad'} title="The server did not take your change; it is in the outbox">
        {local.state === 'conflict' ? 'conflict' : 'refused'}
      </Badge>
    )
  }
  return (
    <Badge tone="wait" title="Saved here; the server does not have it yet">
      not sent yet
    </Badge>
  )
}
