import { createContext, useContext, type ComponentProps } from 'react'
import type { ActionId } from '../app/keyboard/actions.ts'
import { ariaShortcut } from './key-shortcut.ts'
import './Button.css'

/** How the key of an action is printed; nothing where it has none. The app says it, a button only names the action. */
export const KeyHints = createContext<(action: ActionId) => string | undefined>(() => undefined)

export function Kbd(props: ComponentProps<'kbd'>) {
  return <kbd className="kbd" {...props} />
}

/** The key of a button that is not a `Button`; put `data-action` on it. */
export function KeyOf({ action }: { action: ActionId }) {
  const key = useContext(KeyHints)(action)
  return key === undefined ? null : <Kbd>{key}</Kbd>
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger'
  size?: 'standard' | 'small'
  /** what it does in the map of the keys: its key presses the button and is printed on it */
  action?: ActionId
  /** one of many alike: its key is for the line that has the focus; `or alone`: or for the only one that there is */
  ofLine?: boolean | 'or alone'
  /** the key that does the same, printed beside the label; where the screen itself says what it does */
  hint?: string | undefined
  /** only an icon; give an aria-label */
  square?: boolean
}

export function Button({ look = 'plain', size = 'standard', action, ofLine, hint, square, children, className, title, 'aria-label': label, ...rest }: ButtonProps) {
  const hints = useContext(KeyHints)
  const key = hint ?? (action && hints(action))
  /** always in sight; that of a line only where the focus is */
  const printed = key !== undefined && !square && ofLine !== true
  return (
    <button
      type="button"
      className={className === undefined ? 'button' : `button ${className}`}
      data-look={look}
      data-size={size}
      data-square={square || undefined}
      data-action={action}
      data-of-line={ofLine === true ? '' : ofLine || undefined}
      // What is seen on it is part of its name (WCAG 2.5.3).
      aria-label={label !== undefined && printed ? `${key} ${label}` : label}
      aria-keyshortcuts={key && ariaShortcut(key)}
      title={title ?? (square ? [label, key].filter(Boolean).join('  ') : undefined)}
      {...rest}
    >
      {key !== undefined && (!square || ofLine) && <Kbd aria-hidden={printed ? undefined : true}>{key}</Kbd>}
      {children}
    </button>
  )
}
