import { useMemo, useState } from 'react'
import { plural } from '../time.ts'
import { DataTable } from './DataTable.tsx'
import { DocumentView } from './DocumentView.tsx'
import { ShowMore, useGrowing } from './growing.tsx'
import { isRecord, isScalar, keyLabel, preview, scalarText } from './json.ts'
import { TREE_DEPTH, TREE_PAGE } from './limits.ts'
import { prepareMarkdown, prepareText } from './markdown.ts'
import { uniformTable } from './table.ts'
import { visible } from '../visible.ts'
import { visibleWithLinks } from './VisibleText.tsx'

/** Any JSON value as something to read: records as definition lists, uniform arrays as tables, the rest as a tree that opens. */
export function JsonView({ value }: { value: unknown }) {
  return (
    <div className="content-chunk content-json">
      <Value value={value} depth={0} />
    </div>
  )
}

function Value({ value, depth }: { value: unknown; depth: number }) {
  if (typeof value === 'string') return <Text text={value} />
  if (isScalar(value)) return <Scalar value={value} />
  if (Array.isArray(value)) return <ArrayView values={value} depth={depth} />
  if (isRecord(value)) return <RecordView entries={Object.entries(value)} depth={depth} />
  return null
}

function Scalar({ value }: { value: unknown }) {
  const text = scalarText(value)
  if (text === null) return <span className="content-none">none</span>
  return <span className={typeof value === 'boolean' ? 'content-boolean' : 'content-number'}>{text}</span>
}

/** Signs of markdown in more than one line, or emphasis and links in one. */
const markdown = /\n\s*(?:[-*+] |\d+[.)] |#{1,6} |> |\||```)|^#{1,6} |\*\*[^*\n]+\*\*|\]\(https?:/

function Text({ text }: { text: string }) {
  const long = text.length > 300 || text.includes('\n')
  const document = useMemo(() => {
    if (markdown.test(text.slice(0, 5_000))) return prepareMarkdown(text)
    return long ? prepareText(text) : null
  }, [text, long])
  if (text === '') return <span className="content-none">empty</span>
  if (document !== null) return <DocumentView document={document} />
  return (
    <span className="content-string" dir="auto">
      {visibleWithLinks(text)}
    </span>
  )
}

function RecordView({ entries, depth }: { entries: [string, unknown][]; depth: number }) {
  const { shown, left, more } = useGrowing(entries.length, TREE_PAGE, TREE_PAGE)
  if (entries.length === 0) return <span className="content-none">empty</span>
  return (
    <>
      <dl className={depth === 0 ? 'content-record content-record-top' : 'content-record'}>
        {entries.slice(0, shown).map(([key, value]) => (
          <Entry key={key} name={key} value={value} depth={depth} />
        ))}
      </dl>
      <ShowMore left={left} noun="entries" onMore={more} />
    </>
  )
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const label = keyLabel(name.length > 200 ? `${name.slice(0, 200)}…` : name)
  const flat = isScalar(value) ? isShort(value, 80) : isInlineList(value)
  return (
    <div className={flat ? 'content-entry content-entry-flat' : 'content-entry'}>
      <dt dir="auto" title={name.slice(0, 200)}>
        {visible(label)}
      </dt>
      <dd>{isScalar(value) ? <Value value={value} depth={depth + 1} /> : <Node value={value} depth={depth + 1} />}</dd>
    </div>
  )
}

function ArrayView({ values, depth }: { values: unknown[]; depth: number }) {
  const table = useMemo(() => uniformTable(values), [values])
  const { shown, left, more } = useGrowing(values.length, TREE_PAGE, TREE_PAGE)
  if (values.length === 0) return <span className="content-none">empty list</span>
  if (table !== null) return <DataTable table={table} />
  if (isInlineList(values)) return <span dir="auto">{visible(values.map((value) => scalarText(value) ?? 'none').join(', '))}</span>
  return (
    <>
      <ul className="content-array">
        {values.slice(0, shown).map((value, index) => (
          <li key={index} dir="auto">
            {isScalar(value) ? <Value value={value} depth={depth + 1} /> : <Node value={value} depth={depth + 1} />}
          </li>
        ))}
      </ul>
      <ShowMore left={left} noun="entries" onMore={more} />
    </>
  )
}

const isShort = (value: unknown, limit: number) => typeof value !== 'string' || (value.length <= limit && !value.includes('\n'))

/** A few words or numbers read best in one line; commas within them would make that unclear. */
function isInlineList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > 200) return false
  const numbers = value.every((entry) => isScalar(entry) && typeof entry !== 'string')
  const words = value.length <= 12 && value.every((entry) => isScalar(entry) && isShort(entry, 24) && !/[,:/*`]/.test(String(entry)))
  return numbers || words
}

/** A record or list within another: open while there is little in it, otherwise a line that opens it. */
function Node({ value, depth }: { value: unknown; depth: number }) {
  const [light] = useState(() => depth < TREE_DEPTH && isLight(value, depth))
  const [open, setOpen] = useState(light)
  // Every TREE_DEPTH levels the indentation starts again, so that a deep tree stays within the column.
  const level = depth >= TREE_DEPTH ? 1 : depth
  const body = Array.isArray(value) ? <Value value={value} depth={level} /> : <div className="content-nested"><Value value={value} depth={level} /></div>
  if (light || isEmpty(value)) return body
  return (
    <>
      <button type="button" className="content-node-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="content-node-count">{countText(value)}</span>
        {!open && <span className="content-node-preview">{visible(preview(value, 90))}</span>}
      </button>
      {open && body}
    </>
  )
}

const isEmpty = (value: unknown) => (Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0)

function countText(value: unknown): string {
  return Array.isArray(value) ? plural(value.length, 'entry', 'entries') : plural(Object.keys(value as object).length, 'field')
}

/** Little enough to stand open: the fewer, the deeper. A table of any length is open on the first levels. */
function isLight(value: unknown, depth: number): boolean {
  if (depth <= 2 && Array.isArray(value) && uniformTable(value) !== null) return true
  let budget = Math.max(4, 40 - depth * 8)
  const count = (node: unknown, level: number): boolean => {
    budget -= 1
    if (budget < 0 || level > 4) return false
    if (isScalar(node)) return true
    for (const key in node as object) if (Object.hasOwn(node as object, key) && !count((node as Record<string, unknown>)[key], level + 1)) return false
    return true
  }
  return count(value, 0)
}
