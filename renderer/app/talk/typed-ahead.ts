import { useEffectEvent, useLayoutEffect, useState } from 'react'
import { captureKeys } from '../keyboard/layers.ts'
import { takesText } from '../keyboard/matching.ts'

/** What is typed for a field that is on its way: its words, and no keys. Esc gives the field up; `forget`: it was taken over. */
export function useTypedAhead(waits: boolean, giveUp: () => void): { text: string; forget(): void } {
  const [text, setText] = useState('')
  const forget = () => setText('')
  const onKey = useEffectEvent((event: KeyboardEvent): boolean => {
    if (takesText(event.target) || event.isComposing) return false
    const { key } = event
    const altGraph = event.getModifierState('AltGraph')
    const command = (event.ctrlKey || event.metaKey) && !altGraph
    // Nothing is sent before it is seen.
    if (command && key === 'Enter') return true
    if (command || (event.altKey && !altGraph)) return false
    if (key === 'Escape') {
      forget()
      giveUp()
    } else if (key === 'Enter') setText((typed) => `${typed}\n`)
    else if (key === 'Backspace') setText((typed) => [...typed].slice(0, -1).join(''))
    else if ([...key].length === 1) setText((typed) => typed + key)
    else return false
    return true
  })
  useLayoutEffect(() => (waits ? captureKeys((event) => onKey(event)) : undefined), [waits])
  return { text, forget }
}
