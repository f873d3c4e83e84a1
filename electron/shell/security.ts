import { app, type Session, type WebContents } from 'electron'
import { isAppUrl, mayHave, mayLoad } from './assets.ts'
import type { Log } from './log.ts'

/**
 * The rules around the windows, each with its item of Electron's security checklist
 * (electronjs.org/docs/latest/tutorial/security). What the preload, the protocol and the window add stands there.
 */

/** Must run before Electron is ready. `--no-sandbox` (root in a container) and enableSandbox exclude each other. */
export function restrictProcess(): void {
  // 4: process sandboxing, for every renderer
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // WebRTC would be a way around the CSP's connect-src: it gets no address to work with.
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
  app.commandLine.appendSwitch('webrtc-ip-handling-policy', 'disable_non_proxied_udp')
}

/** Shuts the session that the windows live in. */
export function restrictSession(session: Session, { development, log }: { development: boolean; log: Log }): void {
  // 1 and 18: nothing but our own files is loaded, whatever asks for it
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !mayLoad(details.url, development)
    if (cancel) log.warn('shell', 'refused a request of the window', { scheme: details.url.split(':', 1)[0], type: details.resourceType })
    answer({ cancel })
  })
  // What does not pass the request hook (WebRTC over TCP, prefetched names) meets a proxy that does not exist.
  session.setProxy({ mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' }).catch((error: unknown) => {
    log.error('shell', 'could not shut the window’s network', { error })
  })
  // 5: no permission is ever granted, but for putting text on the clipboard from our own page
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(mayHave(permission, requestingUrl)))
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  // Dictionaries would be fetched from a server that is not the user's.
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
}

/** Holds every web contents to its page; to be called before the first window. */
export function restrictContents({ log }: { log: Log }): void {
  app.on('web-contents-created', (_event, contents) => restrict(contents, log))
}

function restrict(contents: WebContents, log: Log): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  // 13: navigation
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (isAppUrl(event.url)) return
    event.preventDefault()
    log.warn('shell', 'refused a navigation')
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  // 14: new windows; links go through links.open
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // 12: webviews
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
