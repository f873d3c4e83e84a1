/**
 * The focus goes back to the text that one reads, `from` within it where there are several: keys mean it again, Space and
 * the arrows scroll it, and no button just used is pressed once more.
 */
export const focusReading = (from: Element | null = null): void => (from?.closest<HTMLElement>('[data-reading]') ?? document.querySelector<HTMLElement>('[data-reading]'))?.focus({ preventScroll: true })
