import type { ItemRef } from '../../../contract/items.ts'
import { withAhead } from './note-words.ts'
import type { WrittenAhead } from './pending-keys.ts'
import type { Stage } from './stage.ts'
import { mayWrite, write } from './verdicts.ts'

/** What is written among the keys that wait, by the item that it is for. */
export type WordsAhead = readonly (readonly [item: ItemRef, words: readonly WrittenAhead[]])[]

/** `first`: whether the keys are for the current item (0) or the one after it (1). */
export function wordsAhead(stage: Stage, first: 0 | 1): WordsAhead {
  if (stage.pending.empty) return []
  return [...stage.pending.words()].flatMap(([place, words]) => {
    const item = itemAt(stage, first + place)
    return item === undefined ? [] : [[item, words] as const]
  })
}

/** So many after the one that keys are for now. */
function itemAt({ model, buffer, opening }: Stage, place: number): ItemRef | undefined {
  if (opening !== null) return place === 0 ? opening : undefined
  // The row of one that has left the queue is its follower's.
  const row = model.currentRow + place - (place > 0 && model.currentIsGone ? 1 : 0)
  const key = place === 0 ? model.current : model.keyAt(row)
  return key == null ? undefined : (buffer.get(key)?.detail.item ?? buffer.row(key))
}

/** Each becomes the draft of its item, behind what stands there; the field does not take the focus. */
export function draftWords(stage: Stage, all: WordsAhead): void {
  for (const [item, words] of all) {
    const detail = stage.mounted?.detail
    if (detail?.item.id !== item.id) void stage.drafts.writtenAhead(item, words)
    else if (mayWrite(detail)) {
      const text = withAhead(stage.writing.text, words, detail)
      stage.writing = write(stage.writing, { kind: 'keep', text })
      stage.drafts.type(detail.item, text)
    }
  }
}
