// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { ItemDocument } from '../../../renderer/ui/item/ItemDocument.tsx'
import { createWorld } from '../../support/renderer-mock/world.ts'
import { draw, madeUpMain, until } from './draw.tsx'

/** What stands under the title of an artifact of this kind, made in a session of this task. */
async function headOf(artifact_type: string, task_type: 'analysis' | 'content_creation'): Promise<(string | null)[]> {
  const detail = [...createWorld(20).items.values()].find((each) => each.kind === 'artifact')
  if (detail?.kind !== 'artifact' || detail.item.kind !== 'artifact') throw new Error('no artifact')
  madeUpMain('items=20')
  draw(<ItemDocument detail={{ ...detail, item: { ...detail.item, artifact_type, task_type } }} prepared={null} hideConfidence onOpenLink={() => undefined} />)
  const line = await until(() => {
    const found = document.querySelector('.document-meta')
    if (found === null) throw new Error('not drawn yet')
    return found
  })
  return [...line.children].slice(0, 2).map(({ textContent }) => textContent)
}

test('an artifact’s kind is said in words, and its task beside it', async () => {
  expect(await headOf('content_draft', 'content_creation')).toEqual(['content draft', 'content creation'])
})

test('a kind that is called as its task is said once', async () => {
  expect(await headOf('analysis', 'analysis')).toEqual(['analysis', expect.not.stringMatching('analysis')])
})
