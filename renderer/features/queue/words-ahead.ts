import type { ItemRef } from '../../../contract/items.ts'
import type { Loaded, QueueBuffer } from './buffer.ts'
import type { Drafts } from './drafts.ts'
import { withAhead } from './note-words.ts'
import type { PendingKeys, WrittenAhead } from './pending-keys.ts'
import type { QueueModel } from './queue-model.ts'
import { mayWrite, write, type Writing } from './verdicts.ts'

/** What is written among the keys that wait, by the item that it is for. */
type WordsAhead = readonly (readonly [item: ItemRef, words: readonly WrittenAhead[]])[]

/** What of the stage tells which item words are for, and takes them. */
interface Written {
  readonly model: QueueModel
  readonly buffer: QueueBuffer
  readonly drafts: Drafts
  readonly pending: PendingKeys
  readonly mounted: Loaded | null
  readonly opening: ItemRef | null
  writing: Writing
}

/** `first`: whether the keys are for the current item (0) or the one after it (1). */
export function wordsAhead(stage: Written, first: 0 | 1): WordsAhead {
  if (stage.pending.empty) return []
  return [...stage.pending.words()].flatMap(([place, words]) => {
    const item = itemAt(stage, first + place)
    return item === undefined ? [] : [[item, words] as const]
  })
}

/** So many after the one that keys are for now. */
function itemAt({ model, buffer, opening }: Written, place: number): ItemRef | undefined {
  if (opening !== null) return place === 0 ? opening : undefined
  // The row of one that has left the queue is its follower's.
  const row = model.currentRow + place - (place > 0 && model.currentIsGone ? 1 : 0)
  const key = place === 0 ? model.current : model.keyAt(row)
  return key == null ? undefined : (buffer.get(key)?.detail.item ?? buffer.row(key))
}

/** Each becomes the draft of its item, behind what stands there; the field does not take the focus. */
export function draftWords(stage: Written, all: WordsAhead): void {
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
