import { createRandom } from '../support/random.ts'
import { delayKeys, pressAmidChanges } from '../support/wrong-item.ts'
import { currentItem, expect, nextItem, signIn, test } from './fixtures.ts'

test('whatever arrives, vanishes or is superseded around a key, only what was on screen is decided', async ({ stack, people, start }) => {
  const result = await pressAmidChanges(await start(), stack, people, 40, createRandom(6))
  expect(result.mistakes).toEqual([])
  expect(result.decided).toBeGreaterThan(10)
})

// The planted fault: a key that takes effect 150 ms late, after a step to the neighbour that was typed behind it.
test('and a decision about a neighbour would be found', async ({ stack, people, start }) => {
  const app = await start()
  const { mistakes } = await pressAmidChanges(app, stack, people, 25, createRandom(7), () => delayKeys(app))
  expect(mistakes.length).toBeGreaterThan(0)
})

test('a held key, a double click, and Space or Enter on the button just used decide once', async ({ people: [owner], start }) => {
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  const count = () =>
    page.evaluate(async () => {
      const history = await window.countersign.invoke('outbox.history', { limit: 100 })
      return history.ok ? history.value.length : Number.NaN
    })
  await currentItem(page)

  await test.step('held', async () => {
    const session = await page.context().newCDPSession(page)
    const down = { type: 'keyDown', key: 'a', code: 'KeyA', text: 'a', windowsVirtualKeyCode: 65 } as const
    const id = await currentItem(page)
    await session.send('Input.dispatchKeyEvent', down)
    for (let i = 0; i < 20; i++) await session.send('Input.dispatchKeyEvent', { ...down, autoRepeat: true })
    await session.send('Input.dispatchKeyEvent', { ...down, type: 'keyUp', text: '' })
    await nextItem(page, id)
    await expect.poll(count).toBe(1)
  })

  const affirm = page.locator('.verdict[data-verdict="approve"], .verdict[data-verdict="continue"]')
  await test.step('double click', async () => {
    const id = await currentItem(page)
    await affirm.dblclick()
    await nextItem(page, id)
    await expect.poll(count).toBe(2)
  })

  await test.step('Enter and Space on the button that was just used, also held', async () => {
    const id = await currentItem(page)
    await affirm.focus()
    await page.keyboard.down('Enter')
    for (let i = 0; i < 5; i++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await nextItem(page, id)
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    // Time enough for a decision that should not be.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))))
    expect(await count()).toBe(3)
  })

  await test.step('a double click on undo takes one back', async () => {
    await page.getByTestId('undo').dblclick()
    await expect(page.getByTestId('last-decision')).toContainText(/back in the queue/)
    await expect.poll(count).toBe(2)
  })
})
