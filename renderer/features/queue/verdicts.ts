import { noteText } from '../../../contract/commands.ts'
import type { ItemDetail } from '../../../contract/items.ts'

/** What a reviewer can decide: `changes` is a rejection that asks for another revision. */
export type Verdict = 'approve' | 'reject' | 'changes' | 'continue' | 'modify'
export type VerdictKey = 'a' | 'r' | 'm'

export function verdictFor(kind: ItemDetail['kind'], key: VerdictKey): Verdict {
  switch (key) {
    case 'a':
      return kind === 'artifact' ? 'approve' : 'continue'
    case 'r':
      return 'reject'
    case 'm':
      return kind === 'artifact' ? 'changes' : 'modify'
  }
}

/** Verdicts that come with words are armed first and sent by ⌘⏎; the others decide at once. */
export type ArmedVerdict = Exclude<Verdict, 'approve' | 'continue'>
export const needsArming = (verdict: Verdict): verdict is ArmedVerdict => verdict !== 'approve' && verdict !== 'continue'

/** A rejection may go without words; asking for something else cannot. */
export const needsWords = (verdict: Verdict): boolean => verdict === 'changes' || verdict === 'modify'

/** The note and what ⌘⏎ would send. */
export interface Writing {
  armed: ArmedVerdict | null
  open: boolean
  text: string
  /** how often the field was asked for since the item came: each time it takes the focus */
  asked: number
  /** where the cursor goes when it takes the focus; null: to the end */
  caret: number | null
}

export type WritingEvent =
  | { kind: 'arm'; verdict: ArmedVerdict }
  | { kind: 'open' }
  | { kind: 'type'; text: string }
  /** words typed ahead are there now; the field does not ask for the focus */
  | { kind: 'keep'; text: string }
  /** words from elsewhere: the field opens, and the cursor stands behind them */
  | { kind: 'insert'; text: string; caret: number }
  /** Esc: disarms first, then closes; words stay */
  | { kind: 'escape' }

export const noWriting = (draft: string): Writing => ({ armed: null, open: draft !== '', text: draft, asked: 0, caret: null })

export function write(writing: Writing, event: WritingEvent): Writing {
  switch (event.kind) {
    case 'arm':
      return { ...writing, armed: event.verdict, open: true, asked: writing.asked + 1, caret: null }
    case 'open':
      return { ...writing, open: true, asked: writing.asked + 1, caret: null }
    case 'type':
      return { ...writing, text: event.text }
    case 'keep':
      return { ...writing, open: true, text: event.text }
    case 'insert':
      return { ...writing, open: true, text: event.text, asked: writing.asked + 1, caret: event.caret }
    case 'escape':
      return { ...writing, armed: null, open: writing.text !== '' }
  }
}

/** What is missing before this verdict can be sent, or null. */
export function missing(verdict: Verdict, text: string): string | null {
  if (needsWords(verdict) && text.trim() === '') {
    return verdict === 'modify' ? 'Say first what the agent should do differently.' : 'Say first which changes you ask for.'
  }
  const tooLong = text.length - (noteText.maxLength ?? Infinity)
  return tooLong > 0 ? `The note is ${tooLong} characters too long. Shorten it; nothing was decided.` : null
}

/** As the last decision and the announcement name it. */
export function decided(verdict: Verdict): string {
  switch (verdict) {
    case 'approve':
      return 'approved'
    case 'reject':
      return 'rejected'
    case 'changes':
      return 'changes asked for'
    case 'continue':
      return 'the session continues'
    case 'modify':
      return 'sent back with an instruction'
  }
}

/** As the button names it. */
export function verdictLabel(verdict: Verdict): string {
  switch (verdict) {
    case 'approve':
      return 'Approve'
    case 'reject':
      return 'Reject'
    case 'changes':
      return 'Changes'
    case 'continue':
      return 'Continue'
    case 'modify':
      return 'Modify'
  }
}

/** A note goes with a decision: who may take none here writes none. */
export const mayWrite = ({ role }: ItemDetail): boolean => role !== null && role !== 'viewer'

/** Why nothing can be decided about this item, in words, or null. */
export function obstacle(detail: ItemDetail, storage: 'disk' | 'memory' | 'read_only'): string | null {
  if (storage === 'read_only') return 'This computer cannot keep decisions right now: its storage is read-only.'
  if (detail.role === 'viewer') return 'You are a viewer in this workspace. Reviewers, admins and owners decide.'
  if (detail.role === null) return 'You are no longer a member of this workspace.'
  if (detail.item.status !== 'pending') return `This is ${detail.item.status} already.`
  if (detail.local && detail.local.state !== 'conflict' && detail.local.state !== 'refused') return 'This was decided here already and is on its way.'
  if (detail.kind === 'artifact' && detail.content.state === 'wanted') return 'The content is not here yet; it comes when you are online.'
  if (detail.kind === 'artifact' && detail.content.state === 'broken') return 'The content arrived damaged and is being fetched again.'
  return null
}
