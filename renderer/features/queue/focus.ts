/** The focus goes back to the text, so that Space or Enter on the button just used decides nothing more. */
export const focusReading = (): void => document.querySelector<HTMLElement>('[data-reading]')?.focus({ preventScroll: true })
