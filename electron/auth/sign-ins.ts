import { AppError, type AppErrorShape } from '../../contract/errors.ts'
import type { Account, Connection, KeyStoreChoice, SignInProgress } from '../../contract/status.ts'
import type { Log } from '../shell/log.ts'
import type { Fetch } from '../shell/network.ts'
import { beginAttempt, endOf, isPending, progressOf, type Attempt, type Purpose, type Step } from './attempt.ts'
import { parseCallback, readMailAnswer, type Callback } from './callback.ts'
import { factorsDue, verifyFactor } from './factors.ts'
import { clientAs, exchangeCode, forgetSession, providerUrl, requestMail, setPassword, signInWithPassword, signUp, verifyMail } from './sign-in.ts'
import type { SupabaseSession } from './supabase.ts'

interface SignInsOptions {
  fetch: Fetch
  log: Log
  browser: { hasScheme(): boolean; open(url: string): Promise<void>; cameBack(): void }
  enter(session: SupabaseSession, keyStore: KeyStoreChoice, connection: Connection): Promise<Account>
  /** the browser came to the port that waits for it; hands the address back to `receive`, in turn */
  onVisit(url: string): void
  /** a link is waited for no longer; has `expire` called, in turn */
  onLate(): void
}

interface Place {
  connection: Connection
  keyStore: KeyStoreChoice
}

/**
 * The one sign-in that may be under way, from its first step to the account. A link from outside counts only while it
 * carries the state of that sign-in; the code in it is worth nothing without the verifier, which never leaves here.
 */
export class SignIns {
  readonly #options: SignInsOptions
  readonly #listeners = new Set<(progress: SignInProgress) => void>()
  #step: Step = { at: 'idle' }
  #error: AppErrorShape | null = null
  #late: NodeJS.Timeout | undefined

  constructor(options: SignInsOptions) {
    this.#options = options
  }

