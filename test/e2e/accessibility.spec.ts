import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'
import { expect, test } from 'playwright/test'
import { toQueue } from '../screens/arrange.ts'
import { resize, wear } from '../screens/looks.ts'
import { acts } from '../screens/scenes.ts'
import { createWorld, type World } from '../screens/world.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds, a line each; `colours`: only what another look can change, on a scene whose structure was looked at. */
async function findings(page: Page, rules: 'all' | 'colours'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const options = { resultTypes: ['violations'], reporter: 'v2', ...(rules === 'colours' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}) }
  const { violations } = await page.evaluate((options) => (window as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe.run(document, options), options)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

/** What can be clicked but not come to by keyboard: neither in the tab order, nor in a group that arrows walk through. */
const unreachable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const described = (element: Element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${element.textContent?.trim().slice(0, 40) ?? ''}`
    const native = 'button, a[href], input, textarea, select, summary, [tabindex]'
    const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert], [aria-hidden="true"]') === null
    const handlersOf = (element: Element): Record<string, unknown> => {
      const key = Object.keys(element).find((name) => name.startsWith('__reactProps$'))
      return key === undefined ? {} : ((element as unknown as Record<string, Record<string, unknown>>)[key] ?? {})
    }
    /** what a field's arrows walk through while it keeps the focus */
    const walked = (element: Element) => [...document.querySelectorAll('input[role="combobox"][aria-controls]')].some((field) => document.getElementById(field.getAttribute('aria-controls') ?? '')?.contains(element))
    /** one of the group is in the tab order, the arrows go on from there */
    const comesInto = (group: Element | null) => group?.matches('[tabindex="0"], :has([tabindex="0"])') ?? false
    // A listbox, say, may have groups of its own, which the same arrows walk through.
    const roving = (element: Element) =>
      comesInto(element.closest('[role="group"]')) || comesInto(element.closest('[role="radiogroup"], [role="toolbar"], [role="menu"], [role="tablist"], [role="listbox"], [role="tree"], [role="grid"]'))
    return [...document.querySelectorAll('*')]
      .filter((element) => seen(element) && !element.matches(':disabled'))
      .filter((element) => {
        if (element.matches('button, a[href], input, textarea, select, [role="button"], [role="switch"]')) return (element as HTMLElement).tabIndex < 0 && !roving(element)
        if (typeof handlersOf(element)['onClick'] !== 'function') return false
        return !walked(element) && element.querySelector(native) === null && !element.matches(native) && !roving(element) && !/scrim/.test(element.className)
      })
      .map(described)
  })

/** What sticks out of the window to the side, where nothing scrolls to it, and what has to be scrolled to both sides to be read. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...[...document.querySelectorAll('.screen-scroll, .pane-scroll, .dialog, .sheet, .gate, .event-sheet')].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ className }) => `${className} scrolls sideways`),
    ...[...document.querySelectorAll('button, input, textarea, h1, h2')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert], .unseen, [aria-hidden="true"]') === null)
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        if (width === 0 || (left >= -1 && right <= window.innerWidth + 1)) return false
        for (let parent = element.parentElement; parent; parent = parent.parentElement) {
          const { overflowX } = getComputedStyle(parent)
          if ((overflowX === 'auto' || overflowX === 'scroll') && parent.scrollWidth > parent.clientWidth) return false
        }
        return true
      })
      .map((element) => `${element.tagName.toLowerCase()} ${element.textContent?.trim().slice(0, 40) ?? ''}`),
  ])

let world: World
test.beforeAll(async () => {
  world = await createWorld()
})
test.afterAll(() => world.stop())

for (const act of acts) {
  test(`${act.name}: axe finds nothing, and every action is there for the keyboard and at 200 %`, async () => {
    test.setTimeout(180_000)
    await act.open(world)
    for (const scene of act.scenes.filter(({ native }) => !native)) {
      await scene.arrange(world)
      const { page } = world.app
      for (const look of ['light', 'dark', 'contrast'] as const) {
        await wear(world, look)
        expect.soft(await findings(page, look === 'light' ? 'all' : 'colours'), `${scene.name}, ${look}`).toEqual([])
      }
      await wear(world, 'light')
      expect.soft(await unreachable(page), `${scene.name}: out of the keyboard’s reach`).toEqual([])
      await resize(world, 900, 600, 2)
      expect.soft(await cutOff(page), `${scene.name} at 900 × 600 and 200 %: out of sight`).toEqual([])
      await resize(world, 1440, 900)
      await (act.rest ?? toQueue)(world)
    }
  })
}
