import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const heap = JSON.stringify(join(import.meta.dirname, '../../../electron/shell/heap.ts'))

/** Size of the space for new objects in a thread of a fresh process after busy work, MB. */
const spaceAfterWork = (before: string): number =>
  Number(
    execFileSync(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { Worker } from 'node:worker_threads'
       ${before}
       new Worker(${JSON.stringify(`
         let kept = []
         for (let i = 0; i < 300_000; i++) {
           kept.push({ i, also: [i] })
           if (kept.length > 20_000) kept = kept.slice(10_000)
         }
         const { space_size } = process.getBuiltinModule('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
         console.log(space_size / 1024 / 1024)
       `)}, { eval: true })`,
    ], { encoding: 'utf8' }),
  )

test('the space for new objects stays small in a busy thread; otherwise it grows', () => {
  expect(spaceAfterWork(`(await import(${heap})).keepHeapsSmall()`)).toBeLessThanOrEqual(2)
  expect(spaceAfterWork('')).toBeGreaterThanOrEqual(8)
})
