import { DropdownMenu } from 'radix-ui'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { focusReading } from './focus-reading.ts'
import { MenuContent, useMenuPlace } from './Overlays.tsx'
import './Overlays.css'

export interface Pick {
  id: string
  label: string
  /** steps of 12 px, for what stands below another */
  indent?: number
  /** said beside it */
  detail?: ReactNode
  current?: boolean
}

interface PickMenuProps {
  label: string
  hint: string | undefined
  icon: ReactNode
  open: boolean
  onOpenChange(open: boolean): void
  picks: readonly Pick[]
  /** shown when there is nothing to pick */
  empty: string
  onPick(id: string): void
  testId: string
}

/** px between the button and its list, and from the window's top to where a list may begin */
const gap = 4
const topmost = 48

/** A list to jump from: opened by its key or button, walked by arrows or first letters, left by Esc. */
export function PickMenu({ label, hint, icon, open, onOpenChange, picks, empty, onPick, testId }: PickMenuProps) {
  const picked = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const [offset, setOffset] = useState(gap)
  const place = useMenuPlace()
  // Its key works while the button is scrolled away: the list stays in sight.
  useLayoutEffect(() => {
    if (open) setOffset(Math.max(gap, topmost - (button.current?.getBoundingClientRect().bottom ?? topmost)))
  }, [open])
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>
        <Button ref={button} look="quiet" size="small" hint={hint} data-testid={testId}>
          {icon} {label}
        </Button>
      </DropdownMenu.Trigger>
      {open && (
        <DropdownMenu.Portal container={place}>
          <MenuContent className="pick-menu" align="end" sideOffset={offset} aria-label={label}
            data-testid={`${testId}-menu`}
            // Focus on the button would scroll back to it: what was picked has come into view instead.
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              if (!picked.current) focusReading(button.current)
              picked.current = false
            }}
          >
            {picks.length === 0 && <p className="pick-empty soft">{empty}</p>}
            {picks.map(({ id, label: text, indent = 0, detail, current }) => (
              <DropdownMenu.Item
                key={id}
                className="menu-item pick"
                data-current={current || undefined}
                aria-current={current ? 'true' : undefined}
                textValue={text.slice(0, 100)}
                // Within the key press: the next key belongs to what was picked.
                onSelect={() => {
                  picked.current = true
                  onPick(id)
                }}
              >
                <span className="cut" dir="auto" data-indent={Math.min(indent, 4)}>
                  {text}
                </span>
                {detail !== undefined && <span className="soft tabular">{detail}</span>}
              </DropdownMenu.Item>
            ))}
          </MenuContent>
        </DropdownMenu.Portal>
      )}
    </DropdownMenu.Root>
  )
}
