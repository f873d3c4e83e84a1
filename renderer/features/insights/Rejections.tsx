import type { Insights } from '../../../contract/insights.ts'
import { navigate } from '../../app/navigation.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { count, plural } from '../../ui/time.ts'
import { Figure } from './Figure.tsx'

/** Why not: the reviewers' own words, the most frequent first. */
export function Rejections({ rejections }: { rejections: Insights['rejections'] }) {
  const { artifacts, changes_requested, checkpoints, without_words, reasons, distinct } = rejections
  const most = reasons[0]?.n ?? 1
  return (
    <Figure
      title="Reasons for rejections"
      name="rejections"
      note={`${plural(artifacts, 'artifact')} rejected, ${count(changes_requested)} of them with a request for changes; ${plural(checkpoints, 'session')} ended at a checkpoint; ${count(without_words)} without a word. ${
        distinct > reasons.length ? `The ${reasons.length} most frequent of ${count(distinct)} reasons.` : 'Reasons that differ only in case count as one.'
      }`}
      wide
      plain
      table={{ head: ['Reason', 'Times', 'Last'], rows: reasons.map((reason) => [reason.text, reason.n, reason.last_at]) }}
    >
      {() => (
        <ol className="reasons">
          {reasons.map((reason) => (
            <li key={reason.text}>
              <span className="reason-bar" aria-hidden>
                <span style={{ width: `${(reason.n / most) * 100}%` }} />
              </span>
              <span className="tabular reason-count">{count(reason.n)}</span>
              <button type="button" className="reason-text" dir="auto" title="Open the newest session with this reason" data-testid="rejection-reason" onClick={() => navigate({ screen: 'sessions', id: reason.work_session_id })}>
                {reason.text}
              </button>
              <span className="soft">{reason.last_at !== null && <RelativeTime at={reason.last_at} />}</span>
            </li>
          ))}
        </ol>
      )}
    </Figure>
  )
}
