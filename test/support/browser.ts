import type { AuthOptions } from '../../electron/auth/auth.ts'

/** Where no test follows a link: the scheme counts as registered, so that no port is opened. */
export const noBrowser: AuthOptions['browser'] = {
  hasScheme: () => true,
  open: () => Promise.reject(new Error('this test has no browser')),
  cameBack: () => undefined,
}
