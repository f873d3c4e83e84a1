import { scaleBand, scaleLinear } from 'd3-scale'
import type { RefCallback } from 'react'
import { count } from '../../ui/time.ts'
import { Plot } from './Plot.tsx'

interface Bar {
  name: string
  n: number
}

interface BarsProps {
  label: string
  bars: readonly Bar[]
  svg: RefCallback<SVGSVGElement>
}

const row = 26
const room = { name: 120, number: 72 }

/** Lying bars with their number at the end. */
export function BarsChart({ label, bars, svg }: BarsProps) {
  const all = bars.reduce((sum, { n }) => sum + n, 0)
  const share = (n: number) => (all === 0 ? '' : ` (${Math.round((n / all) * 100)} %)`)
  return (
    <Plot svg={svg} label={label} height={bars.length * row + 4} readings={bars.map(({ name, n }) => `${name}: ${count(n)}${share(n)}`)}>
      {(width, current, point) => {
        const x = scaleLinear().domain([0, Math.max(1, ...bars.map(({ n }) => n))]).range([0, Math.max(1, width - room.name - room.number)])
        const y = scaleBand<number>().domain(bars.keys()).range([0, bars.length * row]).paddingInner(0.35)
        return bars.map(({ name, n }, index) => {
          const middle = (y(index) ?? 0) + y.bandwidth() / 2
          return (
            <g key={name} className="plot-column" data-current={current === index || undefined} onPointerEnter={() => point(index)}>
              <rect className="plot-target" x={0} width={width} y={index * row} height={row} />
              <text className="plot-label" x={room.name - 12} y={middle} textAnchor="end" dominantBaseline="central">
                {name}
              </text>
              <rect className="mark-neutral" x={room.name} width={n === 0 ? 0 : Math.max(2, x(n))} y={y(index)} height={y.bandwidth()} rx={2} />
              <text className="plot-number" x={room.name + x(n) + 8} y={middle} dominantBaseline="central">
                {count(n)}
                {share(n)}
              </text>
            </g>
          )
        })
      }}
    </Plot>
  )
}
