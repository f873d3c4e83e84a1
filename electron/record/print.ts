import { randomUUID } from 'node:crypto'
import { BrowserWindow, session } from 'electron'

/**
 * A document of ours as the bytes of a PDF. The window is never shown, runs no script, and lives in a session of its own
 * that has this one document and no network.
 */
export async function printPdf(html: string): Promise<Uint8Array> {
  const own = session.fromPartition(`print-${randomUUID()}`, { cache: false })
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
