import { AppError } from '../../contract/errors.ts'
import type { KeyStoreChoice } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { AccountFile, Accounts } from './accounts.ts'
import { fetchKey, type Keychain, KeyLost } from './key-stores.ts'
import type { AccountKey } from './keys.ts'

/**
 * The key of an account that is here already, at a new sign-in: from its own store, whatever was chosen now. Null: it
 * can't be had back, so that a new one has to be made; the old files are kept beside. Errors: wrong_passphrase,
 * key_store_unavailable.
 */
export async function keyOfExisting(
  id: string,
  file: AccountFile,
  choice: KeyStoreChoice,
  { accounts, keychain, log }: { accounts: Accounts; keychain: Keychain; log: Log },
): Promise<AccountKey | null> {
  const passphrase = choice.kind === 'passphrase' ? choice.passphrase : undefined
  if (file.key.kind === 'passphrase' && passphrase === undefined) {
    throw new AppError('wrong_passphrase', 'What you decided here earlier is kept under a passphrase. Choose “Passphrase” and enter it.')
  }
  try {
    return await fetchKey(file.key, accounts.folder(id), keychain, passphrase)
  } catch (error) {
    const lost = error instanceof KeyLost
    // The keychain is away, and the person chose to go on without it.
    const elsewhere = error instanceof AppError && error.code === 'key_store_unavailable' && choice.kind !== file.key.kind
    if (!lost && !elsewhere) throw error
    log.warn('auth', 'the key of this account can’t be had back; what it opened is set aside', { error })
    await accounts.setAside(id)
    return null
  }
}
