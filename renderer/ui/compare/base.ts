import type { ItemDetail, Revision } from '../../../contract/items.ts'

type Artifact = Extract<ItemDetail, { kind: 'artifact' }>

/** The earlier revision that I know, when the one on screen came after it: the pane then opens on what changed. */
export function seenBefore({ artifact, revisions, seen }: Artifact): Revision | null {
  return revisions.find(({ id, revision }) => id === seen && revision < artifact.revision) ?? null
}

/** What a comparison begins with: a newer revision that arrived, what I saw last, or the revision before. */
export function firstToCompare(detail: Artifact, revisions: readonly Revision[]): Revision | null {
  const others = revisions.filter(({ id }) => id !== detail.artifact.id)
  const newest = others.at(-1)
  if (newest !== undefined && newest.revision > detail.artifact.revision) return newest
  return seenBefore(detail) ?? newest ?? null
}
