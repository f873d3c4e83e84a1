import type { Insights } from '../../../contract/insights.ts'
import { count, plural } from '../../ui/time.ts'
import { CalibrationChart } from './CalibrationChart.tsx'
import { Figure } from './Figure.tsx'
import { percent } from './words.ts'

export function CalibrationFigures({ calibration }: { calibration: Insights['calibration'] }) {
  const { n, ece, bins, agents, without_confidence } = calibration
  const without = without_confidence === 0 ? '' : ` ${plural(without_confidence, 'artifact')} came without one.`
  return (
    <>
      <Figure
        title="Do agents know how sure they are"
        name="calibration"
        note={`Expected calibration error ${percent(ece)}: so far stated confidence and approval lie apart on average, over ${plural(n, 'artifact')}. Below the diagonal an agent is too sure.${without}`}
        table={{
          head: ['Stated from (%)', 'to (%)', 'Artifacts', 'Approved', 'Mean stated', 'Approval rate', '95 % from', '95 % to'],
          rows: n === 0 ? [] : bins.map((bin) => [bin.from, bin.to, bin.n, bin.approved, bin.confidence, bin.rate, bin.low, bin.high]),
        }}
      >
        {(svg) => <CalibrationChart bins={bins} svg={svg} />}
      </Figure>
      <Figure
        title="Calibration by agent"
        name="calibration-by-agent"
        wide
        note="The Brier score is the mean squared distance of confidence and outcome: 0 is perfect, 0.25 is a coin."
        plain
        table={{
          head: ['Agent', 'Artifacts', 'Mean stated', 'Approval rate', 'Calibration error', 'Brier score'],
          rows: agents.map((agent) => [agent.name ?? 'no agent named', agent.n, agent.confidence, agent.rate, agent.ece, agent.brier]),
        }}
      >
        {() => (
          <div className="figure-table" tabIndex={0} role="group" aria-label="Calibration by agent">
            <table className="tabular">
              <thead>
                <tr>
                  <th scope="col">Agent</th>
                  {['Artifacts', 'Stated', 'Approved', 'Error', 'Brier'].map((name) => (
                    <th key={name} scope="col" data-number>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {agents.map((agent) => (
                  <tr key={agent.id ?? ''}>
                    <th scope="row" dir="auto">
                      {agent.name ?? 'no agent named'}
                    </th>
                    <td data-number>{count(agent.n)}</td>
                    <td data-number>{percent(agent.confidence)}</td>
                    <td data-number>{percent(agent.rate)}</td>
                    <td data-number>{percent(agent.ece)}</td>
                    <td data-number>{agent.brier === null ? '–' : agent.brier.toFixed(2)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Figure>
    </>
  )
}
