import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAccounts, type AccountFile } from '../../../electron/auth/accounts.ts'
import { availableKeyStores, fetchKey, KeyLost, storeKey, wrappedKey, type Keychain } from '../../../electron/auth/key-stores.ts'
import { deriveKeys, newAccountKey } from '../../../electron/auth/keys.ts'
import { memoryVault, openVault } from '../../../electron/auth/vault.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A keychain that can be there or not, and can lose what it knew. */
function fakeKeychain({ available = true } = {}) {
  const known = new Map<string, string>()
  const keychain: Keychain & { available: boolean; forget(): void } = {
    available,
    forget: () => known.clear(),
    isAvailable: () => keychain.available,
    encrypt(text) {
      const name = randomBytes(8).toString('hex')
      known.set(name, text)
      return Buffer.from(name)
    },
    decrypt(bytes) {
      const text = known.get(Buffer.from(bytes).toString())
      if (text === undefined) throw new Error('not decryptable')
      return text
    },
  }
  return keychain
}

describe('derived keys', () => {
  it('differ from each other and from the account’s, and are the same each time', () => {
    const key = newAccountKey()
    const derived = deriveKeys(key)
    const all = [key, ...Object.values(derived)].map((one) => Buffer.from(one).toString('hex'))
    expect(new Set(all).size).toBe(5)
    expect(all.every((one) => one.length === 64)).toBe(true)
    expect(deriveKeys(key)).toEqual(derived)
    expect(() => deriveKeys(new Uint8Array(16))).toThrow()
  })

  it('follow RFC 5869, so that another program could open an export', () => {
    const key = new Uint8Array(32).fill(7)
    expect(Buffer.from(deriveKeys(key).vault).toString('hex')).toBe('9e978bcb0ecf33f07e25df8da01fc431f8f20a2ee56c72601f09b348921b4b4b')
  })
})

describe('which stores there are', () => {
  it('the keychain first where there is one, otherwise the passphrase', () => {
    expect(availableKeyStores(fakeKeychain())).toEqual(['keychain', 'passphrase', 'key_file', 'temporary'])
    expect(availableKeyStores(fakeKeychain({ available: false }))).toEqual(['passphrase', 'key_file', 'temporary'])
  })
})

describe('the keychain', () => {
  it('gives the key back, and keeps nothing readable in account.json', async () => {
    const keychain = fakeKeychain()
    const key = newAccountKey()
    const wrapped = await storeKey({ kind: 'keychain' }, key, folder, keychain)
    expect(await fetchKey(wrapped, folder, keychain)).toEqual(key)
    expect(JSON.stringify(wrapped)).not.toContain(Buffer.from(key).toString('base64'))
    expect(await readdir(folder)).toEqual([])
  })

  it('tells not being there from having lost the key', async () => {
    const keychain = fakeKeychain()
    const wrapped = await storeKey({ kind: 'keychain' }, newAccountKey(), folder, keychain)
    keychain.available = false
    await expect(fetchKey(wrapped, folder, keychain)).rejects.toMatchObject({ code: 'key_store_unavailable' })
    await expect(storeKey({ kind: 'keychain' }, newAccountKey(), folder, keychain)).rejects.toMatchObject({ code: 'key_store_unavailable' })
    keychain.available = true
    keychain.forget()
    await expect(fetchKey(wrapped, folder, keychain)).rejects.toBeInstanceOf(KeyLost)
  })
})

describe('the passphrase', () => {
  const passphrase = 'Café crème à la clé'
  const key = newAccountKey()
  // Each look into it costs a third of a second by design: one for all, and at most one more in a test.
  let wrapped: Awaited<ReturnType<typeof storeKey>>
  beforeAll(async () => {
    wrapped = await storeKey({ kind: 'passphrase', passphrase: passphrase.normalize('NFC') }, key, '', fakeKeychain())
  })

  it('opens it, in any composition of its characters', async () => {
    expect(await fetchKey(wrapped, folder, fakeKeychain(), passphrase.normalize('NFD'))).toEqual(key)
  })

  it.each([`${passphrase} `, undefined])('opens it, another one does not: %j', async (other) => {
    await expect(fetchKey(wrapped, folder, fakeKeychain(), other)).rejects.toMatchObject({ code: 'wrong_passphrase' })
  })

  it.each(['short', 'aaaaaaaaaaaaaaa', 'ababababababab', '         '])('%j is too weak', async (weak) => {
    await expect(storeKey({ kind: 'passphrase', passphrase: weak }, newAccountKey(), folder, fakeKeychain())).rejects.toMatchObject({
      code: 'weak_passphrase',
    })
  })

  it('a changed bit in what is stored does not give another key', async () => {
    if (wrapped.kind !== 'passphrase') throw new Error('expected a passphrase')
    const bytes = Buffer.from(wrapped.sealed, 'base64')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await expect(fetchKey({ ...wrapped, sealed: bytes.toString('base64') }, folder, fakeKeychain(), passphrase)).rejects.toMatchObject({
      code: 'wrong_passphrase',
    })
  })

  it('costs that would be too cheap or take all memory are not accepted from the file', () => {
    expect(wrappedKey.safeParse(wrapped).success).toBe(true)
    expect(wrappedKey.safeParse({ ...wrapped, n: 2 }).success).toBe(false)
    expect(wrappedKey.safeParse({ ...wrapped, n: 2 ** 30 }).success).toBe(false)
  })
})

