import { z } from 'zod'
import { memberRole, reviewWithinHours, uuid } from './entities.ts'
import { appErrorSchema } from './errors.ts'

/**
 * Where the key to what is kept on this computer lives. `temporary`: memory only; nothing is on disk, a restart asks again.
 */
export const keyStoreKinds = ['keychain', 'passphrase', 'key_file', 'temporary'] as const
export const keyStoreKind = z.enum(keyStoreKinds)
export type KeyStoreKind = z.infer<typeof keyStoreKind>

/** a password, a passphrase */
export const secret = z.string().min(1).max(1_000)

/** Where the key goes, asked for visibly with each first sign-in. A passphrase comes with that store only. */
export const keyStoreChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain') }),
  z.strictObject({ kind: z.literal('passphrase'), passphrase: secret }),
  z.strictObject({ kind: z.literal('key_file') }),
  z.strictObject({ kind: z.literal('temporary') }),
])
export type KeyStoreChoice = z.infer<typeof keyStoreChoice>

export const connection = z.object({ url: z.url(), publishable_key: z.string().min(1) })
export type Connection = z.infer<typeof connection>

/** The signed-in person and what their account can do here. */
export const account = z.object({
  /** of this person at this server, on this computer */
  id: z.string(),
  user_id: uuid,
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  key_store: keyStoreKind,
})
export type Account = z.infer<typeof account>

export const authStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('not_connected') }),
  z.object({ state: z.literal('signed_out'), connection }),
  /** an account is here, under a passphrase that has not been given yet */
  z.object({ state: z.literal('locked'), connection, id: z.string(), email: z.string().nullable() }),
  z.object({ state: z.literal('signed_in'), connection, account }),
  /** the account is open and readable, decisions are kept, but the server wants a new sign-in */
  z.object({ state: z.literal('sign_in_needed'), connection, account, error: appErrorSchema.optional() }),
])
export type AuthStatus = z.infer<typeof authStatus>

/** An account that is kept in this profile, open or not. */
export const knownAccount = z.object({
  id: z.string(),
  url: z.string(),
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  key_store: keyStoreKind,
  /** open, or waiting for its passphrase */
  current: z.boolean(),
  /** decisions that stayed in it when it was closed, and are sent only as its user; null: not counted */
  waiting: z.number().int().nullable(),
})
export type KnownAccount = z.infer<typeof knownAccount>

/** How one can sign in at the chosen server, as it says itself. */
export const authOffers = z.object({ password: z.boolean(), sign_up: z.boolean(), providers: z.array(z.string()) })
export type AuthOffers = z.infer<typeof authOffers>

const failure = { error: appErrorSchema.nullable() }

/**
 * A sign-in that takes several steps. `error`: of the last one that came from outside (a link, a provider); what the
 * person does here answers with its own.
 */
export const signInProgress = z.discriminatedUnion('step', [
  z.object({ step: z.literal('idle'), ...failure }),
  /** the system's browser has the provider's page */
  z.object({ step: z.literal('browser'), provider: z.string(), ...failure }),
  /** a mail with a link and a code is under way */
  z.object({ step: z.literal('mail'), purpose: z.enum(['sign_in', 'sign_up', 'recovery']), email: z.string(), ...failure }),
  z.object({ step: z.literal('second_factor'), email: z.string().nullable(), factors: z.array(z.object({ id: uuid, name: z.string() })), ...failure }),
  z.object({ step: z.literal('new_password'), email: z.string().nullable(), ...failure }),
])
export type SignInProgress = z.infer<typeof signInProgress>

/** A second factor of the open account. */
export const factor = z.object({ id: uuid, name: z.string(), created_at: z.string() })
export type Factor = z.infer<typeof factor>

export const syncState = z.enum(['stopped', 'starting', 'pulling', 'live', 'waiting', 'offline', 'sign_in_needed', 'failed'])
export type SyncState = z.infer<typeof syncState>

const pullProgress = z.object({ rows: z.number(), bytes: z.number(), total: z.number().nullable(), time_left_ms: z.number().nullable() })
export type PullProgress = z.infer<typeof pullProgress>

/**
 * `since`: when this state began (offline since …), ISO time. `progress`: of the pull under way; `total` rows and the time
 * left are known only of a first pull, from a server that counts, and null otherwise.
 */
export const syncStatus = z.object({
  state: syncState,
  since: z.string(),
  last_pull_at: z.string().nullable(),
  progress: pullProgress.nullable(),
  next_try_at: z.string().nullable(),
  /** realtime pokes arrive; otherwise it polls */
  realtime: z.boolean(),
  error: appErrorSchema.nullable(),
})
export type SyncStatus = z.infer<typeof syncStatus>

export const outboxStatus = z.object({
  /** decided here, not yet acknowledged by the server (held ones included) */
  unsent: z.number().int(),
  /** of these, under way right now */
  sending: z.number().int(),
  /** decided differently meanwhile: waits for the reviewer */
  conflicts: z.number().int(),
  /** refused for good: stands in the tray with reason and text */
  refused: z.number().int(),
  /** disk: a decision is "Saved here"; memory: it is "Sending" until the receipt; read_only: nothing can be decided */
  storage: z.enum(['disk', 'memory', 'read_only']),
})
export type OutboxStatus = z.infer<typeof outboxStatus>

export const workspaceChoice = z.object({ id: uuid, name: z.string(), role: memberRole })
export type WorkspaceChoice = z.infer<typeof workspaceChoice>

/** As this computer has it. */
export const workspaceListed = workspaceChoice.extend({ review_within_hours: reviewWithinHours })
export type WorkspaceListed = z.infer<typeof workspaceListed>

/** One sign-in of this person, here or elsewhere. */
export const signedInSession = z.object({
  id: uuid,
  created_at: z.string(),
  used_at: z.string(),
  user_agent: z.string().nullable(),
  second_factor: z.boolean(),
  /** the one of this app */
  current: z.boolean(),
})
export type SignedInSession = z.infer<typeof signedInSession>
