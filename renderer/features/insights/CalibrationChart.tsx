import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { RefCallback } from 'react'
import type { CalibrationBin } from '../../../contract/insights.ts'
import { count, plural } from '../../ui/time.ts'
import { Legend } from './Legend.tsx'
import { Plot } from './Plot.tsx'
import { interval, percent } from './words.ts'

const height = 300
const edge = { top: 12, right: 24, bottom: 44, left: 52 }
const steps = [0, 0.2, 0.4, 0.6, 0.8, 1]

const words = ({ from, to, n, confidence, ...rate }: CalibrationBin): string =>
  `Stated ${from} to ${to} %, on average ${percent(confidence)}: ${interval(rate)} of ${plural(n, 'artifact')} approved`

/** Stated confidence against what reviewers said. On the diagonal an agent that says 80 % is right in 80 of 100. */
export function CalibrationChart({ bins, svg }: { bins: readonly CalibrationBin[]; svg: RefCallback<SVGSVGElement> }) {
  const shown = bins.filter(({ n }) => n > 0)
  const largest = Math.max(1, ...shown.map(({ n }) => n))
  return (
    <>
      <Legend parts={[['rate', 'approved, with its 95 % interval'], ['diagonal', 'as stated'], ['neutral', 'how many artifacts']]} />
      <Plot svg={svg} height={height} label="Stated confidence against approval rate." readings={shown.map(words)}>
        {(width, current, point) => {
          const x = scaleLinear().domain([0, 1]).range([edge.left, Math.max(edge.left + 1, width - edge.right)])
          const y = scaleLinear().domain([0, 1]).range([height - edge.bottom, edge.top])
          const path = line<CalibrationBin>((bin) => x(bin.confidence ?? 0), (bin) => y(bin.rate ?? 0))(shown) ?? ''
          return (
            <>
              {steps.map((step) => (
                <g key={step}>
                  <line className="plot-grid" x1={edge.left} x2={width - edge.right} y1={y(step)} y2={y(step)} />
                  <text className="plot-label" x={edge.left - 8} y={y(step)} textAnchor="end" dominantBaseline="middle">
                    {Math.round(step * 100)} %
                  </text>
                  <text className="plot-label" x={x(step)} y={height - edge.bottom + 16} textAnchor="middle">
                    {Math.round(step * 100)} %
                  </text>
                </g>
              ))}
              <text className="plot-label" x={(edge.left + width - edge.right) / 2} y={height - 6} textAnchor="middle">
                stated confidence
              </text>
              {shown.map(({ from, to, n }) => {
                const tall = ((height - edge.bottom - edge.top) * 0.2 * n) / largest
                return <rect key={from} className="mark-count" x={x(from / 100) + 1} width={Math.max(0, x(to / 100) - x(from / 100) - 2)} y={height - edge.bottom - tall} height={tall} />
              })}
              <line className="mark-diagonal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
              <path className="mark-path" d={path} />
              {shown.map((bin, index) => (
                <g key={bin.from} className="plot-column" data-current={current === index || undefined} onPointerEnter={() => point(index)}>
                  <rect className="plot-target" x={x(bin.from / 100)} width={x(bin.to / 100) - x(bin.from / 100)} y={edge.top} height={height - edge.top - edge.bottom} />
                  <line className="mark-interval" x1={x(bin.confidence ?? 0)} x2={x(bin.confidence ?? 0)} y1={y(bin.low ?? 0)} y2={y(bin.high ?? 0)} />
                  <circle className="mark-rate" cx={x(bin.confidence ?? 0)} cy={y(bin.rate ?? 0)} r={5} />
                  <title>{count(bin.n)}</title>
                </g>
              ))}
            </>
          )
        }}
      </Plot>
    </>
  )
}
