import { Search, X } from 'lucide-react'
import type { KeyboardEvent, Ref } from 'react'
import { Kbd } from './Button.tsx'
import './SearchField.css'

interface SearchFieldProps {
  ref?: Ref<HTMLInputElement>
  /** what is searched, for who does not see the placeholder */
  label: string
  placeholder?: string
  value: string
  onChange(value: string): void
  onKeyDown?(event: KeyboardEvent<HTMLInputElement>): void
  /** the key that leads here, printed while it is empty */
  hint: string | undefined
  longest?: number
  /** why it may find more in a moment */
  unfinished?: string | undefined
  testId: string
}

/** Words to search by; what stands in it is cleared with one click. */
export function SearchField({ ref, label, placeholder = 'Search', value, onChange, onKeyDown, hint, longest = 200, unfinished, testId }: SearchFieldProps) {
  return (
    <div className="search" data-unfinished={unfinished !== undefined || undefined} title={unfinished}>
      <Search size={14} aria-hidden />
      <input
        ref={ref}
        type="search"
        className="input"
        placeholder={placeholder}
        aria-label={label}
        aria-description={unfinished}
        data-testid={testId}
        dir="auto"
        maxLength={longest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value === '' ? (
        hint !== undefined && <Kbd>{hint}</Kbd>
      ) : (
        <button
          type="button"
          className="search-clear"
          aria-label="Clear the search"
          onClick={({ currentTarget }) => {
            // It goes with the words: whoever types on means the field, and with the focus nowhere the letters were keys.
            currentTarget.parentElement?.querySelector('input')?.focus()
            onChange('')
          }}
        >
          <X size={13} aria-hidden />
        </button>
      )}
    </div>
  )
}
