import { uuid } from './entities.ts'

/**
 * In a comment's text a mention is `@[Name](user:<uuid>)`: readable as it is, and sure about who is meant. The name is
 * that of the moment of writing.
 */
const pattern = /@\[([^[\]\n]{1,200})\]\(user:([0-9a-f-]{36})\)/g

export interface Person {
  user_id: string
  name: string
}

type CommentPart = { kind: 'text'; text: string } | { kind: 'mention'; user_id: string; name: string }

/** The text between mentions, and the mentions, in order. */
export function commentParts(body: string): CommentPart[] {
  const parts: CommentPart[] = []
  let at = 0
  for (const match of body.matchAll(pattern)) {
    const [whole, name = '', user_id = ''] = match
    if (!uuid.safeParse(user_id).success) continue
    if (match.index > at) parts.push({ kind: 'text', text: body.slice(at, match.index) })
    parts.push({ kind: 'mention', user_id, name })
    at = match.index + whole.length
  }
  if (at < body.length) parts.push({ kind: 'text', text: body.slice(at) })
  return parts
}

/** What SQL looks for in a body to find the mentions of one person. */
export const mentionMark = (userId: string): string => `](user:${userId})`

/** `@Name`, as one types it, becomes a mention where it is the whole name of one of these people; the longest name wins. */
export function withMentions(typed: string, people: readonly Person[]): string {
  const byLength = people.filter(({ name }) => /^[^[\]\n]{1,200}$/.test(name)).toSorted((a, b) => b.name.length - a.name.length)
  let body = ''
  let at = 0
  for (;;) {
    const next = typed.indexOf('@', at)
    if (next < 0) return body + typed.slice(at)
    const person = startsMention(typed, next) ? byLength.find(({ name }) => isNameAt(typed, next + 1, name)) : undefined
    body += typed.slice(at, next) + (person === undefined ? '@' : `@[${person.name}](user:${person.user_id})`)
    at = next + 1 + (person?.name.length ?? 0)
  }
}

/** The body as one would type it. */
export const asTyped = (body: string): string => commentParts(body).map((part) => (part.kind === 'text' ? part.text : `@${part.name}`)).join('')

/** The part of a name before the caret that is being typed after an @, or null. */
export function nameBeingTyped(typed: string, caret: number): string | null {
  const at = typed.lastIndexOf('@', caret - 1)
  if (at < 0 || !startsMention(typed, at)) return null
  const name = typed.slice(at + 1, caret)
  return name.length <= 60 && !name.includes('\n') ? name : null
}

/** An @ in the middle of a word is an address. */
const startsMention = (typed: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(typed[at - 1] ?? '')

function isNameAt(typed: string, at: number, name: string): boolean {
  if (typed.slice(at, at + name.length).toLowerCase() !== name.toLowerCase()) return false
  return !/[\p{L}\p{N}]/u.test(typed[at + name.length] ?? '')
}