  progress = (): SignInProgress => progressOf(this.#step, this.#error)
  onProgress = (listener: (progress: SignInProgress) => void): void => void this.#listeners.add(listener)

  async withPassword(place: Place, email: string, password: string): Promise<Account | null> {
    const attempt = await this.#attempt(place, 'sign_in', email, null)
    return this.#proceed(attempt, await signInWithPassword(attempt, email, password, this.#options.fetch))
  }

  /** While the browser has the page already, it is opened again. */
  async withBrowser(place: Place, provider: string): Promise<void> {
    const { fetch, browser } = this.#options
    const waiting = this.#step
    if (waiting.at === 'browser' && waiting.provider === provider && isPending(waiting.attempt) && waiting.attempt.connection.url === place.connection.url) {
      waiting.attempt.keyStore = place.keyStore
      waiting.attempt.until = endOf('browser')
      this.#say(waiting, null)
      return browser.open(waiting.url)
    }
    const attempt = await this.#attempt(place, 'sign_in', null, 'browser')
    try {
      const url = await providerUrl(attempt, provider, fetch)
      await browser.open(url)
      await this.#to({ at: 'browser', attempt, provider, url })
    } catch (error) {
      attempt.loopback?.close()
      throw error
    }
  }

  async requestMail(place: Place, purpose: Purpose, email: string): Promise<void> {
    const attempt = await this.#attempt(place, purpose, email, 'mail')
    try {
      await requestMail(attempt, email, this.#options.fetch)
      await this.#to({ at: 'mail', attempt, email: email.trim() })
    } catch (error) {
      attempt.loopback?.close()
      throw error
    }
  }

  async signUp(place: Place, person: { email: string; password: string; name: string }): Promise<Account | null> {
    const attempt = await this.#attempt(place, 'sign_up', person.email, 'mail')
    let session: SupabaseSession | null
    try {
      session = await signUp(attempt, person, this.#options.fetch)
    } catch (error) {
      attempt.loopback?.close()
      throw error
    }
    if (session) return this.#proceed(attempt, session)
    await this.#to({ at: 'mail', attempt, email: person.email.trim() })
    return null
  }

  /** The code of the mail, or a link that was copied from it. A code from before a restart works as well. */
  async withMail(place: Place, email: string, text: string): Promise<Account | null> {
    const answer = readMailAnswer(text, place.connection)
    if (!answer) throw new AppError('invalid_code', 'Enter the number in the mail, 6 digits or more, or paste its link.')
    const asked = this.#step.at === 'mail' ? this.#step.attempt : null
    const waits = asked?.email === email.trim().toLowerCase() && asked.connection.url === place.connection.url
    const attempt = (waits ? asked : null) ?? (await this.#attempt(place, 'sign_in', email, null))
    attempt.keyStore = place.keyStore
    if (answer.kind === 'callback') return this.#follow(attempt, answer.callback)
    return this.#proceed(attempt, await verifyMail(attempt, email, answer, this.#options.fetch))
  }

  /** A link from outside. Never rejects: what became of it stands in `progress`. */
  async receive(url: string): Promise<void> {
    const { log, browser } = this.#options
    const callback = parseCallback(url)
    const attempt = this.#step.at === 'browser' || this.#step.at === 'mail' ? this.#step.attempt : null
    if (!callback || !attempt || callback.state !== attempt.state || !isPending(attempt)) {
      log.info('auth', 'a link was dropped: no sign-in waits for it')
      return
    }
    browser.cameBack()
    try {
      await this.#follow(attempt, callback)
    } catch (error) {
      const failure = error instanceof AppError ? error : new AppError('internal', 'The sign-in could not be completed.', { cause: error })
      if (!(error instanceof AppError)) log.error('auth', 'a link could not be followed', { error })
      // A mail's code can still be typed; a provider's page has to be opened again.
      if (this.#step.at === 'browser') await this.#to({ at: 'idle' }, failure.toShape())
      else this.#say(this.#step, failure.toShape())
    }
  }

  /** Nobody waits for the link any more: it is said, and the port is closed. A mail's code can still be typed. */
  async expire(): Promise<void> {
    const step = this.#step
    if (step.at !== 'browser' && step.at !== 'mail') return
    // A timer may ring a fraction of a millisecond early, by the clock that counts here.
    if (isPending(step.attempt)) return this.#watch(step.attempt)
    if (step.at === 'browser') return this.#to({ at: 'idle' }, new AppError('invalid_code', 'The page in the browser was open for more than 15 minutes, and is waited for no longer. Open it again.').toShape())
    step.attempt.loopback?.close()
    this.#say(step, new AppError('invalid_code', 'The link of this mail is more than an hour old, and is followed no longer. Have another mail sent.').toShape())
  }

  async verifyFactor(factorId: string, code: string): Promise<Account | null> {
    if (this.#step.at !== 'second_factor') throw new AppError('invalid_input', 'No second factor is asked for.')
    const { attempt, session } = this.#step
    const client = await clientAs(attempt.connection, session.access_token, this.#options.fetch)
    return this.#afterFactors(attempt, await verifyFactor(client, factorId, code))
  }

  async setNewPassword(password: string): Promise<Account | null> {
    if (this.#step.at !== 'new_password') throw new AppError('invalid_input', 'No new password is asked for.')
    const { attempt, session } = this.#step
    await setPassword(await clientAs(attempt.connection, session.access_token, this.#options.fetch), password)
    return this.#enter(attempt, session)
  }

  async cancel(): Promise<void> {
    const left = this.#step
    await this.#to({ at: 'idle' })
    if (left.at === 'second_factor' || left.at === 'new_password') await forgetSession(left.attempt.connection, left.session, this.#options.fetch)
  }

  stop(): void {
    clearTimeout(this.#late)
    if (this.#step.at !== 'idle') this.#step.attempt.loopback?.close()
  }

  /** A new one takes the place of whatever was under way. */
  async #attempt(place: Place, purpose: Purpose, email: string | null, lifetime: 'browser' | 'mail' | null): Promise<Attempt> {
    await this.cancel()
    const { browser, onVisit } = this.#options
    return beginAttempt({ ...place, purpose, email, link: lifetime === null ? null : { lifetime, hasScheme: () => browser.hasScheme(), onVisit } })
  }

  async #follow(attempt: Attempt, callback: Callback): Promise<Account | null> {
    if (callback.state !== attempt.state) throw new AppError('invalid_code', 'This link belongs to another sign-in. Use the newest mail.')
    if ('problem' in callback) {
      const { error, description } = callback.problem
      if (error === 'access_denied' || error === 'user_denied') throw new AppError('invalid_credentials', 'The sign-in was refused on the provider’s page.')
      if (error === 'otp_expired') throw new AppError('invalid_code', 'This link was used already or has expired. Ask for a new one.')
      throw new AppError('invalid_credentials', description === '' ? 'The server refused the sign-in.' : `The server refused the sign-in: ${description}`, { details: error })
    }
    return this.#proceed(attempt, await exchangeCode(attempt, callback.code, this.#options.fetch))
  }

  /** The first factor was right. */
  async #proceed(attempt: Attempt, session: SupabaseSession): Promise<Account | null> {
    if (attempt.email !== null && session.user.email?.toLowerCase() !== attempt.email) {
      await forgetSession(attempt.connection, session, this.#options.fetch)
      throw new AppError('invalid_code', 'This link is for another address than the one that you entered.')
    }
    const factors = factorsDue(session)
    if (factors.length === 0) return this.#afterFactors(attempt, session)
    await this.#to({ at: 'second_factor', attempt, session, factors })
    return null
  }

  async #afterFactors(attempt: Attempt, session: SupabaseSession): Promise<Account | null> {
    if (attempt.purpose !== 'recovery') return this.#enter(attempt, session)
    await this.#to({ at: 'new_password', attempt, session })
    return null
  }

  async #enter(attempt: Attempt, session: SupabaseSession): Promise<Account> {
    const { enter, fetch } = this.#options
    try {
      const account = await enter(session, attempt.keyStore, attempt.connection)
      await this.#to({ at: 'idle' })
      return account
    } catch (error) {
      // It opened nothing here: nobody shall find it open on the server.
      await forgetSession(attempt.connection, session, fetch)
      await this.#to({ at: 'idle' })
      throw error
    }
  }

  async #to(step: Step, error: AppErrorShape | null = null): Promise<void> {
    const before = this.#step.at === 'idle' ? null : this.#step.attempt
    const waits = step.at === 'browser' || step.at === 'mail' ? step.attempt : null
    if (before && before !== waits) before.loopback?.close()
    if (before && step.at === 'idle') await before.storage.destroy()
    this.#say(step, error)
  }

  #watch({ until }: Attempt): void {
    clearTimeout(this.#late)
    this.#late = setTimeout(this.#options.onLate, Math.ceil(until - performance.now()))
    this.#late.unref()
  }

  #say(step: Step, error: AppErrorShape | null): void {
    this.#step = step
    this.#error = error
    clearTimeout(this.#late)
    if ((step.at === 'browser' || step.at === 'mail') && isPending(step.attempt)) this.#watch(step.attempt)
    const progress = this.progress()
    for (const listener of this.#listeners) listener(progress)
  }
}
