// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { Palette } from '../../../renderer/app/palette/Palette.tsx'
import { Dialog, Sheet } from '../../../renderer/ui/Overlays.tsx'
import { draw, madeUpMain, press, showsDialogs } from './draw.tsx'

const closed = vi.fn()

test.each([
  ['dialog', <Dialog open title="Name it" onClose={closed}><input autoFocus /></Dialog>, 'Name it'],
  ['tray', <Sheet open title="Tray" onClose={closed}><input autoFocus /></Sheet>, 'Tray'],
  ['palette', <Palette open onClose={closed} />, 'Find anything'],
])('Esc ends what an input method composes in a %s, and only the next one closes it', async (_, part, title) => {
  closed.mockClear()
  madeUpMain('items=3')
  draw(part)
  await showsDialogs(title)
  await press('Escape', { isComposing: true })
  expect(closed).not.toHaveBeenCalled()
  await press('Escape')
  expect(closed).toHaveBeenCalledOnce()
})
