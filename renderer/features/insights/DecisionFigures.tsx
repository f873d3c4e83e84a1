import type { Insights } from '../../../contract/insights.ts'
import { count } from '../../ui/time.ts'
import { DayChart } from './DayChart.tsx'
import { Figure } from './Figure.tsx'
import { duration } from './words.ts'

const personName = ({ id, name }: { id: string | null; name: string | null }): string => name ?? (id === null ? 'Not recorded' : `Former member ${id.slice(0, 4)}`)

/** How much was decided: by day, and by whom. */
export function DecisionFigures({ data: { days, reviewers } }: { data: Insights }) {
  return (
    <>
      <Figure
        title="Decisions per day"
        name="decisions-per-day"
        note="What stands today, by the day on which it was decided."
        wide
        table={{
          head: ['Day', 'Approved', 'Rejected', 'Checkpoints', ...reviewers.map(personName)],
          rows: days.map((day) => [day.day, day.approved, day.rejected, day.checkpoints, ...day.by_reviewer]),
        }}
      >
        {(svg) => <DayChart days={days} svg={svg} />}
      </Figure>
      <Figure
        title="By reviewer"
        name="reviewers"
        note="The share of approvals says what a person was given as much as how they judge."
        wide
        plain
        table={{
          head: ['Reviewer', 'Decisions', 'Approved', 'Rejected', 'Checkpoints', 'Decisions per active day', 'Median time to decision (s)'],
          rows: reviewers.map((each, index) => [personName(each), each.decisions, each.approved, each.rejected, each.checkpoints, perActiveDay(days, index), each.median === null ? null : Math.round(each.median)]),
        }}
      >
        {() => <Reviewers data={{ reviewers, days }} />}
      </Figure>
    </>
  )
}

function perActiveDay(days: Insights['days'], reviewer: number): number | null {
  const active = days.map(({ by_reviewer }) => by_reviewer[reviewer] ?? 0).filter((n) => n > 0)
  return active.length === 0 ? null : Math.round((active.reduce((sum, n) => sum + n, 0) / active.length) * 10) / 10
}

function Reviewers({ data: { reviewers, days } }: { data: Pick<Insights, 'reviewers' | 'days'> }) {
  const most = Math.max(1, ...reviewers.map(({ decisions }) => decisions))
  return (
    <div className="figure-table" tabIndex={0} role="group" aria-label="By reviewer">
      <table className="tabular" data-testid="reviewers">
        <thead>
          <tr>
            <th scope="col">Reviewer</th>
            <th scope="col" className="reviewer-bar">
              Decisions
            </th>
            {['Approved', 'Rejected', 'Checkpoints', 'Per active day', 'Median time'].map((name) => (
              <th key={name} scope="col" data-number>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reviewers.map((each, index) => (
            <tr key={each.id ?? ''}>
              <th scope="row" dir="auto">
                {personName(each)}
              </th>
              <td className="reviewer-bar">
                <span>
                  <span style={{ width: `${(each.decisions / most) * 100}%` }} />
                </span>
                {count(each.decisions)}
              </td>
              <td data-number>{count(each.approved)}</td>
              <td data-number>{count(each.rejected)}</td>
              <td data-number>{count(each.checkpoints)}</td>
              <td data-number>{perActiveDay(days, index) ?? '–'}</td>
              <td data-number>{duration(each.median)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
