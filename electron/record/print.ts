import { BrowserWindow, session, type Session } from 'electron'

/** A session is released only when the app ends: all documents share one, one after the other. */
let printing: Promise<unknown> = Promise.resolve()

/**
 * A document of ours as the bytes of a PDF. The window is never shown, runs no script, and lives in a session of its own
 * that has this one document and no network.
 */
export function printPdf(html: string): Promise<Uint8Array> {
  const printed = printing.then(() => print(session.fromPartition('print', { cache: false }), html))
  printing = printed.catch(() => undefined)
  return printed
}

async function print(own: Session, html: string): Promise<Uint8Array> {
  own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: details.url !== address }))
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.protocol.handle('app', () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } }))
  const window = new BrowserWindow({
    show: false,
    width: 800,
    height: 1_100,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, webgl: false, spellcheck: false },
  })
  try {
    await window.loadURL(address)
    return await window.webContents.printToPDF({ pageSize: 'A4', printBackground: true, preferCSSPageSize: true, displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: footer })
  } finally {
    window.destroy()
    own.protocol.unhandle('app')
  }
}

const address = 'app://print/'
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const footer = '<div style="width: 100%; margin: 0 16mm; font-size: 7pt; text-align: end"><span class="pageNumber"></span> / <span class="totalPages"></span></div>'
