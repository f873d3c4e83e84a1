/** A failure whose message already says what happened and what to do: shown without a stack. */
export class UserError extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'UserError'
    this.exitCode = exitCode
  }
}

/** One line for the person at the terminal. On stderr, so that stdout stays for results. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Reports what ended a script; returns its exit code. */
export function report(error) {
  say(error instanceof UserError ? error.message : (error?.stack ?? String(error)))
  return error instanceof UserError ? error.exitCode : 1
}
