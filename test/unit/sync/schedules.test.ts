import { expect, test } from 'vitest'
import { plantedStore } from '../../crash/plants.ts'
import { runSchedule } from '../../schedules/schedule.ts'

// `npm run schedules` runs ten thousand.
test('random schedules of two devices, server and network converge, and every decision called saved arrives once or stands in the tray', { timeout: 60_000 }, async () => {
  const failed: string[] = []
  let acknowledged = 0
  for (let seed = 1; seed <= 60; seed++) {
    const outcome = await runSchedule(seed)
    acknowledged += outcome.acknowledged
    if (outcome.problems.length > 0) failed.push(`seed ${seed}: ${outcome.problems.join('; ')}`)
  }
  expect(failed).toEqual([])
  expect(acknowledged).toBeGreaterThan(200)
})

test.each(['acknowledge-before-commit', 'delete-before-answer'] as const)('a fault that is built in is found: %s', { timeout: 60_000 }, async (plant) => {
  for (let seed = 1; seed <= 60; seed++) {
    const { problems } = await runSchedule(seed, (store) => plantedStore(store, { plant }))
    if (problems.length > 0) return
  }
  throw new Error('no schedule failed')
})
