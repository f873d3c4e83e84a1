import { announce } from '../../app/announce.ts'

const shownFor = 5_000

/** A sentence that stays for a moment and is spoken by screen readers. */
export class Flash {
  text: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  say(text: string): void {
    this.text = text
    announce(text)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.text = null
      this.#onChange()
    }, shownFor)
    this.#onChange()
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.text = null
  }
}
