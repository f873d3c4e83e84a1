import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { ApprovalRate, DayFigures, Insights, RejectionReason, ReviewerFigures } from '../../../../contract/insights.ts'
import type { Database } from '../../driver.ts'
import { outcomes } from '../decisions.ts'
import type { LongQueryContext } from './context.ts'
import { readFacts, readSessions, readWaiting, type Facts, type SessionFacts } from './insights-facts.ts'
import { Confidences, durationsOf, wilson } from './insights-math.ts'

const mostReasons = 20

/** All figures of a filter, from one read of the decisions. */
export function insightsOverview({ db }: LongQueryContext, filter: IpcInput<'insights.overview'>): IpcOutput<'insights.overview'> {
  const now = Date.now()
  const facts = readFacts(db, filter)
  const sessions = readSessions(db)
  const reviewers = reviewersOf(db, facts)
  return {
    as_of: new Date(now).toISOString(),
    decisions: facts.n,
    ...countsOf(facts.outcome),
    undated: facts.at.filter((at) => at < 0).length,
    days: daysOf(facts, reviewers.numbers),
    reviewers: reviewers.figures,
    rates: ratesOf(db, facts, sessions),
    time_to_decision: durationsOf(facts.waited.filter((_, i) => (facts.at[i] ?? -1) >= 0)),
    queue_age: durationsOf(readWaiting(db, filter).map((made) => Math.max(0, now - made))),
    rejections: rejectionsOf(db, facts),
    calibration: calibrationOf(db, facts, sessions),
  }
}

type Counts = Pick<Insights, 'approved' | 'rejected' | 'checkpoints'>
const noCounts = (): Counts => ({ approved: 0, rejected: 0, checkpoints: 0 })
const kindOf = (outcome: number): keyof Counts => (outcome === outcomes.approved ? 'approved' : outcome === outcomes.rejected ? 'rejected' : 'checkpoints')

function countsOf(decided: readonly number[]): Counts {
  const counts = noCounts()
  for (const outcome of decided) counts[kindOf(outcome)] += 1
  return counts
}

/** Those who decided, the busiest first; `numbers`: their numbers in the same order. */
function reviewersOf(db: Database, { n, reviewer, outcome, waited, at }: Facts): { figures: ReviewerFigures[]; numbers: number[] } {
  const groups = new Map<number, { counts: Counts; waited: number[] }>()
  for (let i = 0; i < n; i++) {
    const group = getOrMake(groups, reviewer[i] as number, () => ({ counts: noCounts(), waited: [] }))
    group.counts[kindOf(outcome[i] as number)] += 1
    if ((at[i] as number) >= 0) group.waited.push(waited[i] as number)
  }
  const people = db.all<{ n: number; id: string; name: string | null }>(
    `select i.n, i.id, (select coalesce(nullif(m.display_name, ''), m.email) from workspace_memberships m where m.user_id = i.id limit 1) as name
     from insight_ids i where i.n in (select value from json_each(?))`,
    [JSON.stringify([...groups.keys()])],
  )
  const known = new Map(people.map((person) => [person.n, person]))
  const rows = [...groups].map(([number, { counts, waited: all }]) => {
    const decisions = counts.approved + counts.rejected + counts.checkpoints
    const person = known.get(number)
    return { number, figures: { id: person?.id ?? null, name: person?.name ?? null, decisions, ...counts, median: durationsOf(all).median } }
  })
  rows.sort((a, b) => b.figures.decisions - a.figures.decisions || (a.figures.id ?? '').localeCompare(b.figures.id ?? ''))
  return { figures: rows.map(({ figures }) => figures), numbers: rows.map(({ number }) => number) }
}

const quarterHour = 900_000

/** Days of the local time zone. All time zones change at a quarter of an hour, so one look at the calendar serves each. */
function daysOf({ n, at, outcome, reviewer }: Facts, reviewers: readonly number[]): DayFigures[] {
  const place = new Map(reviewers.map((number, index) => [number, index]))
  const days = new Map<string, DayFigures>()
  const dayOfQuarter = new Map<number, DayFigures>()
  for (let i = 0; i < n; i++) {
    const time = at[i] as number
    if (time < 0) continue
    const quarter = Math.floor(time / quarterHour)
    const figures = getOrMake(dayOfQuarter, quarter, () => {
      const day = localDay(new Date(quarter * quarterHour))
      return getOrMake(days, day, () => emptyDay(day, reviewers.length))
    })
    figures[kindOf(outcome[i] as number)] += 1
    const of = place.get(reviewer[i] as number) as number
    figures.by_reviewer[of] = (figures.by_reviewer[of] ?? 0) + 1
  }
  const known = [...days.keys()].sort()
  const [first, last] = [known[0], known.at(-1)]
  const all: DayFigures[] = []
  if (first === undefined || last === undefined) return all
  for (let day = first; day <= last; day = dayAfter(day)) all.push(days.get(day) ?? emptyDay(day, reviewers.length))
  return all
}

