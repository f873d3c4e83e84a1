import type { ActionId } from './actions.ts'

/** What lies over the screen, and has keys of its own: those that its buttons show. */
const dialogs = '[role="dialog"],[role="alertdialog"]'
/** What a button `ofLine` belongs to. */
const lines = 'li, tr, [data-line]'

export const dialogAround = (element: Element | null): Element | null => element?.closest(dialogs) ?? null

const isUsable = (button: HTMLButtonElement): boolean => !button.disabled && button.ariaDisabled !== 'true' && button.checkVisibility()

/** In sight: not scrolled away, not behind something. */
function isInSight(button: Element): boolean {
  const { x, y, width, height } = button.getBoundingClientRect()
  const hit = document.elementFromPoint(x + width / 2, y + height / 2)
  return hit !== null && button.contains(hit)
}

/** Buttons of the screen, or of the dialog that lies over it, which show the key of one action, or of any. */
function buttonsOf(action: ActionId | null, dialog: Element | null): HTMLButtonElement[] {
  const all = (dialog ?? document).querySelectorAll<HTMLButtonElement>(action === null ? 'button[data-action]' : `button[data-action="${action}"]`)
  return [...all].filter((button) => button.closest(dialogs) === dialog && isUsable(button))
}

/**
 * The button that an action's key presses, seen from the focus: the nearest around it; among several, one that is in sight.
 * A line's button is pressed from within its line.
 */
export function buttonFor(action: ActionId, focus: Element | null): HTMLButtonElement | null {
  const line = focus?.closest(lines) ?? null
  const all = buttonsOf(action, dialogAround(focus))
  const found = all.filter((button) => {
    const { ofLine } = button.dataset
    return ofLine === undefined || line?.contains(button) === true || (ofLine === 'or alone' && all.length === 1)
  })
  // The nearest ancestor that has any of them.
  let near: readonly HTMLButtonElement[] = []
  for (let around = focus; around !== null && near.length === 0; around = around.parentElement) near = found.filter((button) => around?.contains(button))
  const best = near.length > 0 ? near : found
  return best.find(isInSight) ?? best[0] ?? null
}

/** What the screen's buttons do, whatever lies over it; those of its lines only for whoever lists them. */
export const shownActions = (inLines: 'and in lines' | null = null): Set<string> =>
  new Set(buttonsOf(null, null).flatMap(({ dataset }) => (dataset['ofLine'] === '' && inLines === null ? [] : (dataset['action'] ?? []))))
