import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { ItemDetail, Revision } from '../../../contract/items.ts'
import { firstToCompare, seenBefore } from '../../ui/compare/base.ts'
import { invoke } from '../ipc.ts'
import { queries } from '../queries.ts'

/** How the item on screen is being read: as a whole, or as what changed from another revision. */
export interface Reading {
  /** all revisions, newer ones that arrived meanwhile among them */
  revisions: readonly Revision[]
  /** the other side of the comparison; null: the whole text is shown */
  against: Revision | null
  /** what `toggle` would compare with; null: there is no other revision */
  first: Revision | null
  compareWith(id: string | null): void
  toggle(): void
}

/** On screen for so long, a content counts as looked at. In milliseconds. */
const LOOK = 1_000

const none: Reading = { revisions: [], against: null, first: null, compareWith: () => undefined, toggle: () => undefined }

/** `superseded`: something changed elsewhere, so the revisions are asked for again; the item itself stays as it is. */
export function useReading(detail: ItemDetail | null, superseded: boolean): Reading {
  const artifact = detail?.kind === 'artifact' ? detail : null
  const id = artifact?.artifact.id ?? ''
  const [choice, setChoice] = useState<{ id: string; against: string | null } | null>(null)
  const fresh = useQuery({ ...queries.item('artifact', id), enabled: superseded && artifact !== null }).data
  useNoteLook(artifact)

  return useMemo(() => {
    if (artifact === null) return none
    const revisions = fresh?.kind === 'artifact' && fresh.artifact.id === id ? fresh.revisions : artifact.revisions
    const first = firstToCompare(artifact, revisions)
    const chosen = choice?.id === id ? choice.against : (seenBefore(artifact)?.id ?? null)
    const against = revisions.find((revision) => revision.id === chosen) ?? null
    const compareWith = (other: string | null) => setChoice({ id, against: other })
    return { revisions, against, first, compareWith, toggle: () => compareWith(against === null ? (first?.id ?? null) : null) }
  }, [artifact, fresh, id, choice])
}

/** Tells the outbox's file what was looked at, once it was for a while and in the foreground. */
function useNoteLook(artifact: Extract<ItemDetail, { kind: 'artifact' }> | null): void {
  const ready = artifact?.content.state === 'ready'
  const id = artifact?.artifact.id
  const hash = artifact?.artifact.content_sha256
  useEffect(() => {
    if (!ready || id === undefined || hash === undefined) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const begin = () => {
      clearTimeout(timer)
      if (document.hasFocus()) timer = setTimeout(() => void invoke('items.looked', { id, content_sha256: hash }).catch(() => undefined), LOOK)
    }
    begin()
    window.addEventListener('focus', begin)
    const end = () => clearTimeout(timer)
    window.addEventListener('blur', end)
    return () => {
      end()
      window.removeEventListener('focus', begin)
      window.removeEventListener('blur', end)
    }
  }, [ready, id, hash])
}
