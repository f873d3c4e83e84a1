/** Where a child can be killed, and at which passing at the latest. These come up at the first start on a profile … */
export const firstPoints: Readonly<Record<string, number>> = {
  'before key': 1,
  'after key': 1,
  'before account.json': 1,
  'after account.json': 1,
  'after session.vault': 2,
  'outbox.migrate': 1,
  'replica.migrate': 1,
}
/** … and these at each. */
export const points: Readonly<Record<string, number>> = {
  'outbox.before_insert': 5,
  'outbox.before_commit': 5,
  'outbox.after_insert': 5,
  'send.before': 3,
  'send.committed': 3,
  'send.answered': 3,
  'outbox.before_settle': 3,
  'outbox.after_settle': 3,
  'send.settled': 3,
  'pull.received': 2,
  'pull.before_commit': 2,
  'pull.after_commit': 2,
  'contents.evicting': 2,
}
export const anyInstant = 'any instant'
/** A child that got through without passing its point. */
export const idle = 'when idle'
