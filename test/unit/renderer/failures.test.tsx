import type * as ReactQuery from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../../../contract/app-error.ts'
import type { ItemDetail } from '../../../contract/items.ts'
import { announcement, tell, told } from '../../../renderer/app/announce.ts'
import { RevisionCompare } from '../../../renderer/app/reading/RevisionCompare.tsx'
import { Comments } from '../../../renderer/app/talk/Comments.tsx'
import { createWorld } from '../../support/renderer-mock/world.ts'

// Every read has failed; its clock is React's own store, which a server's rendering does not have.
vi.mock('@tanstack/react-query', async (actual) => ({ ...(await actual<typeof ReactQuery>()), useQuery: () => ({ data: undefined, error: new AppError('storage_full', 'No space left on the disk.') }) }))
vi.mock('../../../renderer/ui/RelativeTime.tsx', () => ({ useNow: () => 0, RelativeTime: () => null }))
vi.mock('../../../renderer/app/keyboard/keymap.ts', async (actual) => ({ ...(await actual<object>()), useHints: () => () => undefined }))

beforeEach(() => void vi.stubGlobal('document', { getElementById: () => null }))
afterEach(() => void vi.unstubAllGlobals())

test('comments that could not be read say so, and do not vanish', () => {
  const shown = renderToStaticMarkup(<Comments target={{ on: 'artifact', id: 'a' }} me="" />)
  expect(shown).toContain('The comments could not be read')
  expect(shown).toContain('No space left on the disk.')
})

test('an earlier revision that could not be read says so, and is no text that is still coming', () => {
  const detail = [...createWorld(5).items.values()].find((each): each is Extract<ItemDetail, { kind: 'artifact' }> => each.kind === 'artifact')
  if (!detail) throw new Error('the world has artifacts')
  const against = { ...detail.artifact, id: 'earlier', revision: 0 } as never
  const shown = renderToStaticMarkup(
    <RevisionCompare detail={detail} reading={{ revisions: [], first: null, against, toggle: vi.fn(), compareWith: vi.fn() } as never} against={against} onStep={vi.fn()}>
      The whole text
    </RevisionCompare>,
  )
  expect(shown).toContain('No space left on the disk.')
  expect(shown).toContain('The whole text')
  expect(shown).not.toContain('skeleton')
})

test('what has no place of its own is shown for a while, and spoken', () => {
  vi.useFakeTimers()
  tell('It was not claimed.')
  expect([told.get(), announcement.get()]).toEqual(['It was not claimed.', 'It was not claimed.'])
  vi.advanceTimersByTime(10_000)
  expect(told.get()).toBeNull()
  vi.useRealTimers()
})
