import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose'

/** What a data folder's stack is secured with. Lives in keys.json (mode 0600) inside the data folder. */
export interface Keys {
  publishable_key: string
  secret_key: string
  /** Passwords of the database's login roles; they listen on 127.0.0.1 only. */
  passwords: { supabase_admin: string; postgres: string; authenticator: string; supabase_auth_admin: string }
  /** ES256 private key as a JWK with kid; access tokens are signed with it. */
  signing_key: JWK
}

export interface SigningKey {
  kid: string
  private_key: CryptoKey
  public_key: CryptoKey
  public_jwk: JWK
}

export async function loadOrCreateKeys(dataDir: string): Promise<Keys> {
  const file = path.join(dataDir, 'keys.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Keys
  const random = (bytes: number) => randomBytes(bytes).toString('base64url')
  const pair = await generateKeyPair('ES256', { extractable: true })
  const keys: Keys = {
    publishable_key: `sb_publishable_${random(24)}`,
    secret_key: `sb_secret_${random(24)}`,
    passwords: { supabase_admin: random(18), postgres: random(18), authenticator: random(18), supabase_auth_admin: random(18) },
    signing_key: { ...(await exportJWK(pair.privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' },
  }
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, JSON.stringify(keys, null, 2), { mode: 0o600 })
  renameSync(partial, file)
  return keys
}

export async function importSigningKey({ signing_key }: Keys): Promise<SigningKey> {
  const { d: _private, ...publicPart } = signing_key
  return {
    kid: String(signing_key.kid),
    private_key: (await importJWK(signing_key, 'ES256')) as CryptoKey,
    public_key: (await importJWK(publicPart, 'ES256')) as CryptoKey,
    public_jwk: { ...publicPart, key_ops: ['verify'], ext: true },
  }
}
