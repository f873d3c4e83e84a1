import { fillTemplate, insertQuotation, insertWords, quotation, type Inserted } from './note-words.ts'
import type { Stage } from './stage.ts'
import { mayWrite, write } from './verdicts.ts'

/** Words that come into the note from elsewhere: templates, and quotations of what one reads. */
export class Inserting {
  /** where the cursor stands in the note of the item `id`, or what is selected there */
  #cursor: { id: string; from: number; to: number } | null = null
  readonly #stage: Stage

  constructor(stage: Stage) {
    this.#stage = stage
  }

  caretAt(from: number, to: number): void {
    const id = this.#stage.mounted?.detail.item.id
    this.#cursor = id === undefined ? null : { id, from, to }
  }

  /** Puts a template's words where the cursor stands. */
  template(text: string): void {
    const detail = this.#stage.mounted?.detail
    if (detail) this.#put((note, from, to) => insertWords(note, fillTemplate(text, detail, new Date()), from, to))
  }

  quote(selected: string): void {
    const quoted = quotation(selected)
    if (quoted === '') return this.#stage.flash.say('Select some of the text first; it is quoted in the note then.')
    this.#put((note, _, to) => insertQuotation(note, quoted, to))
  }

  #put(insert: (note: string, from: number, to: number) => Inserted): void {
    const stage = this.#stage
    if (stage.mounted === null || !mayWrite(stage.mounted.detail)) return
    const { text: note } = stage.writing
    const { item } = stage.mounted.detail
    const cursor = this.#cursor?.id === item.id ? this.#cursor : null
    const place = (at: number | undefined) => Math.min(at ?? note.length, note.length)
    const { text, caret } = insert(note, place(cursor?.from), place(cursor?.to))
    stage.writing = write(stage.writing, { kind: 'insert', text, caret })
    stage.drafts.type(item, text)
    stage.emit()
  }
}
