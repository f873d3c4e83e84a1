import { AppError } from '../../contract/errors.ts'

/**
 * A fetch that is never led on to another address: a proxy or portal that answers in the server's place would be sent the
 * password or the token that the request carries. Rejects with `network`, which says so, in place of following.
 */
export const withoutRedirects = <Input>(fetch: (input: Input, init?: RequestInit) => Promise<Response>) => async (input: Input, init?: RequestInit): Promise<Response> => {
  try {
    return await fetch(input, { ...init, redirect: 'error' })
  } catch (error) {
    throw isRedirect(error) ? new AppError('network', sentElsewhere, { retry: true, cause: error }) : error
  }
}

const sentElsewhere =
  'Something between here and the server leads to another address. Countersign did not follow it, and sent nothing there. If this network has a sign-in page, open it in a browser first; otherwise ask whoever runs the server or its proxy.'

/** Neither Chromium's network nor Node's has a code for it: the words are all there is. Without them it is "no answer". */
function isRedirect(error: unknown): boolean {
  return error instanceof Error && (/redirect/i.test(error.message) || isRedirect(error.cause))
}
