import { withoutHidden } from '../../../contract/hidden-text.ts'
import type { NotificationSettings } from '../../../contract/settings.ts'

export type NewsKind = 'checkpoints' | 'mentions' | 'overdue'

/** Something that happened to one item. */
export interface News {
  /** tells it from others of its kind */
  id: string
  /** what the item is called: an agent's or a person's words */
  title: string
  /** where a click leads, as renderer/app/navigation.ts reads it */
  place: string
  /** mentions: who wrote */
  by?: string
}

/** What the desktop is given. Agents' words stand in the title only: by its specification that is never markup. */
export interface Note {
  title: string
  body: string
  place: string
}

const longest = 120

/** One line without control and direction characters, and without what a careless desktop could take for markup. */
export function plain(text: string): string {
  const line = withoutHidden(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u200e\u200f]/gu, '')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .trim()
  const signs = [...line]
  return signs.length <= longest ? line : `${signs.slice(0, longest - 1).join('').trimEnd()}…`
}

/** One note for all news of a kind that the person has not seen. */
export function noteOf(kind: NewsKind, news: readonly News[], { content }: NotificationSettings): Note {
  const [first] = news
  const one = news.length === 1 ? first : undefined
  const place = one?.place ?? 'queue'
  const named = one !== undefined && content === 'titles'
  const n = news.length.toLocaleString('en')
  switch (kind) {
    case 'checkpoints':
      return {
        title: named ? `Checkpoint: ${plain(one.title)}` : one ? 'A checkpoint waits for you' : `${n} checkpoints wait for you`,
        body: one ? 'Its session is paused until somebody answers.' : 'Their sessions are paused until somebody answers.',
        place,
      }
    case 'mentions':
      return {
        title: named ? `${plain(one.by ?? 'A colleague')} mentions you: ${plain(one.title)}` : one ? 'A comment mentions you' : `${n} comments mention you`,
        body: '',
        place,
      }
    case 'overdue':
      return {
        title: named ? `Overdue: ${plain(one.title)}` : one ? 'An item is overdue' : `${n} items are overdue`,
        body: one ? 'It has waited longer than its workspace allows.' : 'They have waited longer than their workspaces allow.',
        place,
      }
  }
}
