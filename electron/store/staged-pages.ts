import { AppError } from '../../contract/errors.ts'
import type { AnswerBody, StagedPage } from './api.ts'
import { parseBody } from './bodies.ts'
import { pageOf, type PageEnvelope } from './replica/apply.ts'

/** Pages that have been parsed and wait for the one before them to be applied. */
export class StagedPages {
  readonly #pages = new Map<number, PageEnvelope>()
  #last = 0

  /** Throws schema_mismatch. */
  add(body: AnswerBody): StagedPage {
    const page = pageOf(parseBody(body))
    // A page that nobody came for (its predecessor failed) makes room.
    for (const id of [...this.#pages.keys()].slice(0, -1)) this.#pages.delete(id)
    const staged = ++this.#last
    this.#pages.set(staged, page)
    return { staged, cursor: page.cursor, more: page.more }
  }

  take(staged: number): PageEnvelope {
    const page = this.#pages.get(staged)
    this.#pages.delete(staged)
    if (page === undefined) throw new AppError('invalid_input', 'This page is not staged.')
    return page
  }
}
