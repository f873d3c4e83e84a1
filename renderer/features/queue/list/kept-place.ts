import { useRef, type RefObject } from 'react'
import type { QueueController } from '../controller.ts'
import type { QueueState } from '../state.ts'

/** What is in sight, in pixels. */
export interface View {
  top: number
  height: number
}

interface Last {
  key: number | null
  line: number
  /** sessions have lines of their own */
  grouped: boolean
  height: number
  top: number
  topKey: number | undefined
  topLine: number
  lines: number
}

/**
 * Where to scroll so that what one looks at stays where it is: lines that come and go above it move the scroll, not the
 * row. That is the current item where it is in view, else the first row in view. Works on what is known of the view:
 * asking the document would cost a layout with each key.
 */
export function useKeptPlace(controller: QueueController, state: QueueState, height: number): (view: View) => number | null {
  const last: RefObject<Last> = useRef({ key: null, line: 0, grouped: false, height, top: 0, topKey: undefined, topLine: 0, lines: 0 })
  return (view) => {
    const before = last.current
    const { model } = controller
    const { current: key } = state
    const { lines } = model
    const line = model.lineOf(state.row)
    const grouped = model.groupOf(0) !== null
    const topRow = model.rowAt(Math.floor(view.top / height))
    const note = (topKey = model.keyAt(topRow), topLine = model.lineOf(topRow)) => void (last.current = { key, line, grouped, height, top: view.top, topKey, topLine, lines })
    if (key === before.key && grouped === before.grouped && height === before.height) {
      const inView = line * height >= view.top - height && line * height < view.top + view.height
      if (key !== null && (inView || before.topKey === undefined)) {
        // Same item, other line: something above it came or went.
        note()
        return line === before.line || model.currentIsGone ? null : view.top + (line - before.line) * height
      }
      // One has scrolled elsewhere: the row at the top stays there. Looked up only when rows may have come or gone.
      if (before.topKey !== undefined && view.top === before.top && lines !== before.lines) {
        const row = model.rowOf(before.topKey)
        const now = row < 0 ? before.topLine : model.lineOf(row)
        if (row < 0) note()
        else note(before.topKey, now)
        return now === before.topLine ? null : view.top + (now - before.topLine) * height
      }
      note()
      return null
    }
    note()
    if (key === null) return null
    const top = line * height
    const room = Math.min(2 * height, view.height / 3)
    if (top - room < view.top) return view.top === 0 ? null : Math.max(0, top - room)
    return top + height + room > view.top + view.height ? top + height + room - view.height : null
  }
}
