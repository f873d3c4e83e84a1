import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { now } from './large.ts'

interface Change {
  id: string
  /** ms since the epoch */
  at: number
}

/**
 * In the renderer: notes every change of the item in the reading pane, at the first task after the animation frame in
 * which the DOM held it. Event time stamps are not used: they hide a main process that was late to pass the key on.
 */
export async function watchItems(page: Page): Promise<void> {
  await page.evaluate(() => {
    const changes: { id: string; at: number }[] = []
    Object.assign(globalThis, { benchChanges: changes })
    const shown = () => document.querySelector('[data-testid="reading-pane"]')?.getAttribute('data-item-id') ?? ''
    let last = shown()
    // Two keys may arrive within one frame: both items came into the document, one after the other.
    let waiting: string[] = []
    new MutationObserver(() => {
      const id = shown()
      // Empty: the next one is still on its way, and is what the key waits for.
      if (id !== '' && id !== last) waiting.push((last = id))
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-item-id'] })
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<string[]>) => {
      const at = performance.timeOrigin + performance.now()
      for (const id of data) changes.push({ id, at })
    }
    const frame = () => {
      if (waiting.length > 0) channel.port2.postMessage(waiting)
      waiting = []
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

const seen = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { benchChanges: Change[] }).benchChanges.splice(0))

/** Presses A at random intervals of 60–130 ms, so often or as long as it says; answers with the milliseconds from each press to the next item painted. */
export async function keyToPaint(page: Page, more: number | ((pressed: number) => Promise<boolean>)): Promise<number[]> {
  await seen(page)
  const goesOn = typeof more === 'number' ? (pressed: number) => Promise.resolve(pressed < more) : more
  const sent: number[] = []
  while (await goesOn(sent.length)) {
    const due = now() + 60 + Math.random() * 70
    sent.push(now())
    await page.keyboard.press('a')
    await wait(Math.max(0, due - now()))
  }
  await wait(1_000)
  const changes = await seen(page)
  if (changes.length !== sent.length) throw new Error(`${sent.length} keys were pressed, ${changes.length} items painted`)
  return changes.map((change, i) => change.at - (sent[i] ?? Number.NaN))
}

