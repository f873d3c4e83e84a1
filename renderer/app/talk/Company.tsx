import { useQuery } from '@tanstack/react-query'
import { Eye, Hand, type LucideIcon } from 'lucide-react'
import type { ClaimView } from '../../../contract/conversation.ts'
import type { ItemRef } from '../../../contract/items.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/RelativeTime.tsx'
import { clockTime } from '../../ui/time.ts'
import { announce, tell } from '../announce.ts'
import { makeCommand, send } from '../command.ts'
import { asAppError } from '../ipc.ts'
import { useHints } from '../keyboard/keymap.ts'
import { useActions } from '../keyboard/layers.ts'
import { useViewersOf } from '../presence.ts'
import { queries, queryClient } from '../queries.ts'
import './talk.css'

interface CompanyProps {
  item: ItemRef
  workspaceId: string
  /** waits for a decision: only then being on it means something */
  pending: boolean
}

/** Who else is at this item: who has it on screen, and who is on it. Claiming tells others; it locks nothing. */
export function Company({ item, workspaceId, pending }: CompanyProps) {
  const talk = useQuery(queries.conversation({ on: item.kind, id: item.id })).data
  const members = useQuery(queries.members(workspaceId)).data?.members ?? []
  const viewers = useViewersOf(item.id)
  const now = useNow()
  const hints = useHints()
  const claim = talk?.claim && Date.parse(talk.claim.expires_at) > now ? talk.claim : null
  const mayClaim = pending && talk !== undefined && talk !== null && talk.role !== null && talk.role !== 'viewer'
  const mine = claim?.me === true

  const toggle = async () => {
    try {
      await send(makeCommand(mine ? 'release' : 'claim', { workspace_id: workspaceId, target_id: item.id, payload: { on: item.kind }, expected: {} }))
      await queryClient.invalidateQueries({ queryKey: ['conversation.get', item.id] })
      announce(mine ? 'Released: others know that it is free.' : 'Claimed: others see that you are on it.')
    } catch (error) {
      tell(`${mine ? 'It was not released' : 'It was not claimed'}: ${asAppError(error).message}`)
    }
  }
  const free = claim === null || mine
  useActions({ 'queue.claim': mayClaim && free ? () => void toggle() : null })

  const nameOf = (userId: string): string => {
    const member = members.find(({ user_id }) => user_id === userId)
    return member?.name ?? member?.email ?? 'A colleague'
  }
  return (
    <span className="company">
      {viewers.length > 0 && (
        <Who icon={Eye} name={several(viewers.map(nameOf))} rest={`${viewers.length === 1 ? 'looks' : 'look'} at this too`} testId="viewers" />
      )}
      {pending && claim !== null && (
        <Who icon={Hand} name={mine ? 'You' : nameOf(claim.user_id)} rest={`${mine ? 'are' : 'is'} on it until`} after={until(claim)} mine={mine} testId="claim" />
      )}
      {mayClaim && free && (
        <Button look="quiet" size="small" hint={hints('queue.claim')} data-testid="claim-toggle" aria-pressed={mine} onMouseDown={(event) => event.preventDefault()} onClick={() => void toggle()}>
          {mine ? 'Release' : 'I’m on it'}
        </Button>
      )}
    </span>
  )
}

interface WhoProps {
  icon: LucideIcon
  name: string
  /** said in full to whoever hears or hovers; the icon says it to whoever sees */
  rest: string
  after?: string
  mine?: boolean
  testId: string
}

function Who({ icon: Icon, name, rest, after = '', mine, testId }: WhoProps) {
  return (
    <span className="who" data-mine={mine || undefined} data-testid={testId} title={`${name} ${rest} ${after}`.trim()}>
      <Icon size={13} aria-hidden />
      <span className="cut" dir="auto">
        {name}
        <span className="unseen"> {rest} </span>
        {after !== '' && <span className="tabular"> {after}</span>}
      </span>
    </span>
  )
}

const until = ({ expires_at, state }: ClaimView): string => `${clockTime(expires_at)}${state === null ? '' : ', not sent yet'}`

const several = (names: readonly string[]): string => (names.length <= 2 ? names.join(' and ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`)
