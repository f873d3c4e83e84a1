/**
 * Queries that may take more than 10 ms at 100,000 items. They run in a thread of their own (reader.ts), so they get the
 * replica's committed rows and nothing that lives in the store's thread. The names stand alone: main, which passes the
 * questions on, starts without loading the queries.
 */
const longQueryNames = ['tables.count', 'insights.overview', 'activity.list', 'activity.people', 'activity.check'] as const
export type LongQueryName = (typeof longQueryNames)[number]

export const isLongQuery = (name: string): name is LongQueryName => longQueryNames.some((each) => each === name)
