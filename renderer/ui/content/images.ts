import { MAX_IMAGE, MAX_IMAGE_PIXELS } from './limits.ts'

/** Images come from the content itself or not at all: a data URL of a raster format that is small once decoded. */

const dataImage = /^data:image\/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/]+={0,2})$/i

/** The data URL, re-written from its checked parts, or null when it may not be shown. */
export function safeImage(href: string): string | null {
  if (href.length > MAX_IMAGE) return null
  const match = dataImage.exec(href)
  const type = match?.[1]?.toLowerCase().replace('jpg', 'jpeg')
  const data = match?.[2]
  if (type === undefined || data === undefined) return null
  const pixels = pixelsOf(type, data)
  // Written so that a header cut short (NaN) fails too.
  if (pixels === null || !(pixels > 0 && pixels <= MAX_IMAGE_PIXELS)) return null
  return `data:image/${type};base64,${data}`
}

/** Width × height as the file's header says, or null when the header is not that of the named format. */
function pixelsOf(type: string, base64: string): number | null {
  let bytes: string
  try {
    // A JPEG's size stands behind its metadata; the other formats have theirs within the first bytes.
    const head = type === 'jpeg' ? base64 : base64.slice(0, 64)
    bytes = atob(head)
  } catch {
    return null
  }
  const at = (index: number) => bytes.charCodeAt(index)
  const big = (index: number) => at(index) * 256 + at(index + 1)
  const little = (index: number) => at(index + 1) * 256 + at(index)
  if (type === 'png') {
    if (!bytes.startsWith('\x89PNG') || bytes.slice(12, 16) !== 'IHDR') return null
    return (big(16) * 65_536 + big(18)) * (big(20) * 65_536 + big(22))
  }
  if (type === 'gif') return bytes.startsWith('GIF8') ? little(6) * little(8) : null
  if (type === 'webp') return webpPixels(bytes, at, little)
  return jpegPixels(bytes, at, big)
}

function webpPixels(bytes: string, at: (index: number) => number, little: (index: number) => number): number | null {
  if (!bytes.startsWith('RIFF') || bytes.slice(8, 12) !== 'WEBP') return null
  const chunk = bytes.slice(12, 16)
  if (chunk === 'VP8 ') return (little(26) & 0x3fff) * (little(28) & 0x3fff)
  if (chunk === 'VP8L') {
    const bits = at(21) + at(22) * 256 + at(23) * 65_536 + at(24) * 16_777_216
    return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1)
  }
  if (chunk !== 'VP8X') return null
  return (little(24) + at(26) * 65_536 + 1) * (little(27) + at(29) * 65_536 + 1)
}

function jpegPixels(bytes: string, at: (index: number) => number, big: (index: number) => number): number | null {
  if (at(0) !== 0xff || at(1) !== 0xd8) return null
  let index = 2
  while (index + 9 < bytes.length && at(index) === 0xff) {
    const marker = at(index + 1)
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (frame) return big(index + 5) * big(index + 7)
    index += 2 + big(index + 2)
  }
  return null
}

/** Images taken out of a text for the time of lexing, so that no line is long for their sake. */
export type Lifted = { text: string; mark: string; images: string[] }

const carried = /\((data:image\/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=]+)(?=[\s)])/gi

export function liftImages(text: string): Lifted {
  const images: string[] = []
  if (!text.includes('(data:image/')) return { text, mark: '', images }
  // Unknown when the text was written: one that is lengthened until the text lacks it can be made to grow for minutes.
  const mark = `content-image-${crypto.randomUUID()}`
  const lifted = text.replace(carried, (whole, address: string) => {
    if (address.length > MAX_IMAGE) return whole
    images.push(address)
    return `(${mark}:${images.length - 1}`
  })
  return { text: lifted, mark, images }
}

/** Puts the addresses back, wherever the marks ended up: as an image's address, or in code that talks about one. */
export function restoreImages(text: string, { mark, images }: Omit<Lifted, 'text'>): string {
  if (images.length === 0 || !text.includes(mark)) return text
  return text.replace(new RegExp(`${mark}:(\\d+)`, 'g'), (whole, index: string) => images[Number(index)] ?? whole)
}
