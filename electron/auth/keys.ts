import { hkdfSync, randomBytes } from 'node:crypto'

/** The account's key: 32 random bytes, from which every other key is derived. Only a key store keeps it. */
export type AccountKey = Uint8Array

export interface DerivedKeys {
  replica: Uint8Array
  outbox: Uint8Array
  hmac: Uint8Array
  vault: Uint8Array
}

export const accountKeyBytes = 32
export const newAccountKey = (): AccountKey => new Uint8Array(randomBytes(accountKeyBytes))

const derive = (key: AccountKey, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `countersign/v1/${purpose}`, accountKeyBytes))

/** One key per purpose, so that none of the files can be opened or forged with another's key. */
export function deriveKeys(key: AccountKey): DerivedKeys {
  if (key.byteLength !== accountKeyBytes) throw new Error('an account key has 32 bytes')
  return {
    replica: derive(key, 'replica'),
    outbox: derive(key, 'outbox'),
    hmac: derive(key, 'hmac'),
    vault: derive(key, 'vault'),
  }
}
