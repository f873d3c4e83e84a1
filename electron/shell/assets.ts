import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { hasCode } from './files.ts'

/** The one origin that the window shows. */
export const appScheme = 'app'
const appHost = 'countersign'
export const appOrigin = `${appScheme}://${appHost}`

/** Whether an address is one of ours. Also true for paths that do not exist. */
export function isAppUrl(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === `${appScheme}:` && url.host === appHost && url.username === '' && url.password === ''
  } catch {
    return false
  }
}

/** What a window's session may load: our own files, and in development the developer tools'. */
export function mayLoad(address: string, development: boolean): boolean {
  return isAppUrl(address) || (development && (address.startsWith('devtools://') || address.startsWith('chrome-extension://')))
}

/** Which permission a page gets: ours may put text on the clipboard (reading it needs a key of the person's). */
export const mayHave = (permission: string, address: string): boolean => permission === 'clipboard-sanitized-write' && isAppUrl(address)

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * What the page may do. Electron security checklist 7 (a restrictive Content-Security-Policy): nothing by default, no
 * network at all, styles by file or by this load's nonce, and strings never become script (trusted types).
 */
export function contentSecurityPolicy(styleNonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // Its one policy lets the app's own workers start (renderer/ui/own-worker.ts).
    'trusted-types own-workers',
    "webrtc 'block'",
  ].join('; ')
}

function responseHeaders(type: string, styleNonce: string, cache: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': contentSecurityPolicy(styleNonce),
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), bluetooth=()',
    'cache-control': cache,
  }
}

/** The file that a path names below `root`, or null when it names anything else. */
export function assetFile(root: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\') || path.includes(':')) return null
  if (path === '/' || path === '') path = '/index.html'
  const file = normalize(join(root, path))
  return file.startsWith(normalize(root) + sep) ? file : null
}

export interface Asset {
  statusCode: number
  headers: Record<string, string>
  data: Buffer
}

const placeholder = '__STYLE_NONCE__'
const refuse = (statusCode: number, text: string): Asset => ({
  statusCode,
  headers: responseHeaders('text/plain; charset=utf-8', 'none', 'no-store'),
  data: Buffer.from(text),
})
const found = (data: Buffer, headers: Record<string, string>): Asset => ({ statusCode: 200, headers, data })

/** Answers requests to app://countersign/ from `root`: known types only, read only, each page with a nonce of its own. */
export function assetHandler(root: string): (request: { method: string; url: string }) => Promise<Asset> {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405, 'Method not allowed')
    if (!isAppUrl(request.url)) return refuse(403, 'Forbidden')
    const file = assetFile(root, new URL(request.url).pathname)
    const type = file === null ? undefined : types[extname(file)]
    if (file === null || type === undefined) return refuse(404, 'Not found')
    let body: Buffer
    try {
      body = await readFile(file)
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return refuse(404, 'Not found')
      throw error
    }
    const nonce = randomBytes(18).toString('base64')
    if (extname(file) === '.html') {
      const page = body.toString('utf8').replaceAll(placeholder, nonce)
      return found(Buffer.from(page), responseHeaders(type, nonce, 'no-store'))
    }
    // The build puts a hash into the names below assets/.
    const cache = file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'
    return found(body, responseHeaders(type, nonce, cache))
  }
}
