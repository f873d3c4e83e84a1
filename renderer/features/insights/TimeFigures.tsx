import type { Durations, Insights } from '../../../contract/insights.ts'
import { BarsChart } from './BarsChart.tsx'
import { Figure } from './Figure.tsx'
import { duration, durationBin } from './words.ts'

export function TimeFigures({ data: { time_to_decision, queue_age } }: { data: Insights }) {
  return (
    <>
      <Times title="Time to decision" name="time-to-decision" of={time_to_decision} note="From the moment it was made to the decision." />
      <Times title="Age of the queue" name="queue-age" of={queue_age} note="What waits now, whatever the period." />
    </>
  )
}

function Times({ title, name, of, note }: { title: string; name: string; of: Durations; note: string }) {
  const bounds = of.bins.map(({ up_to }) => up_to)
  const bars = of.bins.map(({ n }, index) => ({ name: durationBin(bounds, index), n }))
  return (
    <Figure
      title={title}
      name={name}
      note={of.n === 0 ? note : `Median ${duration(of.median)}, nine of ten within ${duration(of.p90)}, the longest ${duration(of.longest)}. ${note}`}
      table={{ head: ['Time', 'Items'], rows: of.n === 0 ? [] : bars.map((bar) => [bar.name, bar.n]) }}
    >
      {(svg) => <BarsChart svg={svg} label={`${title}.`} bars={bars} />}
    </Figure>
  )
}
