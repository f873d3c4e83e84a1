import { doubleOneKey, onlyArtifacts, typeFast } from '../support/fast-keys.ts'
import { expect, test } from './fixtures.ts'

test.beforeEach(async ({ stack }) => {
  await onlyArtifacts(stack)
})

test('decisions typed 30 ms apart are all there, each on its item with its words', async ({ stack, people: [owner], start }) => {
  const result = await typeFast(await start(), stack, owner, 60, 30)
  expect(result.mistakes).toEqual([])
})

// The planted fault: a key that arrives twice decides the neighbour, and everything after it is off by one.
test('and a key that came twice would be found', async ({ stack, people: [owner], start }) => {
  const app = await start()
  const { mistakes } = await typeFast(app, stack, owner, 20, 30, () => doubleOneKey(app))
  expect(mistakes.some((mistake) => mistake.includes('arrived'))).toBe(true)
})
