import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useMemo } from 'react'
import type { Insights } from '../../../contract/insights.ts'
import { asAppError } from '../../app/ipc.ts'
import { useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { useRefresh } from '../../app/refresh.ts'
import { createStore, useStore } from '../../app/store.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { Select } from '../../ui/Overlays.tsx'
import { useNow } from '../../ui/RelativeTime.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { count, plural } from '../../ui/time.ts'
import { CalibrationFigures } from './CalibrationFigures.tsx'
import { DecisionFigures } from './DecisionFigures.tsx'
import { boundsOf, periods, type Choice } from './period.ts'
import { RateFigures } from './RateFigures.tsx'
import { Rejections } from './Rejections.tsx'
import { TimeFigures } from './TimeFigures.tsx'
import { duration, percent } from './words.ts'
import './insights.css'

const choice = createStore<Choice>({ period: '30', project_id: null, from: '', to: '' })

/** What the decisions say: how many, how fast, how often yes, why not, and how well the agents know themselves. */
export function InsightsScreen() {
  const workspace = useChosenWorkspace()
  const chosen = useStore(choice)
  const projects = useQuery(queries.projects(workspace)).data ?? []
  const project_id = projects.some(({ id }) => id === chosen.project_id) ? chosen.project_id : null
  const day = Math.floor(useNow() / 600_000)
  const bounds = useMemo(() => boundsOf(chosen, day * 600_000), [chosen, day])
  const insights = useQuery({ ...queries.insights({ workspace_id: workspace, project_id, ...bounds }), placeholderData: keepPreviousData })
  useRefresh(['insights.overview'], 3_000)

  return (
    <section className="screen" aria-label="Insights" data-testid="insights">
      <header className="screen-head">
        <h1>Insights</h1>
        <span className="soft tabular" data-testid="insights-total">
          {insights.data && plural(insights.data.decisions, 'decision')}
        </span>
        <div className="insights-filters">
          <WorkspaceSelect />
          <Select
            label="Project"
            value={project_id ?? ''}
            options={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(id) => choice.set({ ...chosen, project_id: id === '' ? null : id })}
            testId="insights-project"
          />
          <Select label="Period" value={chosen.period} options={periods} onChange={(period) => choice.set({ ...chosen, period })} testId="insights-period" />
          {chosen.period === 'custom' && <Dates chosen={chosen} />}
        </div>
      </header>
      <div className="screen-scroll">
        {insights.isError ? (
          <ErrorState error={asAppError(insights.error)} onRetry={() => void insights.refetch()} />
        ) : insights.data === undefined ? (
          <Loading>Counting the decisions.</Loading>
        ) : (
          <Figures data={insights.data} />
        )}
      </div>
    </section>
  )
}

function Dates({ chosen }: { chosen: Choice }) {
  return (
    <span className="insights-dates">
      <input className="input" type="date" aria-label="From" max={chosen.to || undefined} value={chosen.from} onChange={({ target }) => choice.set({ ...chosen, from: target.value })} data-testid="insights-from" />
      <span aria-hidden>–</span>
      <input className="input" type="date" aria-label="To" min={chosen.from || undefined} value={chosen.to} onChange={({ target }) => choice.set({ ...chosen, to: target.value })} data-testid="insights-to" />
    </span>
  )
}

function Figures({ data }: { data: Insights }) {
  return (
    <div className="insights">
      <Summary data={data} />
      {data.decisions === 0 ? (
        <EmptyState icon={ChartColumn} title="Nothing was decided in this period" testId="insights-empty">
          <p>Choose a longer period or another project. Decisions count once the server has them; those that wait in the outbox do not.</p>
        </EmptyState>
      ) : (
        <>
          <DecisionFigures data={data} />
          <RateFigures rates={data.rates} />
          <CalibrationFigures calibration={data.calibration} />
        </>
      )}
      <TimeFigures data={data} />
      {data.decisions > 0 && <Rejections rejections={data.rejections} />}
      <p className="soft insights-foot">
        Counted on this computer, from what the server has confirmed: offline as of the last pull. A decision that was taken back does not count; a day is a day of this computer’s time zone.
        {data.undated > 0 && ` ${plural(data.undated, 'decision')} of the first version ${data.undated === 1 ? 'has' : 'have'} no time: counted in the rates, in no day and no duration.`}
      </p>
    </div>
  )
}

function Summary({ data }: { data: Insights }) {
  const decided = data.approved + data.rejected
  const facts: [name: string, value: string, aside: string][] = [
    ['Decisions', count(data.decisions), `${plural(decided, 'artifact')}, ${plural(data.checkpoints, 'checkpoint')}`],
    ['Approved', percent(decided === 0 ? null : data.approved / decided), `${count(data.approved)} of ${plural(decided, 'artifact')}`],
    ['Time to decision', duration(data.time_to_decision.median), data.time_to_decision.n === 0 ? 'nothing was timed' : `median; nine of ten within ${duration(data.time_to_decision.p90)}`],
    ['Waiting now', count(data.queue_age.n), data.queue_age.n === 0 ? 'nothing waits' : `the oldest for ${duration(data.queue_age.longest)}`],
    ['Calibration error', percent(data.calibration.ece), data.calibration.n === 0 ? 'no stated confidence' : `over ${plural(data.calibration.n, 'artifact')}`],
  ]
  return (
    <dl className="insights-summary tabular" data-testid="insights-summary">
      {facts.map(([name, value, aside]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <span className="soft">{aside}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
