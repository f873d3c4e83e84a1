import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const step = 30

/** A new secret: 20 random bytes in base32. */
export function newSecret(): string {
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of randomBytes(20)) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >> bits) & 31]
    }
  }
  return text
}

function bytesOf(secret: string): Buffer {
  const bytes: number[] = []
  let value = 0
  let bits = 0
  for (const character of secret.toUpperCase()) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) throw new Error('A TOTP secret is base32')
    value = ((value << 5) | digit) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 255)
    }
  }
  return Buffer.from(bytes)
}

/** The six digits of RFC 6238 at a time in milliseconds. */
export function totpCode(secret: string, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 1000 / step)))
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether the code is that of now or of the step before or after. */
export function totpMatches(secret: string, code: string, at = Date.now()): boolean {
  if (!/^\d{6}$/.test(code)) return false
  return [-1, 0, 1].some((shift) => timingSafeEqual(Buffer.from(totpCode(secret, at + shift * step * 1000)), Buffer.from(code)))
}
