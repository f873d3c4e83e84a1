import { Fragment, useState, type ReactNode } from 'react'
import { KeyOf } from '../Button.tsx'
import { ShowMore, useGrowing } from '../content/growing.tsx'
import { visible } from '../visible.ts'
import { count } from '../time.ts'
import type { FieldChange } from './fields.ts'
import type { Row } from './lines.ts'
import { countChanges, type Comparison } from './model.ts'
import type { Part } from './words.ts'
import '../diff-line.css'
import './compare.css'

/** Unchanged lines that stay around a change. */
const CONTEXT = 2
/** Characters of one run that are shown: a line of a megabyte must not hold up the layout. */
const MAX_RUN = 8_000
const FIRST_GROUPS = 60

/** What changed from one content to another, to be read in place of the whole text. */
export function CompareView({ comparison }: { comparison: Comparison }) {
  const { body, fields, cut, spacing } = comparison
  const bodyChanged = body?.rows.some(({ kind }) => kind !== 'same') === true
  return (
    <>
      {cut && <p className="compare-note">Only the beginnings of these texts are compared: they are larger than 1.5 MB.</p>}
      {spacing && <p className="compare-note">The text differs only in spaces and empty lines.</p>}
      {countChanges(comparison) === 0 && !spacing && <p className="compare-note">The content of both revisions is the same.</p>}
      {body !== null && bodyChanged && <Rows rows={body.rows} code={body.kind === 'code'} />}
      {fields.changes.length > 0 && <Fields changes={fields.changes} titled={body !== null} />}
      {fields.cut && <p className="compare-note">There are more differences than these; read the whole of it.</p>}
    </>
  )
}

type Group = { kind: 'rows'; rows: Row[]; first: boolean } | { kind: 'gap'; rows: Row[] }

/** Rows with unchanged stretches folded away; `first`: a change begins with this group. */
export function groupsOf(rows: readonly Row[]): Group[] {
  const groups: Group[] = []
  let at = 0
  while (at < rows.length) {
    const same = rows[at]?.kind === 'same'
    let end = at
    while (end < rows.length && (rows[end]?.kind === 'same') === same) end += 1
    const run = rows.slice(at, end)
    if (!same) groups.push({ kind: 'rows', rows: run, first: true })
    else {
      const lead = at === 0 ? 0 : CONTEXT
      const tail = end === rows.length ? 0 : CONTEXT
      if (run.length <= lead + tail + 1) groups.push({ kind: 'rows', rows: run, first: false })
      else {
        if (lead > 0) groups.push({ kind: 'rows', rows: run.slice(0, lead), first: false })
        groups.push({ kind: 'gap', rows: run.slice(lead, run.length - tail) })
        if (tail > 0) groups.push({ kind: 'rows', rows: run.slice(run.length - tail), first: false })
      }
    }
    at = end
  }
  return groups
}

function Rows({ rows, code }: { rows: readonly Row[]; code: boolean }) {
  const groups = groupsOf(rows)
  const { shown, left, more } = useGrowing(groups.length, FIRST_GROUPS, 600)
  return (
    <div className={code ? 'compare-code' : 'compare-prose'}>
      {groups.slice(0, shown).map((group, index) =>
        group.kind === 'gap' ? (
          <Gap key={index} rows={group.rows} code={code} />
        ) : (
          <div key={index} className="compare-group" {...(group.first ? { 'data-change': '', tabIndex: -1 } : {})}>
            <Lines rows={group.rows} code={code} />
          </div>
        ),
      )}
      <ShowMore left={left} noun="passages" onMore={more} />
    </div>
  )
}

/** The button that was pressed is gone: reading goes on where it stood. */
const takeFocus = (element: HTMLElement | null) => element?.focus({ preventScroll: true })

function Gap({ rows, code }: { rows: readonly Row[]; code: boolean }) {
  const [open, setOpen] = useState<'with the focus' | 'by another' | false>(false)
  const { shown, left, more } = useGrowing(open ? rows.length : 0, 200, 2_000)
  const noun = code ? (rows.length === 1 ? 'line' : 'lines') : rows.length === 1 ? 'paragraph' : 'paragraphs'
  if (!open) {
    return (
      <button
        type="button"
        className="compare-gap"
        data-action="read.more"
        aria-expanded={false}
        // Find opens them too, and keeps the focus.
        onClick={({ currentTarget }) => setOpen(currentTarget === document.activeElement ? 'with the focus' : 'by another')}
      >
        <KeyOf action="read.more" /> {count(rows.length)} unchanged {noun}
      </button>
    )
  }
  return (
    <div className="compare-group" tabIndex={-1} ref={open === 'with the focus' ? takeFocus : null}>
      <Lines rows={rows.slice(0, shown)} code={code} />
      <ShowMore left={left} noun={noun} onMore={more} />
    </div>
  )
}

