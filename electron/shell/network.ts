import { app, net, session } from 'electron'
import { withoutRedirects } from './redirects.ts'

/** A fetch as supabase-js and the backend take it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Main's way to the server: Chromium's network stack, so that the system's proxy, certificates and HTTP/2 hold, in a
 * session of its own that keeps nothing on disk, has no cookies and follows no redirect. The windows' session has no
 * network at all.
 */
export function createNetwork(): { fetch: Fetch; isOnline(): boolean } {
  const network = session.fromPartition('network', { cache: false })
  network.setUserAgent(`Countersign/${app.getVersion()}`)
  network.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  return {
    fetch: withoutRedirects<Parameters<Fetch>[0]>((input, init) => network.fetch(input instanceof URL ? input.href : input, { ...init, credentials: 'omit', cache: 'no-store' })),
    isOnline: () => net.isOnline(),
  }
}
