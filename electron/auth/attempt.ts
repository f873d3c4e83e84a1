import { randomBytes } from 'node:crypto'
import type { AppErrorShape } from '../../contract/errors.ts'
import type { Connection, KeyStoreChoice, SignInProgress } from '../../contract/status.ts'
import { schemeRedirect } from './callback.ts'
import type { Loopback } from './loopback.ts'
import type { SupabaseSession } from './supabase.ts'
import { memoryVault, type Vault } from './vault.ts'

export type Purpose = 'sign_in' | 'sign_up' | 'recovery'

/** One sign-in from its first step to its last: where, as whom, and what has to come back. */
export interface Attempt {
  purpose: Purpose
  connection: Connection
  keyStore: KeyStoreChoice
  /** whoever comes back must be this one; null: the provider says who it is */
  email: string | null
  /** what supabase-js keeps between the steps: the PKCE verifier */
  storage: Vault
  /** in the path of the link back; 256 random bits */
  state: string
  /** where links lead to: the app's scheme, or a port of this computer */
  redirect: string
  /** by the clock of performance.now(): one that is set back does not prolong it */
  until: number
  loopback: Loopback | null
}

/** Where a sign-in stands. */
export type Step =
  | { at: 'idle' }
  | { at: 'browser'; attempt: Attempt; provider: string; url: string }
  | { at: 'mail'; attempt: Attempt; email: string }
  | { at: 'second_factor'; attempt: Attempt; session: SupabaseSession; factors: { id: string; name: string }[] }
  | { at: 'new_password'; attempt: Attempt; session: SupabaseSession }

/** A page in the browser is soon done; a mail holds for an hour. */
const lifetimes = { browser: 15 * 60_000, mail: 60 * 60_000 }

interface Beginning {
  purpose: Purpose
  connection: Connection
  keyStore: KeyStoreChoice
  email: string | null
  /** null: nothing has to come back by a link */
  link: { lifetime: keyof typeof lifetimes; hasScheme: () => boolean; onVisit: (url: string) => void } | null
}

export async function beginAttempt({ purpose, connection, keyStore, email, link }: Beginning): Promise<Attempt> {
  const state = randomBytes(32).toString('base64url')
  // Node's HTTP is loaded when a sign-in needs it, not at every start.
  const onVisit = (url: string) => {
    if (!isPending(attempt)) return false
    link?.onVisit(url)
    return true
  }
  const loopback = link && !link.hasScheme() ? await (await import('./loopback.ts')).openLoopback(state, onVisit) : null
  const attempt: Attempt = {
    purpose,
    connection,
    keyStore,
    email: email?.trim().toLowerCase() ?? null,
    storage: memoryVault(),
    state,
    redirect: loopback?.url ?? schemeRedirect(state),
    until: link ? endOf(link.lifetime) : 0,
    loopback,
  }
  return attempt
}

/** When a link that leads somewhere now is waited for no longer. */
export const endOf = (lifetime: keyof typeof lifetimes): number => performance.now() + lifetimes[lifetime]

export const isPending = ({ until }: Attempt): boolean => performance.now() < until

/** What the window may know of it: neither state nor tokens. */
export function progressOf(step: Step, error: AppErrorShape | null): SignInProgress {
  switch (step.at) {
    case 'idle':
      return { step: 'idle', error }
    case 'browser':
      return { step: 'browser', provider: step.provider, error }
    case 'mail':
      return { step: 'mail', purpose: step.attempt.purpose, email: step.email, error }
    case 'second_factor':
      return { step: 'second_factor', email: step.session.user.email ?? null, factors: step.factors, error }
    case 'new_password':
      return { step: 'new_password', email: step.session.user.email ?? null, error }
  }
}