const two = (value: number) => String(value).padStart(2, '0')
const localDay = (time: Date) => `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
const emptyDay = (day: string, reviewers: number): DayFigures => ({ day, ...noCounts(), by_reviewer: Array.from({ length: reviewers }, () => 0) })
const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** Approval rates of decided artifacts, the largest group first. */
function ratesOf(db: Database, { n, outcome, session }: Facts, sessions: ReadonlyMap<number, SessionFacts>): Insights['rates'] {
  const groups = { agent: new Map<string | null, Tally>(), type: new Map<string | null, Tally>(), project: new Map<string | null, Tally>() }
  for (let i = 0; i < n; i++) {
    if (kindOf(outcome[i] as number) === 'checkpoints') continue
    const facts = sessions.get(session[i] as number)
    for (const dimension of ['agent', 'type', 'project'] as const) {
      const tally = getOrMake(groups[dimension], facts?.[dimension] ?? null, () => ({ decided: 0, approved: 0 }))
      tally.decided += 1
      if (outcome[i] === outcomes.approved) tally.approved += 1
    }
  }
  const rates = (tallies: ReadonlyMap<string | null, Tally>, names: ReadonlyMap<string, string>): ApprovalRate[] =>
    [...tallies]
      .map(([id, { decided, approved }]) => ({ id, name: id === null ? null : (names.get(id) ?? null), decided, approved, ...wilson(approved, decided) }))
      .sort((a, b) => b.decided - a.decided || (a.id ?? '').localeCompare(b.id ?? ''))
  return {
    agents: rates(groups.agent, namesIn(db, 'agents')),
    task_types: rates(groups.type, new Map()) as Insights['rates']['task_types'],
    projects: rates(groups.project, namesIn(db, 'projects')),
  }
}

interface Tally {
  decided: number
  approved: number
}

function namesIn(db: Database, table: 'agents' | 'projects'): Map<string, string> {
  return new Map(db.all<{ id: string; name: string }>(`select id, name from ${table}`).map(({ id, name }) => [id, name]))
}

function rejectionsOf(db: Database, { n, key, outcome, reason, changes, at }: Facts): Insights['rejections'] {
  const found: Insights['rejections'] = { artifacts: 0, changes_requested: 0, checkpoints: 0, without_words: 0, reasons: [], distinct: 0 }
  const byReason = new Map<number, { n: number; at: number; key: number; isArtifact: boolean }>()
  for (let i = 0; i < n; i++) {
    const isArtifact = outcome[i] === outcomes.rejected
    if (!isArtifact && outcome[i] !== outcomes.ended) continue
    if (isArtifact) found.artifacts += 1
    else found.checkpoints += 1
    if (changes[i] === 1) found.changes_requested += 1
    if ((reason[i] as number) < 0) {
      found.without_words += 1
      continue
    }
    const newest = getOrMake(byReason, reason[i] as number, () => ({ n: 0, at: -2, key: -1, isArtifact }))
    newest.n += 1
    if ((at[i] as number) > newest.at) Object.assign(newest, { at: at[i], key: key[i], isArtifact })
  }
  found.distinct = byReason.size
  const top = [...byReason].sort(([a, x], [b, y]) => y.n - x.n || y.at - x.at || a - b).slice(0, mostReasons)
  found.reasons = top.flatMap(([number, of]): RejectionReason[] => {
    const text = db.value<string>('select text from insight_reasons where n = ?', [number])
    const table = of.isArtifact ? 'work_artifacts' : 'work_checkpoints'
    const item = db.get<{ id: string; work_session_id: string }>(`select id, work_session_id from ${table} where key = ?`, [of.key])
    if (text === undefined || item === undefined) return []
    const last_at = of.at < 0 ? null : new Date(of.at).toISOString()
    return [{ text, n: of.n, last_at, item: { kind: of.isArtifact ? 'artifact' : 'checkpoint', id: item.id }, work_session_id: item.work_session_id }]
  })
  return found
}

function calibrationOf(db: Database, { n, outcome, percent, session }: Facts, sessions: ReadonlyMap<number, SessionFacts>): Insights['calibration'] {
  const all = new Confidences()
  const byAgent = new Map<string | null, Confidences>()
  let without = 0
  for (let i = 0; i < n; i++) {
    if (kindOf(outcome[i] as number) === 'checkpoints') continue
    const stated = percent[i] as number
    if (stated < 0) {
      without += 1
      continue
    }
    const approved = outcome[i] === outcomes.approved
    all.add(stated, approved)
    getOrMake(byAgent, sessions.get(session[i] as number)?.agent ?? null, () => new Confidences()).add(stated, approved)
  }
  const names = namesIn(db, 'agents')
  const agents = [...byAgent].map(([id, confidences]) => ({ id, name: id === null ? null : (names.get(id) ?? null), ...confidences.summary() }))
  agents.sort((a, b) => b.n - a.n || (a.id ?? '').localeCompare(b.id ?? ''))
  return { ...all.summary(), without_confidence: without, bins: all.bins(), agents }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
