import { useEffectEvent, useLayoutEffect, useState } from 'react'
import { captureKeys } from '../keyboard/layers.ts'
import { takesText } from '../keyboard/matching.ts'
import { typedBy, typedKey } from '../keyboard/typed.ts'

/** What is typed for a field that is on its way: its words, and no keys. Esc gives the field up; `forget`: it was taken over. */
export function useTypedAhead(waits: boolean, giveUp: () => void): { text: string; forget(): void } {
  const [text, setText] = useState('')
  const forget = () => setText('')
  const onKey = useEffectEvent((event: KeyboardEvent): boolean => {
    if (takesText(event.target) || event.isComposing) return false
    if (event.key === 'Escape') {
      forget()
      giveUp()
      return true
    }
    const typed = typedBy(typedKey(event))
    if (typed === null) return false
    // Nothing is sent before it is seen.
    if (typed.kind === 'erase') setText((text) => [...text].slice(0, -1).join(''))
    else if (typed.kind === 'text') setText((text) => text + typed.text)
    return true
  })
  useLayoutEffect(() => (waits ? captureKeys((event) => onKey(event)) : undefined), [waits])
  return { text, forget }
}
