import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Value } from '../driver.ts'

/** HMAC-SHA-256 over all fields of a row and its owner: the page cipher alone does not notice a flipped byte. */
export class Sealer {
  readonly #key: Uint8Array
  readonly #userId: string

  constructor(key: Uint8Array, userId: string) {
    this.#key = key
    this.#userId = userId
  }

  seal(table: string, fields: readonly Value[]): Uint8Array {
    return createHmac('sha256', this.#key).update(JSON.stringify([table, this.#userId, ...fields]), 'utf8').digest()
  }

  agrees(table: string, fields: readonly Value[], seal: unknown): boolean {
    const expected = this.seal(table, fields)
    return seal instanceof Uint8Array && seal.length === expected.length && timingSafeEqual(seal, expected)
  }
}
