import { scaleBand, scaleLinear } from 'd3-scale'
import type { RefCallback } from 'react'
import type { DayFigures } from '../../../contract/insights.ts'
import { count, plural } from '../../ui/time.ts'
import { columnsOf, type Column } from './days.ts'
import { Legend } from './Legend.tsx'
import { Plot } from './Plot.tsx'
import { dayName } from './words.ts'

const height = 200
/** px of a bar */
const widest = 56
const edge = { top: 8, right: 8, bottom: 24, left: 44 }
const parts = ['approved', 'rejected', 'checkpoints'] as const
const total = (column: Column) => column.approved + column.rejected + column.checkpoints

function words(column: Column): string {
  const when = column.days === 1 ? dayName(column.from) : `${column.days} days from ${dayName(column.from)}`
  return `${when}: ${plural(total(column), 'decision')}, ${count(column.approved)} approved, ${count(column.rejected)} rejected, ${plural(column.checkpoints, 'checkpoint')}`
}

/** Decisions over time, stacked by what they were. */
export function DayChart({ days, svg }: { days: readonly DayFigures[]; svg: RefCallback<SVGSVGElement> }) {
  const columns = columnsOf(days)
  const top = Math.max(1, ...columns.map(total))
  return (
    <>
      <Legend parts={[['approved', 'approved'], ['rejected', 'rejected'], ['checkpoints', 'checkpoints answered']]} />
      <Plot svg={svg} height={height} label={`Decisions over time, ${columns[0]?.days === 1 ? 'by day' : `in steps of ${columns[0]?.days ?? 1} days`}.`} readings={columns.map(words)}>
        {(width, current, point) => {
          const x = scaleBand<number>().domain(columns.keys()).range([edge.left, width - edge.right]).paddingInner(columns.length > 60 ? 0.1 : 0.25)
          // A few days are not drawn as walls.
          const bar = Math.min(x.bandwidth(), widest)
          const left = (index: number) => (x(index) ?? 0) + (x.bandwidth() - bar) / 2
          const y = scaleLinear().domain([0, top]).nice(4).range([height - edge.bottom, edge.top])
          const every = Math.ceil(columns.length / Math.max(1, Math.floor((width - edge.left) / 76)))
          return (
            <>
              <Hatch />
              {y.ticks(4).filter(Number.isInteger).map((tick) => (
                <g key={tick}>
                  <line className="plot-grid" x1={edge.left} x2={width - edge.right} y1={y(tick)} y2={y(tick)} />
                  <text className="plot-label" x={edge.left - 8} y={y(tick)} textAnchor="end" dominantBaseline="middle">
                    {count(tick)}
                  </text>
                </g>
              ))}
              {columns.map((column, index) => {
                let below = 0
                return (
                  <g key={column.from} data-current={current === index || undefined} className="plot-column" onPointerEnter={() => point(index)}>
                    <rect className="plot-target" x={(x(index) ?? 0) - x.step() * x.paddingInner() / 2} width={x.step()} y={edge.top} height={height - edge.top - edge.bottom} />
                    {parts.map((part) => {
                      const [from, to] = [y(below), y((below += column[part]))]
                      return column[part] === 0 ? null : <rect key={part} className={`mark-${part}`} fill={part === 'rejected' ? 'url(#hatch)' : undefined} x={left(index)} width={bar} y={to} height={Math.max(1, from - to)} />
                    })}
                    {index % every === 0 && (
                      <text className="plot-label" x={(x(index) ?? 0) + x.bandwidth() / 2} y={height - 8} textAnchor="middle">
                        {dayName(column.from)}
                      </text>
                    )}
                  </g>
                )
              })}
            </>
          )
        }}
      </Plot>
    </>
  )
}

/** Rejected is hatched as well: colour alone says nothing. */
function Hatch() {
  return (
    <defs>
      <pattern id="hatch" width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="mark-hatch-ground" width={5} height={5} />
        <rect className="mark-hatch-line" width={1.5} height={5} />
      </pattern>
    </defs>
  )
}
