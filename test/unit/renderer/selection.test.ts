import { expect, test } from 'vitest'
import { Selection } from '../../../renderer/features/queue/list/selection.ts'
import { QueueModel } from '../../../renderer/features/queue/queue-model.ts'

function queueOf(...keys: number[]): QueueModel {
  const model = new QueueModel()
  model.merge(Int32Array.from(keys))
  return model
}
const picked = (selection: Selection) => [...selection.keys].sort((a, b) => a - b)

test('toggling picks, and lets go again', () => {
  const one = new Selection().toggle(3)
  expect([picked(one), one.anchor]).toEqual([[3], 3])
  expect(picked(one.toggle(5).toggle(3))).toEqual([5])
})

test('a range goes from where it began to here, either way, besides what is picked already', () => {
  const model = queueOf(10, 20, 30, 40, 50)
  const begun = new Selection().toggle(50).toggle(30)
  expect(picked(begun.to(10, model))).toEqual([10, 20, 30, 50])
  // Its beginning stays: the next one goes from there as well.
  expect(picked(begun.to(10, model).to(40, model))).toEqual([10, 20, 30, 40, 50])
})

test('a range in the order of the list, not of the keys', () => {
  expect(picked(new Selection().toggle(9).to(2, queueOf(9, 1, 2, 5)))).toEqual([1, 2, 9])
})

test('without a beginning, or when that has left the list, it picks the one item', () => {
  const model = queueOf(1, 2, 3)
  expect(picked(new Selection().to(2, model))).toEqual([2])
  const gone = new Selection().toggle(1)
  model.takeCurrent()
  expect(picked(gone.to(3, model))).toEqual([1, 3])
  expect(picked(gone.to(99, model))).toEqual([1, 99])
})

test('what is no longer listed is no longer picked; an unchanged selection is the same object', () => {
  const selection = new Selection(new Set([1, 2, 3]), 2)
  expect(selection.within(Int32Array.of(1, 2, 3, 4))).toBe(selection)
  const left = selection.within(Int32Array.of(3, 4))
  expect([picked(left), left.anchor]).toEqual([[3], 2])
  expect(new Selection().within(Int32Array.of(1)).size).toBe(0)
})
