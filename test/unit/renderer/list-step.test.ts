import { afterEach, expect, test } from 'vitest'
import { buildKeymap, keys } from '../../../renderer/app/keyboard/keymap.ts'
import { listStep, listStepKeys } from '../../../renderer/app/keyboard/list-step.ts'

const step = (key: string, code = '', ctrl = false) =>
  listStep({ key, code, ctrl, repeat: false, composing: false, meta: false, alt: false, altGraph: false, shift: false, inText: false })

afterEach(() => keys.set({ map: buildKeymap({}), single: true }))

test('what moves in the queue moves in a list of its own, also on a layout without Latin letters; arrows do always', () => {
  expect([step('j'), step('k'), step('о', 'KeyJ'), step('л', 'KeyK'), step('ArrowDown'), step('ArrowUp')]).toEqual([1, -1, 1, -1, 1, -1])
  expect([step('x'), step('j', 'KeyJ', true), step('ArrowDown', '', true)]).toEqual([null, null, null])
  expect(listStepKeys()).toEqual(['j', 'k'])
})

test('a chosen key does it and is printed, and the default does not any more', () => {
  keys.set({ map: buildKeymap({ 'queue.next': ')', 'queue.previous': 'mod+b' }), single: true })
  expect([step(')'), step('b', 'KeyB', true), step('j'), step('k')]).toEqual([1, -1, null, null])
  expect(listStepKeys()).toEqual([')', 'mod+b'])
})

test('with single keys off, or where they are pressed one after the other, the arrows are printed', () => {
  keys.set({ map: buildKeymap({}), single: false })
  expect([step('j'), step('ArrowDown'), listStepKeys()]).toEqual([null, 1, ['↓', '↑']])
  keys.set({ map: buildKeymap({ 'queue.next': 'z j', 'queue.previous': 'z u' }), single: true })
  expect([step('j'), listStepKeys()]).toEqual([null, ['↓', '↑']])
})
