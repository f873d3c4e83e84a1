import { randomBytes, scrypt } from 'node:crypto'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { KeyStoreChoice, KeyStoreKind } from '../../contract/status.ts'
import { readIfThere, writeFileAtomic } from '../shell/files.ts'
import { type AccountKey, accountKeyBytes } from './keys.ts'
import { seal, unseal } from './seal.ts'

/** The operating system's keychain as Electron's safeStorage offers it. */
export interface Keychain {
  /** a real one: not Chromium's `basic_text`, whose password is known to everybody */
  isAvailable(): boolean
  encrypt(text: string): Uint8Array
  /** throws when the keychain no longer has the key */
  decrypt(bytes: Uint8Array): string
}

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/)

/** What account.json keeps of the key: nothing that opens it by itself. */
export const wrappedKey = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain'), encrypted: base64 }),
  z.strictObject({
    kind: z.literal('passphrase'),
    salt: base64,
    /** scrypt's cost; bounded, so that an altered file can't make it take all memory */
    n: z.number().int().min(2 ** 14).max(2 ** 20),
    r: z.number().int().min(8).max(16),
    p: z.number().int().min(1).max(4),
    sealed: base64,
  }),
  z.strictObject({ kind: z.literal('key_file') }),
])
type WrappedKey = z.infer<typeof wrappedKey>

/** Where the store of that name keeps it, in the account's folder. */
export const keyFile = (folder: string): string => join(folder, 'key')
const wrapContext = 'countersign/v1/account-key'
/** 128 MiB and about a third of a second: what somebody who guesses has to spend on each guess. */
const cost = { n: 2 ** 17, r: 8, p: 1 }
const leastPassphrase = 10

/** The key can't be had back: its store is there and does not know it any more. */
export class KeyLost extends Error {
  override readonly name = 'KeyLost'
}

/** Which key stores work here, the default first. */
export function availableKeyStores(keychain: Keychain): KeyStoreKind[] {
  return [...(keychain.isAvailable() ? (['keychain'] as const) : []), 'passphrase', 'key_file', 'temporary']
}

/** Throws weak_passphrase with what is wrong about it. Length is what counts against guessing; composition rules don't. */
function checkPassphrase(passphrase: string): void {
  const length = [...passphrase.normalize('NFKC')].length
  if (length < leastPassphrase) {
    throw new AppError('weak_passphrase', `The passphrase has ${length} characters; it needs at least ${leastPassphrase}. A few words in a row are easy to remember.`)
  }
  if (new Set(passphrase).size < 4) {
    throw new AppError('weak_passphrase', 'The passphrase repeats the same few characters. A few words in a row are easy to remember.')
  }
}

/** Puts the key into the chosen store. Errors: weak_passphrase, key_store_unavailable. */
export async function storeKey(
  choice: Exclude<KeyStoreChoice, { kind: 'temporary' }>,
  key: AccountKey,
  folder: string,
  keychain: Keychain,
): Promise<WrappedKey> {
  switch (choice.kind) {
    case 'keychain': {
      if (!keychain.isAvailable()) throw noKeychain()
      return { kind: 'keychain', encrypted: toBase64(keychain.encrypt(toBase64(key))) }
    }
    case 'passphrase': {
      checkPassphrase(choice.passphrase)
      const salt = randomBytes(16)
      const wrapping = await stretch(choice.passphrase, salt, cost)
      return { kind: 'passphrase', salt: toBase64(salt), ...cost, sealed: toBase64(seal(wrapping, key, wrapContext)) }
    }
    case 'key_file':
      await writeFileAtomic(keyFile(folder), `${toBase64(key)}\n`, 0o600)
      return { kind: 'key_file' }
  }
}

/** Fetches the key. Errors: wrong_passphrase, key_store_unavailable (there, but not now); KeyLost. */
export async function fetchKey(wrapped: WrappedKey, folder: string, keychain: Keychain, passphrase?: string): Promise<AccountKey> {
  switch (wrapped.kind) {
    case 'keychain': {
      if (!keychain.isAvailable()) throw noKeychain()
      try {
        return asKey(keychain.decrypt(fromBase64(wrapped.encrypted)))
      } catch (error) {
        throw new KeyLost('the keychain does not open this key any more', { cause: error })
      }
    }
    case 'passphrase': {
      const wrong = new AppError('wrong_passphrase', 'This passphrase does not open what is kept here. Check it and try again.')
      if (passphrase === undefined) throw wrong
      const wrapping = await stretch(passphrase, fromBase64(wrapped.salt), wrapped)
      const key = unseal(wrapping, fromBase64(wrapped.sealed), wrapContext)
      if (key === null) throw wrong
      return new Uint8Array(key)
    }
    case 'key_file': {
      const file = keyFile(folder)
      const text = await readIfThere(file)
      if (text === null) throw new KeyLost('the key file is gone')
      await closeToOthers(file)
      return asKey(text.toString('utf8').trim())
    }
  }
}

/** A copy or a restored backup may have left the key file readable to others. */
async function closeToOthers(file: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0) await chmod(file, 0o600)
}

const noKeychain = () =>
  new AppError(
    'key_store_unavailable',
    'The keychain of this computer can’t be reached. Unlock it and start Countersign again, or choose another place for the key.',
  )

function asKey(text: string): AccountKey {
  const key = fromBase64(text)
  if (key.byteLength !== accountKeyBytes || toBase64(key) !== text) throw new KeyLost('the stored key is damaged')
  return new Uint8Array(key)
}

/** Unicode's compatibility form: the same passphrase from another keyboard is the same bytes. */
function stretch(passphrase: string, salt: Uint8Array, { n, r, p }: { n: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: n, r, p, maxmem: 256 * n * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64')
