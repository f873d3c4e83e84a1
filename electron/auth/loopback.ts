import { createServer, type ServerResponse } from 'node:http'
import { loopbackRedirect } from './callback.ts'

export interface Loopback {
  /** where the browser shall lead to */
  url: string
  close(): void
}

const page = (text: string) => `<!doctype html><meta charset="utf-8"><title>Countersign</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:28rem;margin:20vh auto;padding:0 1.5rem}</style>
<h1>Countersign</h1><p>${text}</p>`

/**
 * Waits on this computer, on a free port, for the one visit that ends a sign-in in the browser: where the scheme can't be
 * registered. Any other path, method or host name (a page that gave 127.0.0.1 a name of its own) is turned away.
 * `onVisit` answers whether the sign-in still waits for it: the page says so.
 */
export function openLoopback(state: string, onVisit: (url: string) => boolean): Promise<Loopback> {
  return new Promise((resolve, reject) => {
    let url = ''
    const server = createServer((request, response) => {
      const origin = new URL(url).host
      const asked = `http://${origin}${request.url ?? ''}`
      const ours = request.method === 'GET' && request.headers.host === origin && asked.split('?', 1)[0] === url
      if (!ours) return answer(response, 404, 'There is nothing here.')
      if (onVisit(asked)) answer(response, 200, 'You can close this page and go back to Countersign.')
      else answer(response, 410, 'This sign-in took too long: Countersign does not wait for it any more. Close this page and begin again there.')
    })
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('no port'))
      url = loopbackRedirect(address.port, state)
      server.unref()
      resolve({
        url,
        close() {
          server.close()
          server.closeIdleConnections()
        },
      })
    })
  })
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(page(text))
}
