import type { ItemDetail } from '../../../contract/items.ts'
import { taskTypeWords } from '../../ui/item/words.ts'
import type { WrittenAhead } from './pending-keys.ts'

/** A template's words for this item. What is not one of the names stays as it stands. */
export function fillTemplate(text: string, detail: ItemDetail, now: Date): string {
  const { item } = detail
  const values: Record<string, string> = {
    title: item.title,
    task: item.task_intent ?? (item.task_type === null ? '' : taskTypeWords[item.task_type]),
    project: item.project_name ?? '',
    agent: item.agent_name ?? '',
    revision: item.kind === 'artifact' ? String(item.revision) : '',
    date: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(now),
  }
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : placeholder))
}

/** As a quotation stands in markdown, without the space around it; '' for a text of spaces. */
export function quotation(selected: string): string {
  const lines = selected
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n')
  return lines.length === 1 && lines[0] === '' ? '' : lines.map((line) => `> ${line}`.trimEnd()).join('\n')
}

export interface Inserted {
  text: string
  /** where the cursor stands afterwards */
  caret: number
}

/** Words put where the cursor stands, in the place of what is selected there. */
export function insertWords(text: string, words: string, from: number, to: number): Inserted {
  const before = text.slice(0, from)
  const gap = before === '' || /\s$/.test(before) ? '' : ' '
  return { text: before + gap + words + text.slice(to), caret: (before + gap + words).length }
}

/** The note with what was written to it before it was there. */
export const withAhead = (note: string, ahead: readonly WrittenAhead[], detail: ItemDetail): string =>
  ahead.reduce((text, act) => (act.kind === 'text' ? text + act.text : insertWords(text, fillTemplate(act.template, detail, new Date()), text.length, text.length).text), note)

/** A quotation is a block of its own, with room beneath for what one says to it. */
export function insertQuotation(text: string, quoted: string, at: number): Inserted {
  const before = text.slice(0, at).trimEnd()
  const after = text.slice(at).trimStart()
  const start = before === '' ? '' : `${before}\n\n`
  const head = `${start}${quoted}\n\n`
  return { text: head + after, caret: head.length }
}
