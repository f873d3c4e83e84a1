import { Check, ChevronDown, X } from 'lucide-react'
import { Dialog as Radix, DropdownMenu, Tooltip as RadixTooltip } from 'radix-ui'
import { createContext, useContext, useEffect, useLayoutEffect, useState, type ComponentProps, type ReactNode } from 'react'
import { Button, Kbd } from './Button.tsx'
import { findByLetters } from './menu-letters.ts'
import './Overlays.css'

export function Tooltip({ text, hint, side = 'bottom', children }: { text: ReactNode; hint?: string | undefined; side?: 'top' | 'right' | 'bottom'; children: ReactNode }) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {hint !== undefined && <Kbd>{hint}</Kbd>}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  )
}

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <RadixTooltip.Provider delayDuration={500} skipDelayDuration={200}>
    {children}
  </RadixTooltip.Provider>
)

const OverDialog = createContext(false)

/** Where a menu is put: into the landmark of the menus; over a dialog, which hides all that was there, onto the page. */
export const useMenuPlace = (): HTMLElement | null => (useContext(OverDialog) ? null : document.getElementById('menus'))

interface DialogProps {
  open: boolean
  onClose(): void
  title: string
  description?: ReactNode
  wide?: boolean
  children?: ReactNode
}

/** How what stands in a dialog says that it holds words, and how it is left. */
const HoldWords = createContext<((words: boolean) => void) | null>(null)
const LeaveDialog = createContext<(() => void) | null>(null)

/**
 * For a form in a dialog: while it holds `words` that would be lost, a click beside the dialog does nothing and Esc asks
 * first. Answers what its own way back does. Where a name is all there is to type, typing it anew is quicker than the
 * question: such a dialog closes at once.
 */
export function useHeldWords(words: boolean, onClose: () => void): () => void {
  const hold = useContext(HoldWords)
  // Before the next key, which may be Esc: one that waits behind the letter reaches a busy window before any timer.
  useLayoutEffect(() => {
    if (!words) return
    hold?.(true)
    return () => hold?.(false)
  }, [hold, words])
  return useContext(LeaveDialog) ?? onClose
}

/** Leaves at once, or asks first while `words` would be lost. */
export function useLeaving(words: boolean, onLeave: () => void): { leave(): void; question: ReactNode } {
  const [asking, setAsking] = useState(false)
  // They went another way: the question is not for what is typed next.
  if (asking && !words) setAsking(false)
  const stay = () => setAsking(false)
  const discard = () => {
    stay()
    onLeave()
  }
  const question = asking && (
    <Dialog open onClose={stay} title="Discard what you typed?" description="It is not kept anywhere.">
      <DiscardOrStay onStay={stay} onDiscard={discard} />
    </Dialog>
  )
  return { leave: () => (words ? setAsking(true) : onLeave()), question }
}

/** So long, in ms, the question is not answered by a key that was on its way: that of sending the form is the same. */
const readMs = 500

function DiscardOrStay({ onStay, onDiscard }: { onStay(): void; onDiscard(): void }) {
  const [read, setRead] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setRead(true), readMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="dialog-actions">
      <Button action="app.escape" onClick={onStay}>
        Go on with it
      </Button>
      <Button look="danger" action="decide.send" aria-disabled={!read} data-testid="discard-words" onClick={() => read && onDiscard()}>
        Discard it
      </Button>
    </div>
  )
}

/** Esc ends what an input method composes, and nothing else. */
export const unlessComposing = (event: KeyboardEvent): void => {
  if (event.isComposing) event.preventDefault()
}

/** A question or a form over the screen; Esc closes it and the focus goes back to where it was. */
export function Dialog(props: DialogProps) {
  const [words, setWords] = useState(false)
  const { leave, question } = useLeaving(words, props.onClose)
  return (
    <>
      <HoldWords value={setWords}>
        <LeaveDialog value={leave}>
          <OpenDialog {...props} onClose={leave} words={words} />
        </LeaveDialog>
      </HoldWords>
      {question}
    </>
  )
}

function OpenDialog({ open, onClose, title, description, wide, children, words }: DialogProps & { words: boolean }) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className="dialog"
          data-wide={wide || undefined}
          onEscapeKeyDown={unlessComposing}
          onInteractOutside={(event) => words && event.preventDefault()}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <Radix.Title asChild>
            <h2>{title}</h2>
          </Radix.Title>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="soft">{description}</div>
            </Radix.Description>
          )}
          <OverDialog value={true}>{children}</OverDialog>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A tray at the window's right edge. */
export function Sheet({ open, onClose, title, testId, children }: Omit<DialogProps, 'description' | 'wide'> & { testId?: string }) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="sheet" data-testid={testId} onEscapeKeyDown={unlessComposing} aria-describedby={undefined}>
          <header className="sheet-head">
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <Button look="quiet" square action="app.escape" aria-label="Close">
                <X size={16} />
              </Button>
            </Radix.Close>
          </header>
          <OverDialog value={true}>{children}</OverDialog>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface SelectProps<V extends string> {
  label: string
  value: V
  options: readonly { value: V; label: string; detail?: string }[]
  onChange(value: V): void
  disabled?: boolean
  testId?: string
}

/** What every menu's list has in common. */
export function MenuContent({ className = '', ...rest }: ComponentProps<typeof DropdownMenu.Content>) {
  return <DropdownMenu.Content onKeyDownCapture={findByLetters} collisionPadding={8} className={`menu ${className}`} {...rest} />
}

/** One of many. A menu, because Radix's own Select writes a style element as HTML, which our policy forbids. */
export function Select<V extends string>({ label, value, options, onChange, disabled, testId }: SelectProps<V>) {
  const chosen = options.find((option) => option.value === value)
  const place = useMenuPlace()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button className="select" size="small" disabled={disabled} aria-label={`${label}: ${chosen?.label ?? ''}`} data-testid={testId}>
          <span className="cut">{chosen?.label ?? label}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={place}>
        <MenuContent align="start" sideOffset={4} aria-label={label}>
          <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
            {options.map((option) => (
              <DropdownMenu.RadioItem key={option.value} value={option.value} className="menu-item">
                <span>
                  <DropdownMenu.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </span>
                <span className="cut">{option.label}</span>
                {option.detail !== undefined && <span className="soft tabular">{option.detail}</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </MenuContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
