import { useState } from 'react'
import type { MemberRole } from '../../../contract/entities.ts'
import { mayChange, rolesToGive, type Member, type WorkspacePeople } from '../../../contract/people.ts'
import { Confirm } from '../../app/Confirm.tsx'
import { invoke } from '../../app/ipc.ts'
import { useOutOfReach } from '../../app/reach.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Lines } from '../../ui/Lines.tsx'
import { Dialog, Select } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Blocked, ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { nameOf, roleWords } from './words.ts'

/** Who is in, with which role; what I may not change is text, not a control. */
export function Members({ people }: { people: WorkspacePeople }) {
  const [removing, setRemoving] = useState<Member | null>(null)
  const [stepping, setStepping] = useState<MemberRole | null>(null)
  const { busy, error, submit } = useSubmit()
  const away = useOutOfReach()
  const setRole = (member: Member, role: MemberRole) => submit(() => invoke('people.set_role', { membership_id: member.membership_id, role }))
  const me = people.members.find((member) => member.me)
  return (
    <section className="people-section" aria-labelledby="members">
      <h2 id="members">
        Members <span className="soft tabular">{people.members.length}</span>
      </h2>
      {error && <ErrorNotice error={error} />}
      <Lines>
        <table className="people-table" aria-busy={busy}>
          <colgroup>
            <col />
            <col className="people-since" />
            <col className="people-rolecolumn" />
            <col className="people-actions" />
          </colgroup>
          <thead className="unseen">
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Joined</th>
              <th scope="col">Role</th>
              <th scope="col">Remove</th>
            </tr>
          </thead>
          <tbody>
            {people.members.map((member) => (
              <tr key={member.membership_id} data-testid="member" data-user-id={member.user_id}>
                <th scope="row">
                  <span className="people-person">
                    <span className="people-name" dir="auto">
                      {nameOf(member)}
                    </span>
                    {member.me && <Badge>you</Badge>}
                  </span>
                  {member.name !== null && member.email !== null && <span className="people-email soft">{member.email}</span>}
                </th>
                <td className="soft">
                  joined <RelativeTime at={member.since} sentence />
                </td>
                <td>
                  {mayChange(people.role, member.role) ? (
                    <Select
                      label={`Role of ${nameOf(member)}`}
                      value={member.role}
                      options={rolesToGive(people.role).map((role) => ({ value: role, label: role, detail: roleWords[role] }))}
                      onChange={(role) => {
                        if (role === member.role) return
                        if (member.me) setStepping(role)
                        else void setRole(member, role)
                      }}
                      disabled={away !== null}
                      testId="member-role"
                    />
                  ) : (
                    <span className="people-role" data-testid="member-role" title={roleWords[member.role]}>
                      {member.role}
                    </span>
                  )}
                </td>
                <td>
                  {!member.me && mayChange(people.role, member.role) && (
                    <Button look="quiet" size="small" action="work.delete" ofLine disabled={away !== null} aria-label={`Remove ${nameOf(member)}`} data-testid="remove-member" onClick={() => setRemoving(member)}>
                      Remove
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Lines>
      <p className="people-foot soft">{plural(people.members.filter(({ role }) => role !== 'viewer').length, 'member')} can decide.</p>
      {removing && <Remove member={removing} workspace={people.name} onClose={() => setRemoving(null)} />}
      {me && stepping && (
        <Dialog open onClose={() => setStepping(null)} title={`Become ${stepping} here?`} description={`You give up the role ${me.role}: afterwards ${roleWords[stepping]}. Only an owner can give it back to you.`}>
          {away !== null && <Blocked why={away} />}
          <div className="dialog-actions">
            <Button action="app.escape" onClick={() => setStepping(null)}>
              Stay {me.role}
            </Button>
            <Button
              look="danger"
              action="decide.send"
              disabled={away !== null}
              data-testid="confirm-role"
              onClick={() => {
                setStepping(null)
                void setRole(me, stepping)
              }}
            >
              Become {stepping}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  )
}

function Remove({ member, workspace, onClose }: { member: Member; workspace: string; onClose(): void }) {
  return (
    <Confirm
      title={`Remove ${nameOf(member)}?`}
      description={`They lose access to ${workspace} at once. What they decided stays in the record under their name.`}
      keep="Keep them"
      confirm="Remove"
      needsServer
      testId="confirm-remove"
      onClose={onClose}
      onConfirm={async () => {
        await invoke('people.remove', { membership_id: member.membership_id })
        onClose()
      }}
    />
  )
}
