/** ⌘ is printed where the keyboard has it, Ctrl elsewhere. */
export const hasCommandKey = /Mac|iPhone|iPad/.test(navigator.userAgent)