describe('the key file', () => {
  const file = () => join(folder, 'key')

  it('is for its owner only, and is closed again when it was opened to others', async () => {
    const key = newAccountKey()
    const wrapped = await storeKey({ kind: 'key_file' }, key, folder, fakeKeychain())
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    await chmod(file(), 0o644)
    expect(await fetchKey(wrapped, folder, fakeKeychain())).toEqual(key)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
  })

  it.each(['', 'not base64!', Buffer.alloc(31).toString('base64'), `${Buffer.alloc(32).toString('base64')}x`])('%j is a lost key', async (text) => {
    const wrapped = await storeKey({ kind: 'key_file' }, newAccountKey(), folder, fakeKeychain())
    await writeFile(file(), text)
    await expect(fetchKey(wrapped, folder, fakeKeychain())).rejects.toBeInstanceOf(KeyLost)
    await rm(file())
    await expect(fetchKey(wrapped, folder, fakeKeychain())).rejects.toBeInstanceOf(KeyLost)
  })
})

describe('the vault', () => {
  const key = deriveKeys(newAccountKey()).vault
  const file = () => join(folder, 'session.vault')

  it('keeps what was put, on disk and unreadable there', async () => {
    const { vault } = await openVault(file(), key)
    await vault.setItem('session', '{"refresh_token":"very-secret"}')
    await vault.setItem('other', 'x')
    await vault.removeItem('other')
    expect((await readFile(file())).includes('very-secret')).toBe(false)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    const again = await openVault(file(), key)
    expect(again.damaged).toBe(false)
    expect(await again.vault.getItem('session')).toBe('{"refresh_token":"very-secret"}')
    expect(await again.vault.getItem('other')).toBeNull()
  })

  it('is empty and says so when a bit was flipped, when it was cut, and under another key', async () => {
    const { vault } = await openVault(file(), key)
    await vault.setItem('session', 'x')
    const good = await readFile(file())
    for (let at = 0; at < good.length; at += 5) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 0x10
      await writeFile(file(), bad)
      const opened = await openVault(file(), key)
      expect([opened.damaged, await opened.vault.getItem('session')]).toEqual([true, null])
    }
    await writeFile(file(), good.subarray(0, 20))
    expect((await openVault(file(), key)).damaged).toBe(true)
    await writeFile(file(), good)
    expect((await openVault(file(), deriveKeys(newAccountKey()).vault)).damaged).toBe(true)
    expect((await openVault(file(), key)).damaged).toBe(false)
  })

  it('is gone after destroy, also for a write that comes later', async () => {
    const { vault } = await openVault(file(), key)
    await vault.setItem('session', 'x')
    await Promise.all([vault.destroy(), vault.setItem('session', 'y')])
    expect(await readdir(folder)).toEqual([])
  })

  it('in memory leaves nothing', async () => {
    const vault = memoryVault()
    await vault.setItem('session', 'x')
    expect(await vault.getItem('session')).toBe('x')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('accounts', () => {
  const account: AccountFile = {
    version: 1,
    url: 'https://abcdefghijklmnopqrst.supabase.co',
    user_id: '7c9a3c4e-2f4b-4c0b-9a55-0d5c8f3b1a10',
    email: 'robin@example.com',
    display_name: null,
    key: { kind: 'key_file' },
  }

  it('are told apart by server and user, in private folders', async () => {
    const accounts = openAccounts(folder)
    const id = accounts.id(account.url, account.user_id)
    expect(id).not.toBe(accounts.id('https://other.supabase.co', account.user_id))
    await accounts.write(id, account)
    expect(await accounts.read(id)).toEqual(account)
    expect((await stat(accounts.folder(id))).mode & 0o777).toBe(0o700)
    expect((await stat(join(accounts.folder(id), 'account.json'))).mode & 0o777).toBe(0o600)
    expect(() => accounts.folder('../..')).toThrow()
  })

  it('a damaged file is no account, and a damaged pointer points nowhere', async () => {
    const accounts = openAccounts(folder)
    const id = accounts.id(account.url, account.user_id)
    await accounts.write(id, account)
    await accounts.setCurrent(id)
    expect(await accounts.current()).toBe(id)
    await writeFile(join(accounts.folder(id), 'account.json'), '{"version":1')
    expect(await accounts.read(id)).toBeNull()
    await writeFile(join(folder, 'current-account'), '../../etc')
    expect(await accounts.current()).toBeNull()
  })

  it('sign-out leaves what was set aside, and nothing otherwise', async () => {
    const accounts = openAccounts(folder)
    const id = accounts.id(account.url, account.user_id)
    await accounts.write(id, account)
    await storeKey({ kind: 'key_file' }, newAccountKey(), accounts.folder(id), fakeKeychain())
    await writeFile(join(accounts.folder(id), 'outbox-set-aside-1.db'), 'x')
    await accounts.remove(id)
    expect(await readdir(accounts.folder(id))).toEqual(['outbox-set-aside-1.db'])
    await rm(join(accounts.folder(id), 'outbox-set-aside-1.db'))
    await accounts.remove(id)
    expect(await readdir(folder)).toEqual([])
  })
})
