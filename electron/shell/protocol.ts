import { protocol, type Session } from 'electron'
import { appScheme, assetHandler } from './assets.ts'

/** Has to run before Electron is ready. Checklist 18: a scheme of our own instead of file://. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built renderer to the windows of this session. */
export function serveApp(session: Session, rendererFolder: string): void {
  session.protocol.handle(appScheme, assetHandler(rendererFolder))
}
