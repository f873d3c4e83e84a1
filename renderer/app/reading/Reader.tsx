import { GitCompareArrows, Search } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import type { ItemDetail, ItemRef } from '../../../contract/items.ts'
import { Button } from '../../ui/Button.tsx'
import type { PreparedContent } from '../../ui/content/ArtifactContent.tsx'
import { FindBar } from '../../ui/find/FindBar.tsx'
import { focusReading } from '../../ui/focus-reading.ts'
import { ItemContent, ItemDocument } from '../../ui/item/ItemDocument.tsx'
import { useHints } from '../keyboard/keymap.ts'
import { useActions } from '../keyboard/layers.ts'
import { openLink } from '../links.ts'
import { navigate } from '../navigation.ts'
import { useMe } from '../queries.ts'
import { Comments } from '../talk/Comments.tsx'
import { Company } from '../talk/Company.tsx'
import { Outline } from './Outline.tsx'
import type { Reading } from './reading.ts'
import { RevisionCompare } from './RevisionCompare.tsx'
import { SessionSwitcher } from './SessionSwitcher.tsx'

interface ReaderProps {
  detail: ItemDetail
  prepared: PreparedContent | null
  hideConfidence: boolean
  reading: Reading
  /** another item of the same session */
  onOpen?: ((item: ItemRef) => void) | undefined
}

/** An item with what one reads it by: compare, outline, find, the session's other items. Mount it once per item. */
export const Reader = memo(function Reader({ detail, prepared, hideConfidence, reading, onOpen }: ReaderProps) {
  const root = useRef<HTMLDivElement>(null)
  const [find, setFind] = useState(0)
  const { against } = reading
  const step = useCallback((by: 1 | -1) => void stepThroughChanges(root.current, by), [])
  const hints = useHints()
  const openFind = () => setFind((asked) => asked + 1)
  const [begins, setBegins] = useState(false)
  const stayed = useStay() || begins
  useActions({
    // As long as it is not there; then it says itself what the key does.
    'read.comment': stayed ? null : () => setBegins(true),
    'read.find': openFind,
    'read.session': () => navigate({ screen: 'sessions', id: detail.item.work_session_id }),
    'read.compare': reading.first && reading.toggle,
    'read.next-change': against && (() => step(1)),
    'read.previous-change': against && (() => step(-1)),
  })
  const closeFind = () => {
    setFind(0)
    focusReading(root.current)
  }
  const artifact = detail.kind === 'artifact' ? detail : null
  const { item } = detail
  const me = useMe()

  return (
    <div ref={root}>
      {find > 0 && (
        <div className="find-place">
          <FindBar root={root} asked={find} onClose={closeFind} />
        </div>
      )}
      <ItemDocument
        detail={detail}
        prepared={prepared}
        hideConfidence={hideConfidence}
        onOpenLink={openLink}
        tools={
          <>
            {stayed && <Company item={item} workspaceId={item.workspace_id} pending={item.status === 'pending' && detail.local === null} />}
            {reading.first && against === null && (
              <Button look="quiet" size="small" hint={hints('read.compare')} onClick={reading.toggle} data-testid="compare-open">
                <GitCompareArrows size={14} aria-hidden /> Compare
              </Button>
            )}
            {artifact !== null && against === null && <Outline root={root} />}
            {onOpen !== undefined && <SessionSwitcher detail={detail} onOpen={onOpen} />}
            <Button look="quiet" size="small" hint={hints('read.find')} onClick={openFind} data-testid="find-open">
              <Search size={14} aria-hidden /> Find
            </Button>
          </>
        }
      >
        {artifact !== null && against !== null && (
          <RevisionCompare detail={artifact} reading={reading} against={against} onStep={step}>
            <ItemContent detail={artifact} prepared={prepared} onOpenLink={openLink} />
          </RevisionCompare>
        )}
      </ItemDocument>
      {stayed && (
        <div className="document-talk">
          <Comments target={{ on: item.kind, id: item.id }} me={me} begins={begins} />
        </div>
      )}
    </div>
  )
})

/** What people say about an item is for those who stay with it, not for those who decide on the way. */
const stayMs = 200

function useStay(): boolean {
  const [stayed, setStayed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStayed(true), stayMs)
    return () => clearTimeout(timer)
  }, [])
  return stayed
}

/** The next or previous change comes into view and takes the focus, so that a screen reader says it. */
function stepThroughChanges(root: HTMLElement | null, by: 1 | -1): void {
  const changes = [...(root?.querySelectorAll<HTMLElement>('[data-change]') ?? [])]
  if (changes.length === 0) return
  const at = changes.indexOf(document.activeElement as HTMLElement)
  const next = changes[at < 0 ? (by === 1 ? 0 : changes.length - 1) : Math.min(changes.length - 1, Math.max(0, at + by))]
  next?.scrollIntoView({ block: 'center' })
  next?.focus({ preventScroll: true })
}
