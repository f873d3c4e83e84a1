import type { ItemDetail } from '../../../contract/items.ts'
import { count, plural } from '../../ui/time.ts'
import type { Verdict } from './verdicts.ts'

/** Letters of a word, with the space after it. */
const wordLetters = 6
/** Faster than anyone skims, in words per second; and how fast one reads with care. */
const skimming = 12
const reading = 4
/** Shorter texts are taken in at a glance. */
const glance = 60

/** How long the item has been on screen, and whether its end came in sight: what tells an approval from a reflex. */
export class ReadingTime {
  #id: string | null = null
  #since = 0
  #sawEnd = false

  /** It is in the document from now on (ms, monotonic). */
  begin(id: string, now: number): void {
    if (id === this.#id) return
    this.#id = id
    this.#since = now
    this.#sawEnd = false
  }

  sawEnd(id: string): void {
    if (id === this.#id) this.#sawEnd = true
  }

  /** What to say about this verdict, or null. A rejection is never given away by mistake; only yes is asked about. */
  unread(detail: ItemDetail, verdict: Verdict, now: number): string | null {
    if ((verdict !== 'approve' && verdict !== 'continue') || detail.item.id !== this.#id) return null
    const words = Math.round(lettersOf(detail) / wordLetters)
    const seconds = (now - this.#since) / 1_000
    if (words <= glance) return null
    if (seconds < words / skimming) return `after ${seconds < 1 ? 'less than a second' : plural(Math.round(seconds), 'second')}; its ${about(words)} words take ${duration(words / reading)} to read`
    return this.#sawEnd ? null : `without its end in sight; it has ${about(words)} words`
  }
}

const lettersOf = (detail: ItemDetail): number =>
  detail.kind === 'checkpoint' ? (detail.checkpoint.reason?.length ?? 0) : detail.content.state === 'ready' ? detail.content.text.length : 0

const about = (words: number): string => count(words < 1_000 ? Math.round(words / 10) * 10 : Math.round(words / 100) * 100)
const duration = (seconds: number): string => (seconds < 90 ? `${Math.round(seconds / 10) * 10} s` : `${Math.round(seconds / 60)} min`)
