import { protocol, type Session } from 'electron'
import { appScheme, assetHandler } from './assets.ts'

/** Has to run before Electron is ready. Checklist 18: a scheme of our own instead of file://. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** net::ERR_FAILED */
const failed = -2

/**
 * Serves the built renderer to the windows of this session. Not by `protocol.handle`: it answers with fetch's Response,
 * and Node loads all of undici for that, 50 ms of main's time before the page has a byte. `begun`: a page has been handed over.
 */
export function serveApp(session: Session, rendererFolder: string): { begun: Promise<void> } {
  const answer = assetHandler(rendererFolder)
  let begin = () => {}
  const begun = new Promise<void>((resolve) => (begin = resolve))
  session.protocol.registerBufferProtocol(appScheme, (request, respond) => {
    answer(request).then(respond, () => respond({ error: failed })).finally(begin)
  })
  return { begun }
}
