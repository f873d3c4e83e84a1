import { scaleLinear } from 'd3-scale'
import type { RefCallback } from 'react'
import { plural } from '../../ui/time.ts'
import { Plot } from './Plot.tsx'
import { interval } from './words.ts'

interface RateRow {
  name: string
  decided: number
  rate: number | null
  low: number | null
  high: number | null
}

const row = 40
const edge = 12
/** between words and the lines at the edges */
const clear = 6

/** Shares with their intervals: where two intervals lie apart, the difference is one. */
export function RateChart({ label, rows, svg }: { label: string; rows: readonly RateRow[]; svg: RefCallback<SVGSVGElement> }) {
  const height = rows.length * row + 24
  return (
    <Plot svg={svg} label={label} height={height} readings={rows.map((each) => `${each.name}: ${interval(each)} of ${plural(each.decided, 'artifact')} approved`)}>
      {(width, current, point) => {
        const x = scaleLinear().domain([0, 1]).range([edge, Math.max(edge + 1, width - edge)])
        return (
          <>
            {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
              <g key={tick}>
                <line className="plot-grid" x1={x(tick)} x2={x(tick)} y1={0} y2={height - 20} />
                <text className="plot-label" x={x(tick)} y={height - 5} textAnchor={tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}>
                  {tick * 100} %
                </text>
              </g>
            ))}
            {rows.map((each, index) => {
              const y = index * row + 28
              return (
                <g key={each.name} className="plot-column" data-current={current === index || undefined} onPointerEnter={() => point(index)}>
                  <rect className="plot-target" x={0} width={width} y={index * row} height={row} />
                  <text className="plot-name" x={edge + clear} y={index * row + 14}>
                    {cut(each.name, Math.floor((width - 150) / 7))}
                  </text>
                  <text className="plot-number" x={width - edge - clear} y={index * row + 14} textAnchor="end">
                    {interval(each)}
                  </text>
                  {each.rate !== null && (
                    <>
                      <line className="mark-interval" x1={x(each.low ?? 0)} x2={x(each.high ?? 1)} y1={y} y2={y} />
                      <circle className="mark-rate" cx={x(each.rate)} cy={y} r={5} />
                    </>
                  )}
                </g>
              )
            })}
          </>
        )
      }}
    </Plot>
  )
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`)