const Lines = ({ rows, code }: { rows: readonly Row[]; code: boolean }) =>
  rows.map((row, index) => (code ? <CodeLine key={index} row={row} /> : <ProseLine key={index} row={row} />))

/** The text of a row as it is now, by which one sees what kind of block it is. */
const textOf = (row: Row): string => ('text' in row ? row.text : row.parts.map(({ kind, text }) => (kind === 'removed' ? '' : text)).join(''))

/** Markdown is compared as it is written; its lines still look like what they are. */
function blockOf(start: string): string | undefined {
  if (/^#{1,6}\s/.test(start)) return 'heading'
  if (/^\s*\|/.test(start)) return 'table'
  if (/^(?: {4}|\t|```|~~~)/.test(start)) return 'code'
  return /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(start) ? 'entry' : undefined
}

function ProseLine({ row }: { row: Row }) {
  return (
    <p className="compare-line" data-kind={row.kind} data-block={blockOf(textOf(row).slice(0, 40))} dir="auto">
      <RowText row={row} />
    </p>
  )
}

const signs = { same: ' ', changed: '±', removed: '−', added: '+' } as const

function CodeLine({ row }: { row: Row }) {
  return (
    <div className="compare-row" data-kind={row.kind}>
      <span className="diff-number">{'before' in row ? row.before : ''}</span>
      <span className="diff-number">{'after' in row ? row.after : ''}</span>
      <span className="diff-sign">{signs[row.kind]}</span>
      <code dir="auto">
        <RowText row={row} />
      </code>
    </div>
  )
}

function RowText({ row }: { row: Row }): ReactNode {
  if (row.kind === 'changed') return <Parts parts={row.parts} />
  return <Parts parts={[{ kind: row.kind, text: row.text }]} />
}

export function Parts({ parts }: { parts: readonly Part[] }) {
  return parts.map(({ kind, text }, index) => {
    const shown = <Run text={text} />
    if (kind === 'added') return <ins key={index}>{shown}</ins>
    if (kind === 'removed') return <del key={index}>{shown}</del>
    return <Fragment key={index}>{shown}</Fragment>
  })
}

function Run({ text }: { text: string }) {
  if (text.length <= MAX_RUN) return visible(text)
  return (
    <>
      {visible(text.slice(0, MAX_RUN))}
      <span className="compare-note"> … {count(text.length - MAX_RUN)} more characters</span>
    </>
  )
}

const verbs = { added: 'added', removed: 'removed', changed: 'changed' } as const

function Fields({ changes, titled }: { changes: readonly FieldChange[]; titled: boolean }) {
  const { shown, left, more } = useGrowing(changes.length, 40, 200)
  return (
    <section className="compare-fields" aria-label="Fields that changed">
      {titled && <h3>Beside the text</h3>}
      <ul>
        {changes.slice(0, shown).map((change, index) => (
          <li key={index} data-change="" tabIndex={-1}>
            <p className="compare-path">
              {change.path.length === 0 ? 'The whole content' : <Path path={change.path} />} <span className="compare-verb">{verbs[change.kind]}</span>
            </p>
            <FieldBody change={change} />
          </li>
        ))}
      </ul>
      <ShowMore left={left} noun="differences" onMore={more} />
    </section>
  )
}

function Path({ path }: { path: readonly string[] }) {
  const steps = path.length > 8 ? [...path.slice(0, 3), '…', ...path.slice(-4)] : path
  return steps.map((step, index) => (
    <Fragment key={index}>
      {index > 0 && <span aria-hidden> › </span>}
      <bdi>{visible(step.length > 80 ? `${step.slice(0, 80)}…` : step)}</bdi>
    </Fragment>
  ))
}

function FieldBody({ change }: { change: FieldChange }) {
  if (change.rows !== null && change.rows.length > 0) return <Rows rows={change.rows} code={false} />
  return (
    <p className="compare-value" dir="auto">
      {change.before !== null && (
        <del>
          <Run text={change.before === '' ? '“”' : change.before} />
        </del>
      )}
      {change.before !== null && change.after !== null && <span aria-hidden> → </span>}
      {change.after !== null && (
        <ins>
          <Run text={change.after === '' ? '“”' : change.after} />
        </ins>
      )}
    </p>
  )
}
