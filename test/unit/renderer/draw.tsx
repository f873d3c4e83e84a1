import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, vi } from 'vitest'
import { useHints } from '../../../renderer/app/keyboard/keymap.ts'
import { listenToKeys } from '../../../renderer/app/keyboard/layers.ts'
import { queryClient } from '../../../renderer/app/queries.ts'
import { KeyHints } from '../../../renderer/ui/Button.tsx'
import { TooltipProvider } from '../../../renderer/ui/Overlays.tsx'
import { createBridge } from '../../support/renderer-mock/bridge.ts'

type Main = ReturnType<typeof createBridge>

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end()
  queryClient.clear()
  vi.unstubAllGlobals()
})

/** Ends with the test that runs. */
export const atTheEnd = (end: () => void): void => void ends.push(end)

/** A made-up main (test/support/renderer-mock) behind this file's document: for tests that say `@vitest-environment happy-dom`. */
export function madeUpMain(parameters: string): Main {
  const main = createBridge(new URLSearchParams(parameters))
  window.countersign = main.bridge
  vi.stubGlobal('requestIdleCallback', (work: () => void) => setTimeout(work))
  vi.stubGlobal('cancelIdleCallback', clearTimeout)
  return main
}

/** Draws a part of the window into the document, with the keys that the window has. */
export function draw(part: ReactNode): void {
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  atTheEnd(listenToKeys())
  atTheEnd(() => {
    root.unmount()
    place.remove()
  })
  root.render(<Around>{part}</Around>)
}

function Around({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <KeyHints value={useHints()}>{children}</KeyHints>
      </TooltipProvider>
    </QueryClientProvider>
  )
}

export const find = (testId: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)
export const findAll = (testId: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)]

/** Waits until this holds: on a busy computer a dialog is drawn in more than the second that vitest would wait. */
export const until = <T,>(holds: () => T): Promise<T> => vi.waitFor(holds, 3_000)

/**
 * What React does a moment later: listening to main once something is drawn, drawing what main says. Radix takes several
 * turns: a dialog that was put over another one knows only when it is drawn again that Esc is for it.
 */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}

/** Waits until it is there, and listens. */
export async function shown(testId: string): Promise<HTMLElement> {
  const element = await until(() => {
    const found = find(testId)
    if (found === null) throw new Error(`${testId} is not there`)
    return found
  })
  await settled()
  return element
}

/** The dialogs that lie over each other, by their titles. */
const dialogs = (): (string | undefined)[] => [...document.querySelectorAll('[role="dialog"]')].map((dialog) => dialog.querySelector('h2')?.textContent)
/** Waits until these, and no others, are there, and listen. */
export async function showsDialogs(...titles: string[]): Promise<void> {
  await until(() => expect(dialogs()).toEqual(titles))
  await settled()
}

/** What runs between two keys that reach a busy window at once: no timer, and nothing that React puts off. */
const between = () => Promise.resolve()

/** Where the focus is, as for a person. */
export async function press(key: string, held: KeyboardEventInit = {}): Promise<void> {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...held })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  await between()
}

/** As typed: React hears of a field's new value only past the setter that it has put over it. */
export async function type(field: HTMLElement, text: string): Promise<void> {
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) throw new Error('no field')
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')?.set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await between()
}
