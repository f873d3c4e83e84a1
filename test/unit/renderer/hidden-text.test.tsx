import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import type { ItemDetail } from '../../../contract/items.ts'
import { spelledOut, withoutHidden } from '../../../contract/hidden-text.ts'
import { plain } from '../../../electron/shell/notifications/words.ts'
import { CommentBody } from '../../../renderer/app/talk/CommentBody.tsx'
import { ItemDocument } from '../../../renderer/ui/item/ItemDocument.tsx'
import { createWorld } from '../../support/renderer-mock/world.ts'

// Its clock is React's own store, which a server's rendering does not have.
vi.mock('../../../renderer/ui/RelativeTime.tsx', () => ({ useNow: () => 0, RelativeTime: () => null }))

/** Reads "Pay to 4321", holds "Pay to 1234", and an instruction that no person sees. */
const hostile = 'Pay to \u202e1234\u202c\u{e0068}\u{e0069}'
const hides = /[\u202e\u202c\u{e0068}]/u

describe('what would reorder or hide letters', () => {
  test('stands in an item by its name, wherever an agent or a colleague can write', () => {
    const details = [...createWorld(30).items.values()]
    const artifact = details.find(({ kind }) => kind === 'artifact')
    const checkpoint = details.find(({ kind }) => kind === 'checkpoint')
    if (!artifact || !checkpoint) throw new Error('the world has both')
    for (const detail of [artifact, checkpoint]) {
      const markup = renderToStaticMarkup(<ItemDocument detail={planted(detail)} prepared={null} hideConfidence={false} onOpenLink={() => undefined} />)
      expect(markup).not.toMatch(hides)
      expect(markup.split('U+202E').length).toBeGreaterThan(5)
      expect(markup).toContain('hidden text: hi')
    }
    expect(renderToStaticMarkup(<CommentBody body={hostile} me="" />)).toContain('U+202E')
  })

  test('stands so in whatever is read aloud, and is left alone where it is edited', () => {
    const parts = [hostile, ['and ', hostile]]
    const markup = renderToStaticMarkup(
      <section aria-label={hostile} title={hostile}>
        {parts}
        <svg>
          <title>{hostile}</title>
        </svg>
        <input defaultValue="x" placeholder={hostile} />
      </section>,
    )
    expect(markup).not.toMatch(hides)
    expect(markup).toContain('<title>Pay to ⟨U+202E⟩1234⟨U+202C⟩⟨hidden text: hi⟩</title>')
    expect(renderToStaticMarkup(<textarea value={hostile} onChange={vi.fn()} />)).toMatch(hides)
  })

  test('is spelled out in plain text, and gone from a notification; a flag stays a flag', () => {
    expect(spelledOut(hostile)).toBe('Pay to ⟨U+202E⟩1234⟨U+202C⟩⟨hidden text: hi⟩')
    expect(plain(hostile)).toBe('Pay to 1234')
    const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'
    expect([spelledOut(england), withoutHidden(england)]).toEqual([england, england])
  })
})

/** Every text that comes with the item but those that the app goes by. */
function planted(detail: ItemDetail): ItemDetail {
  const keep = /^(?:kind|id|.*_id|status|state|.*_at|task_type|artifact_type|content_sha256|role|key|expires|.*_type)$/
  const plant = (value: unknown): unknown =>
    typeof value === 'string'
      ? hostile
      : Array.isArray(value)
        ? value.map(plant)
        : value === null || typeof value !== 'object'
          ? value
          : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, keep.test(name) ? each : plant(each)]))
  return plant(detail) as ItemDetail
}
