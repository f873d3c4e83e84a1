import { useId, useState, type KeyboardEvent, type ReactNode, type RefCallback } from 'react'
import { useWidth } from './useWidth.ts'

interface PlotProps {
  /** what the chart shows, as one would say it */
  label: string
  height: number
  /** what each mark says, in the order of the arrow keys */
  readings: readonly string[]
  svg: RefCallback<SVGSVGElement>
  /** draws at this width; `current`: the mark that is pointed at */
  children(width: number, current: number | null, point: (index: number | null) => void): ReactNode
}

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_at, last) => last,
}

/** A chart that can be walked with the arrow keys; what its marks say stands below it, and is read out. */
export function Plot({ label, height, readings, svg, children }: PlotProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const [current, point] = useState<number | null>(null)
  const reading = useId()
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined || readings.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    point(current === null ? (event.key === 'End' ? readings.length - 1 : 0) : step(current, readings.length - 1))
  }
  return (
    <div className="plot" ref={box}>
      <div
        className="plot-frame"
        role="group"
        aria-roledescription="chart"
        aria-label={`${label} Arrow keys go through its ${readings.length} marks.`}
        aria-describedby={reading}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => point(null)}
        onPointerLeave={() => point(null)}
      >
        <svg ref={svg} width={width} height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden focusable={false}>
          {width > 0 && children(width, current, point)}
        </svg>
      </div>
      <p className="plot-reading tabular" id={reading} role="status">
        {current === null ? '' : readings[current]}
      </p>
    </div>
  )
}
