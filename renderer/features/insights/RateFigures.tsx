import type { ApprovalRate, Insights } from '../../../contract/insights.ts'
import { Figure } from './Figure.tsx'
import { RateChart } from './RateChart.tsx'
import { typeName } from './words.ts'

/** As many as stand in one chart; all of them are in the table. */
const most = 8

const note = 'Of the artifacts decided, how many were approved. The line is the 95 % Wilson interval: with few decisions it is long.'

export function RateFigures({ rates }: { rates: Insights['rates'] }) {
  return (
    <>
      <Rates title="Approval rate by agent" name="approval-by-agent" rows={rates.agents.map((each) => ({ ...each, name: each.name ?? 'no agent named' }))} />
      <Rates title="Approval rate by task type" name="approval-by-task-type" rows={rates.task_types.map((each) => ({ ...each, name: typeName(each.id) }))} />
      <Rates title="Approval rate by project" name="approval-by-project" rows={rates.projects.map((each) => ({ ...each, name: each.name ?? 'a project that is gone' }))} />
    </>
  )
}

function Rates({ title, name, rows }: { title: string; name: string; rows: readonly (ApprovalRate & { name: string })[] }) {
  return (
    <Figure
      title={title}
      name={name}
      note={rows.length > most ? `${note} The ${most} with the most decisions; the table has all ${rows.length}.` : note}
      table={{
        head: ['Name', 'Decided', 'Approved', 'Rate', '95 % from', '95 % to'],
        rows: rows.map((each) => [each.name, each.decided, each.approved, each.rate, each.low, each.high]),
      }}
    >
      {(svg) => <RateChart svg={svg} label={`${title}.`} rows={rows.slice(0, most)} />}
    </Figure>
  )
}
