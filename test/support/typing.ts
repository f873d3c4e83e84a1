import type { CDPSession, Page } from 'playwright'

/** A verdict's key as it was pressed, and what the document showed in that moment. */
export interface Press {
  key: string
  /** the item in the reading pane; while it is on its way, the one that is selected in the list */
  item: string
  /** a bar said that it cannot be decided any more */
  stale: boolean
  at: number
}

/**
 * Notes, in the page and before any of the app's listeners, what is in the document when a key arrives. Typing in a text
 * field is not noted, except Ctrl+Enter.
 */
export async function recordPresses(page: Page): Promise<() => Promise<Press[]>> {
  await page.evaluate(() => {
    const presses: Press[] = []
    Object.assign(globalThis, { recordedPresses: presses })
    const attribute = (selector: string, name: string) => document.querySelector(selector)?.getAttribute(name) ?? ''
    window.addEventListener(
      'keydown',
      (event) => {
        const send = event.key === 'Enter' && event.ctrlKey
        if (!event.isTrusted || (event.target instanceof HTMLTextAreaElement && !send)) return
        const item = attribute('[data-testid="reading-pane"]', 'data-item-id') || attribute('[data-testid="queue-row"][aria-selected="true"]', 'data-item-id')
        const stale = document.querySelector('[data-testid="change-bar"][data-blocks]') !== null
        presses.push({ key: send ? 'send' : event.key, item, stale, at: performance.now() })
      },
      { capture: true },
    )
  })
  return () => page.evaluate(() => (globalThis as unknown as { recordedPresses: Press[] }).recordedPresses)
}

const codes: Record<string, { code: string; windowsVirtualKeyCode: number; text?: string }> = {
  ' ': { code: 'Space', windowsVirtualKeyCode: 32, text: ' ' },
  Enter: { code: 'Enter', windowsVirtualKeyCode: 13 },
}

/** Types without waiting for the app: a person does not wait either. Keys arrive in their order. */
export class Typist {
  readonly #session: CDPSession
  #sent: Promise<unknown>[] = []

  private constructor(session: CDPSession) {
    this.#session = session
  }

  static async at(page: Page): Promise<Typist> {
    return new Typist(await page.context().newCDPSession(page))
  }

  /** One key down and up; `control`: with Ctrl. */
  press(key: string, { control = false } = {}): void {
    const known = codes[key] ?? { code: `Key${key.toUpperCase()}`, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0), text: key }
    const { text, ...rest } = known
    const event = { key, ...rest, modifiers: control ? 2 : 0 }
    this.#sent.push(
      this.#session.send('Input.dispatchKeyEvent', { type: text === undefined || control ? 'rawKeyDown' : 'keyDown', ...event, ...(text === undefined || control ? {} : { text }) }),
      this.#session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
    )
  }

  type(text: string): void {
    for (const letter of text) this.press(letter)
  }

  /** Until all keys have arrived. */
  async done(): Promise<void> {
    await Promise.all(this.#sent)
    this.#sent = []
  }
}
