import { isRecord, isScalar, own, ownString, parseJson, withoutKeys, type JsonRecord } from './json.ts'
import { marksOf } from './marks.ts'
import { prepareCode, prepareMarkdown, prepareText, type PreparedDocument } from './markdown.ts'
import { columnsOf, isColumnList, type TableData } from './table.ts'

export type Source = { title: string; url: string | null; quote: string | null }

/**
 * An artifact's content, ready to be rendered: its shape chosen, its first blocks lexed.
 * `extra` holds the entries that the shape has no place for: a reviewer sees them too.
 */
export type PreparedContent =
  | { shape: 'empty' }
  | { shape: 'document'; document: PreparedDocument; sources: Source[]; extra: JsonRecord | null; note: string | null }
  | { shape: 'table'; table: TableData; sources: Source[]; extra: JsonRecord | null }
  | { shape: 'json'; value: unknown }

/** Chooses the shape of a content text (`jsonb::text`) and prepares it; pure, bounded in time, never throws. */
export function prepareContent(text: string): PreparedContent {
  const parsed = parseJson(text)
  if (parsed === null) return unreadable(text)
  const { value } = parsed
  if (isNothing(value)) return { shape: 'empty' }
  if (typeof value === 'string') return documentOf(prepareText(value), [], null)
  if (!isRecord(value)) return { shape: 'json', value }
  return known(value) ?? { shape: 'json', value: withoutShownTitle(value) }
}

function unreadable(text: string): PreparedContent {
  if (text.trim() === '') return { shape: 'empty' }
  const note = 'This content is not valid JSON. It is shown as it was stored.'
  return { shape: 'document', document: prepareText(text), sources: [], extra: null, note }
}

function known(content: JsonRecord): PreparedContent | null {
  const format = ownString(content, 'format')
  if (format === 'table') return knownTable(content)
  const body = ownString(content, 'body')
  if (body === null || (format !== 'markdown' && format !== 'text' && format !== 'code')) return null
  const title = ownString(content, 'title')
  const sources = sourcesOf(own(content, 'sources'))
  const language = format === 'code' ? (ownString(content, 'language') ?? '') : null
  const extra = withoutKeys(content, [
    'format',
    'body',
    ...(title !== null && title.length <= 300 ? ['title'] : []),
    ...(sources === null ? [] : ['sources']),
    ...(language === null ? [] : ['language']),
  ])
  if (body.trim() === '' && extra === null && (sources ?? []).length === 0) return { shape: 'empty' }
  if (format === 'markdown') return documentOf(prepareMarkdown(body, title, marksOf(sources ?? [], passages(own(content, 'unsure')))), sources ?? [], extra)
  return documentOf(language === null ? prepareText(body) : prepareCode(body, language), sources ?? [], extra)
}

function knownTable(content: JsonRecord): PreparedContent | null {
  const rows = own(content, 'rows')
  if (!Array.isArray(rows) || !rows.every(isRecord)) return null
  const given = own(content, 'columns')
  const columns = columnsOf(rows, isColumnList(given) ? given : null)
  if (columns.length === 0) return null
  const sources = sourcesOf(own(content, 'sources'))
  const taken = ['format', 'rows', ...(isColumnList(given) ? ['columns'] : []), ...(sources === null ? [] : ['sources'])]
  const title = ownString(content, 'title')
  const extra = withoutKeys(content, title !== null && title.length <= 300 ? [...taken, 'title'] : taken)
  return { shape: 'table', table: { columns, rows }, sources: sources ?? [], extra }
}

function documentOf(document: PreparedDocument, sources: Source[], extra: JsonRecord | null): PreparedContent {
  return { shape: 'document', document, sources, extra, note: null }
}

/** The texts of a list; of records their `text`. They stay among the further fields as well. */
function passages(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return (value as unknown[]).slice(0, 200).flatMap((entry) => (typeof entry === 'string' ? [entry] : isRecord(entry) ? (ownString(entry, 'text') ?? []) : []))
}

/** Sources as a list, or null when the value is something else, which is then shown as data. */
function sourcesOf(value: unknown): Source[] | null {
  if (!Array.isArray(value)) return null
  const sources: Source[] = []
  for (const entry of value as unknown[]) {
    if (typeof entry === 'string') sources.push({ title: entry, url: entry, quote: null })
    else if (isRecord(entry) && withoutKeys(entry, ['title', 'url', 'quote']) === null) {
      const url = ownString(entry, 'url')
      sources.push({ title: ownString(entry, 'title') ?? url ?? '', url, quote: ownString(entry, 'quote') })
    } else return null
  }
  return sources
}

/** Nothing to read: no value, an empty one, or a title alone (the pane's header shows it). */
function isNothing(value: unknown): boolean {
  if (value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  if (!isRecord(value)) return false
  const rest = withoutKeys(value, ['title'])
  return rest === null && (ownString(value, 'title') ?? '').length <= 300 && isScalar(own(value, 'title'))
}

/** The pane's header shows a title of up to 300 characters. */
function withoutShownTitle(content: JsonRecord): JsonRecord {
  const title = ownString(content, 'title')
  return title !== null && title !== '' && title.length <= 300 ? (withoutKeys(content, ['title']) ?? content) : content
}
