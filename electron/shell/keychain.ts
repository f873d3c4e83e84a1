import { safeStorage } from 'electron'
import type { Keychain } from '../auth/key-stores.ts'

/**
 * safeStorage as a key store. On Linux only with a secret service behind it: `basic_text` encrypts under a password that
 * is the same everywhere. Asking creates the keychain's entry, so it is asked late, not at start.
 */
export function systemKeychain(): Keychain {
  return {
    isAvailable() {
      if (!safeStorage.isEncryptionAvailable()) return false
      if (process.platform !== 'linux') return true
      const backend = safeStorage.getSelectedStorageBackend()
      return backend !== 'basic_text' && backend !== 'unknown'
    },
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  }
}
