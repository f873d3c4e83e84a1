/** So long a window is waited for, in ms. */
const patience = 300

export interface DraftFlush {
  /** Has the window write down what was typed. Resolves when it has, or after a moment: one that hangs holds nothing up. */
  flush(): Promise<void>
  /** the window's answer */
  flushed(id: number): void
}

/** `ask`: tells the window, which answers with the same number. */
export function createDraftFlush(ask: (id: number) => void): DraftFlush {
  const waiting = new Map<number, () => void>()
  let last = 0
  return {
    flush: () =>
      new Promise((resolve) => {
        const id = ++last
        const timer = setTimeout(done, patience)
        waiting.set(id, done)
        ask(id)
        function done() {
          clearTimeout(timer)
          waiting.delete(id)
          resolve()
        }
      }),
    flushed: (id) => waiting.get(id)?.(),
  }
}
