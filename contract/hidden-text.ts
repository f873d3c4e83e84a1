/**
 * Characters that change or hide what a reader sees: directional overrides and isolates, invisible operators and
 * "tag" characters (text that only a machine reads), control characters. Whoever shows a text shows them by their name.
 */
/* eslint-disable-next-line no-control-regex -- control characters are what it looks for */
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]+/u

/** A flag of a region is spelled with tag characters too: black flag, tags, end. */
const flag = /\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}/u

const parts = new RegExp(`(${flag.source}|${hidden.source})`, 'u')

/** Quick: every text on screen is asked. */
export const hidesSomething = (text: string): boolean => hidden.test(text)

/** The text in pieces; `hides` names what stands there instead of being seen. */
export const piecesOf = (text: string): { text: string; hides: string | null }[] =>
  text
    .split(parts)
    .map((part, index) => ({ text: part, hides: index % 2 === 0 || flag.test(part) ? null : nameOf(part) }))
    .filter(({ text }) => text !== '')

function nameOf(part: string): string {
  const points = [...part].map((point) => point.codePointAt(0) ?? 0)
  const tags = points.every((point) => point >= 0xe0020 && point <= 0xe007e)
  if (tags) return `hidden text: ${points.map((point) => String.fromCharCode(point - 0xe0000)).join('')}`
  return points.map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}

const replaced = (text: string, by: (name: string) => string): string =>
  hidesSomething(text) ? piecesOf(text).map(({ text, hides }) => (hides === null ? text : by(hides))).join('') : text

/** Where nothing but plain text can be shown. */
export const spelledOut = (text: string): string => replaced(text, (name) => `⟨${name}⟩`)

/** Where there is no room for names. */
export const withoutHidden = (text: string): string => replaced(text, () => '')
