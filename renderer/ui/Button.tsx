import type { ComponentProps, ReactNode } from 'react'
import './Button.css'

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger'
  size?: 'standard' | 'small'
  /** the key that does the same, printed beside the label */
  hint?: string | undefined
  /** only an icon; give an aria-label */
  square?: boolean
}

export function Button({ look = 'plain', size = 'standard', hint, square, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={className === undefined ? 'button' : `button ${className}`}
      data-look={look}
      data-size={size}
      data-square={square || undefined}
      {...rest}
    >
      {hint !== undefined && <Kbd>{hint}</Kbd>}
      {children}
    </button>
  )
}
