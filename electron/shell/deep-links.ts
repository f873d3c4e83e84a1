import { app } from 'electron'
import { linkIn, linkScheme } from '../auth/callback.ts'
import { focusWindow } from './window.ts'

export interface DeepLinks {
  /** hands on every link of our scheme, those before it too; whether one counts is auth's question */
  deliver(listener: (url: string) => void): void
}

/** Links come with a second start (Windows, Linux) or as an event (macOS). To be called before Electron is ready. */
export function listenToLinks(): DeepLinks {
  const early: string[] = []
  let take = (url: string): void => void early.push(url)
  const own = linkIn(process.argv)
  if (own !== undefined) early.push(own)
  app.on('second-instance', (_event, argv) => {
    focusWindow()
    const link = linkIn(argv)
    if (link !== undefined) take(link)
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    take(url)
  })
  return {
    deliver(listener) {
      take = listener
      early.splice(0).forEach(listener)
    },
  }
}

/**
 * Registers the scheme for this person, with the first sign-in that needs it; the packaged app only: a development build
 * would leave its own path behind. False: the system has no place for it (an unpacked app on Linux).
 */
export const hasLinkScheme = (): boolean => app.isPackaged && (app.isDefaultProtocolClient(linkScheme) || app.setAsDefaultProtocolClient(linkScheme))
