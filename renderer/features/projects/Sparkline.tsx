import type { ProjectSummary } from '../../../contract/projects.ts'

const [height, bar, gap] = [20, 4, 2]

/** What was decided on each of the last 14 days: rejections stand below the line, so that colour is only a second sign. */
export function Sparkline({ days }: Pick<ProjectSummary, 'days'>) {
  const most = Math.max(1, ...days.flatMap(({ approved, rejected }) => [approved, rejected]))
  const approved = days.reduce((sum, day) => sum + day.approved, 0)
  const rejected = days.reduce((sum, day) => sum + day.rejected, 0)
  const words = `Last 14 days: ${approved} approved, ${rejected} rejected`
  const scale = (n: number) => (n === 0 ? 0 : Math.max(1, (n / most) * (height / 2 - 1)))
  return (
    <svg className="sparkline" role="img" aria-label={words} width={days.length * (bar + gap)} height={height}>
      <title>{words}</title>
      <line x1={0} x2={days.length * (bar + gap)} y1={height / 2} y2={height / 2} />
      {days.map((day, index) => (
        <g key={index}>
          <rect data-tone="good" x={index * (bar + gap)} width={bar} y={height / 2 - scale(day.approved)} height={scale(day.approved)} />
          <rect data-tone="bad" x={index * (bar + gap)} width={bar} y={height / 2} height={scale(day.rejected)} />
        </g>
      ))}
    </svg>
  )
}
