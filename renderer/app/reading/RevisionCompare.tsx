import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ItemDetail, Revision } from '../../../contract/items.ts'
import { Button } from '../../ui/Button.tsx'
import { useComparison } from '../../ui/compare/ask.ts'
import { CompareView } from '../../ui/compare/CompareView.tsx'
import { countChanges } from '../../ui/compare/model.ts'
import { Select } from '../../ui/Overlays.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { asAppError } from '../ipc.ts'
import { useHints } from '../keyboard/keymap.ts'
import { queries } from '../queries.ts'
import type { Reading } from './reading.ts'

interface RevisionCompareProps {
  detail: Extract<ItemDetail, { kind: 'artifact' }>
  reading: Reading
  against: Revision
  onStep(step: 1 | -1): void
  /** the whole text, for when there is nothing to compare with */
  children: ReactNode
}

/** What changed between the revision on screen and another: who said what about the earlier one, then the changes. */
export function RevisionCompare({ detail, reading, against, onStep, children }: RevisionCompareProps) {
  const { artifact, content, seen, names } = detail
  const hints = useHints()
  const newer = against.revision > artifact.revision
  const { data: other, error } = useQuery(queries.content(against.id))
  const text = other?.state === 'ready' ? { content_sha256: against.content_sha256, text: other.text } : null
  const mine = content.state === 'ready' ? { content_sha256: artifact.content_sha256, text: content.text } : null
  const [before, after] = newer ? [mine, text] : [text, mine]
  const compared = useComparison(before, after)

  const obstacle = content.state !== 'ready' ? 'Its content is not here yet.' : whyNot(against, other?.state, compared?.state)
  // The one on screen was decided after it came there: what was said about it stands in the list.
  const earlier = newer ? (reading.revisions.find(({ id }) => id === artifact.id) ?? artifact) : against
  return (
    <section className="compare" aria-label="What changed" data-testid="compare" data-state={obstacle === null && error === null ? (compared?.state ?? 'working') : 'missing'}>
      <div className="compare-head">
        <h2>{newer ? `What revision ${against.revision} changed` : against.id === seen ? 'Changed since you looked' : 'What changed'}</h2>
        <Select
          label="Compared with"
          value={against.id}
          onChange={(id) => reading.compareWith(id)}
          testId="compare-with"
          options={reading.revisions
            .filter(({ id }) => id !== artifact.id)
            .map((revision) => ({ value: revision.id, label: `revision ${revision.revision}`, detail: revision.id === seen ? 'you saw it' : revision.status }))}
        />
        {compared?.state === 'ready' && (
          <span className="soft tabular" role="status">
            {changesText(countChanges(compared.comparison))}
          </span>
        )}
        <div className="compare-head-actions">
          <Button look="quiet" size="small" hint={hints('read.previous-change')} aria-label="Previous change" onClick={() => onStep(-1)}>
            <ArrowUp size={13} aria-hidden />
          </Button>
          <Button look="quiet" size="small" hint={hints('read.next-change')} aria-label="Next change" onClick={() => onStep(1)}>
            <ArrowDown size={13} aria-hidden />
          </Button>
          <Button look="quiet" size="small" hint={hints('read.compare')} onClick={() => reading.compareWith(null)} data-testid="read-whole">
            Whole text
          </Button>
        </div>
      </div>
      {earlier.review_feedback !== null && earlier.review_feedback !== '' && (
        <blockquote className="compare-asked" dir="auto">
          <span>
            {(earlier.reviewed_by_user_id === null ? null : names[earlier.reviewed_by_user_id]) ?? 'A colleague'} on revision {earlier.revision}
            {earlier.reviewed_at !== null && (
              <>
                , <RelativeTime at={earlier.reviewed_at} sentence />
              </>
            )}
          </span>
          {earlier.review_feedback}
        </blockquote>
      )}
      {error !== null ? (
        <>
          <ErrorNotice error={asAppError(error)} />
          {children}
        </>
      ) : obstacle !== null ? (
        <>
          <p className="compare-note" role="status">
            {obstacle}
          </p>
          {children}
        </>
      ) : compared?.state === 'ready' ? (
        <CompareView comparison={compared.comparison} />
      ) : (
        <div className="wait coming" aria-busy="true">
          <span className="skeleton" />
          <span className="skeleton" />
          <span className="skeleton" />
        </div>
      )}
    </section>
  )
}

/** Why there is no comparison, in words, or null. */
function whyNot(against: Revision, content: string | undefined, compared: string | undefined): string | null {
  if (content === 'wanted') return `Revision ${against.revision} is not on this computer yet; it comes when you are online. Here is the whole text.`
  if (content === 'broken') return `Revision ${against.revision} arrived damaged and is being fetched again. Here is the whole text.`
  if (compared === 'failed') return 'These two are too large or too different to be compared in time. Here is the whole text.'
  return null
}

const changesText = (changes: number) => (changes === 0 ? 'no changes' : plural(changes, 'change'))
