import { replicatedTableNames, type ReplicatedTable } from '../../../../contract/feed.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import { activityCheck } from './activity-check.ts'
import { activityList, activityPeople } from './activity-list.ts'
import type { LongQueryContext } from './context.ts'
import { insightsOverview } from './insights.ts'
import type { LongQueryName } from './long-names.ts'

/** What each is asked and answers; one that a screen asks is written `[IpcInput<name>, IpcOutput<name>]`. */
interface LongQueries extends Record<LongQueryName, [unknown, unknown]> {
  'tables.count': [undefined, Record<ReplicatedTable, number>]
  'insights.overview': [IpcInput<'insights.overview'>, IpcOutput<'insights.overview'>]
  'activity.list': [IpcInput<'activity.list'>, IpcOutput<'activity.list'>]
  'activity.people': [IpcInput<'activity.people'>, IpcOutput<'activity.people'>]
  'activity.check': [IpcInput<'activity.check'>, IpcOutput<'activity.check'>]
}

export type LongInput<Q extends LongQueryName> = LongQueries[Q][0]
export type LongOutput<Q extends LongQueryName> = LongQueries[Q][1]

/** Also part of the store's own queries (run.ts), for where there is no second thread. */
export const longQueries: { [Q in LongQueryName]: (context: LongQueryContext, input: LongInput<Q>) => LongOutput<Q> } = {
  'tables.count': ({ db }) =>
    Object.fromEntries(replicatedTableNames.map((table) => [table, db.value<number>(`select count(*) from ${table}`) ?? 0])) as Record<ReplicatedTable, number>,
  'insights.overview': insightsOverview,
  'activity.list': activityList,
  'activity.people': activityPeople,
  'activity.check': activityCheck,
}

export const runLongQuery = <Q extends LongQueryName>(context: LongQueryContext, name: Q, input: LongInput<Q>): LongOutput<Q> =>
  longQueries[name](context, input)
