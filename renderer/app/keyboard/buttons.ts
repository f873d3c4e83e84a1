import type { ActionId } from './actions.ts'

/** What lies over the screen, and has keys of its own: those that its buttons show. */
const dialogs = '[role="dialog"],[role="alertdialog"]'
/** What a button `ofLine` belongs to. */
const lines = 'li, tr, [data-line]'

/** Where a key is pressed: what has the focus, and the dialog that the key is for. */
export interface Place {
  focus: Element | null
  dialog: Element | null
}

/**
 * Around the focus; where nothing has it, or what is about to close, the uppermost dialog that is open is meant: a pressed
 * button that is off then lets go of the focus.
 */
export function placeOf(target: EventTarget | null): Place {
  const focus = target instanceof Element && target !== document.body && target !== document.documentElement ? target : null
  const dialog = focus?.closest(dialogs) ?? null
  if (focus !== null && dialog?.getAttribute('data-state') !== 'closed') return { focus, dialog }
  return { focus: null, dialog: [...document.querySelectorAll(dialogs)].findLast((each) => each.getAttribute('data-state') === 'open') ?? null }
}

/** A button that shows an action's key, seen from the focus. */
export interface Candidate {
  /** of a line: for the line that has the focus; `or alone`: or for the only one that there is */
  ofLine: false | 'line' | 'or alone'
  /** it stands in the line that has the focus */
  inLine: boolean
  /** how many elements around the focus one has to go out to meet it; Infinity: the focus is nowhere */
  distance: number
  /** not scrolled away, not behind something */
  inSight: boolean
  isOff: boolean
}

/**
 * The button that an action's key presses: the nearest; among several, one that is in sight. One that is off counts as
 * well, and then nothing happens: a key never slides on to another button. From within a line (`lineHasFocus`) what lines
 * can do is done to this line alone.
 */
export function choose<C extends Candidate>(all: readonly C[], lineHasFocus: boolean): C | null {
  const alone = all.length === 1
  const found = all.filter(({ ofLine, inLine }) => inLine || ofLine === false || (ofLine === 'or alone' && alone && !lineHasFocus))
  const meant = lineHasFocus && all.some(({ ofLine }) => ofLine !== false) ? found.filter(({ inLine }) => inLine) : found
  const nearest = Math.min(...meant.map(({ distance }) => distance))
  const near = meant.filter(({ distance }) => distance === nearest)
  const chosen = near.find(({ inSight }) => inSight) ?? near[0]
  return chosen === undefined || chosen.isOff ? null : chosen
}

/** The same for what is on the screen, or in the dialog that lies over it. A form's answer is sent from within the form. */
export function buttonFor(action: ActionId, { focus, dialog }: Place): HTMLButtonElement | null {
  const line = focus?.closest(lines) ?? null
  const form = action === 'decide.send' && dialog === null ? (focus?.closest('form') ?? null) : null
  const all = buttonsOf(action, dialog).filter((button) => form === null || button.form === form)
  return (
    choose(
      all.map((button) => ({
        button,
        ofLine: ofLine(button),
        inLine: line?.contains(button) === true,
        distance: distance(focus, button),
        get inSight() {
          return isInSight(button)
        },
        isOff: button.disabled || button.ariaDisabled === 'true',
      })),
      line !== null,
    )?.button ?? null
  )
}

/** What the screen's buttons name, those of its lines too, whatever lies over it. */
export const namedActions = (): Set<string> => new Set(buttonsOf(null, null).flatMap(({ dataset }) => dataset['action'] ?? []))

/** Buttons of the screen, or of the dialog that lies over it, which show the key of one action, or of any. */
function buttonsOf(action: ActionId | null, dialog: Element | null): HTMLButtonElement[] {
  const all = (dialog ?? document).querySelectorAll<HTMLButtonElement>(action === null ? 'button[data-action]' : `button[data-action="${action}"]`)
  return [...all].filter((button) => button.closest(dialogs) === dialog && button.checkVisibility())
}

function ofLine({ dataset }: HTMLButtonElement): Candidate['ofLine'] {
  if (dataset['ofLine'] === undefined) return false
  return dataset['ofLine'] === 'or alone' ? 'or alone' : 'line'
}

function distance(focus: Element | null, button: Element): number {
  let steps = 0
  for (let around = focus; around !== null; around = around.parentElement, steps += 1) if (around.contains(button)) return steps
  return Infinity
}

function isInSight(button: Element): boolean {
  const { x, y, width, height } = button.getBoundingClientRect()
  const hit = document.elementFromPoint(x + width / 2, y + height / 2)
  return hit !== null && button.contains(hit)
}
