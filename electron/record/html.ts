import type { ReviewEventRow } from '../../contract/entities.ts'
import { spelledOut } from '../../contract/hidden-text.ts'
import type { IpcOutput } from '../../contract/ipc.ts'

export type SessionOfRecord = NonNullable<IpcOutput<'sessions.detail'>>

interface RecordFacts {
  workspace: string | null
  madeAt: string
  madeBy: string
  appVersion: string
  /** problems of this session's chains as they are kept here */
  problems: number
}

/**
 * The printable record of a session: what was decided, by whom, when, on which content. Nothing in it is HTML that was
 * written by anybody else: every text is escaped, and the document loads nothing and runs nothing.
 */
export function recordHtml(detail: SessionOfRecord, facts: RecordFacts): string {
  const { session, artifacts, checkpoints, events } = detail
  const ordered = events.toSorted((a, b) => a.created_at.localeCompare(b.created_at) || a.target_id.localeCompare(b.target_id) || a.seq - b.seq)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Review record: ${escaped(session.task_intent.slice(0, 120))}</title><style>${style}</style></head><body>
<p class="kind">Review record</p>
<h1 dir="auto">${escaped(session.task_intent)}</h1>
<dl>${[
    ['Workspace', facts.workspace ?? 'not known here'],
    ['Project', session.project_name ?? 'not known here'],
    ['Agent', session.agent_name ?? 'not named'],
    ['Task', session.task_type.replaceAll('_', ' ')],
    ['Session', `${session.status}, ${session.id}`],
    ['Started', session.started_at === null ? 'not started' : time(session.started_at)],
    ['Ended', session.ended_at === null ? 'not ended' : time(session.ended_at)],
    ['Printed', `${time(facts.madeAt)} by ${facts.madeBy}, Countersign ${facts.appVersion}`],
  ].map(([name, value]) => `<div><dt>${name}</dt><dd dir="auto">${escaped(String(value))}</dd></div>`).join('')}</dl>
<p class="check">${verdict(facts.problems, events.length)} Times are UTC. A hash is SHA-256 over the content as the database prints it (content::text, UTF-8).</p>
<h2>How it stands</h2>
${table(['Item', 'Stands as', 'By', 'At', 'Content SHA-256'], [
    ...artifacts.map((artifact) => [
      `${artifact.title ?? artifact.artifact_type}${artifact.revision > 1 ? `, revision ${artifact.revision}` : ''}`,
      artifact.status,
      artifact.reviewed_by_user_id === null ? '' : nameOf(detail, artifact.reviewed_by_user_id),
      artifact.reviewed_at === null ? '' : time(artifact.reviewed_at),
      artifact.content_sha256,
    ]),
    ...checkpoints.map((checkpoint) => [
      `Checkpoint${checkpoint.stages > 1 ? ` ${checkpoint.stage} of ${checkpoint.stages}` : ''}: ${checkpoint.reason ?? 'without a reason'}`,
      checkpoint.user_decision ?? checkpoint.status,
      checkpoint.resolved_by_user_id === null ? '' : nameOf(detail, checkpoint.resolved_by_user_id),
      checkpoint.resolved_at === null ? '' : time(checkpoint.resolved_at),
      '',
    ]),
  ])}
<h2>What was decided</h2>
${ordered.length === 0 ? '<p>Nothing has been decided yet.</p>' : ordered.map((event) => eventHtml(event, detail)).join('\n')}
</body></html>`
}

function eventHtml(event: ReviewEventRow, detail: SessionOfRecord): string {
  const lines = [
    event.note === null || event.note === '' ? null : `<blockquote dir="auto">${escaped(event.note)}</blockquote>`,
    event.content_sha256 === null ? null : `<p class="hash">content ${escaped(event.content_sha256)}</p>`,
    `<p class="hash">event ${escaped(event.id)}, number ${event.seq} of its chain, hash ${escaped(event.hash)}${event.command_id === null ? '' : `, command ${escaped(event.command_id)}`}</p>`,
  ]
  const who = event.actor_user_id === null ? 'The system' : nameOf(detail, event.actor_user_id)
  return `<article><h3 dir="auto">${escaped(time(event.created_at))} · ${escaped(who)}: ${escaped(decisionWords(event))}</h3>
<p class="about" dir="auto">${escaped(targetName(event, detail))}</p>${lines.filter((line) => line !== null).join('')}</article>`
}

/** `approved`, `rejected, changes asked for`, `checkpoint answered: continue`, … */
export function decisionWords({ kind, before, after }: ReviewEventRow): string {
  if (kind === 'rejected' && after?.['changes_requested'] === true) return 'rejected, changes asked for'
  if (kind === 'retried') return `application tried again, which had failed: ${String(before?.['reason'] ?? 'without a reason')}`
  const decision = after?.['user_decision']
  return kind === 'resolved' && typeof decision === 'string' ? `checkpoint answered: ${decision}` : kind.replaceAll('_', ' ')
}

function targetName(event: ReviewEventRow, { session, artifacts, checkpoints }: SessionOfRecord): string {
  const artifact = artifacts.find(({ id }) => id === event.target_id)
  if (artifact) return `Artifact: ${artifact.title ?? artifact.artifact_type}, revision ${artifact.revision} (${artifact.id})`
  const checkpoint = checkpoints.find(({ id }) => id === event.target_id)
  if (checkpoint) return `Checkpoint: ${checkpoint.reason ?? 'without a reason'} (${checkpoint.id})`
  return event.target_id === session.id ? `Session (${session.id})` : `${event.target_table.replace('work_', '')} ${event.target_id}`
}

const verdict = (problems: number, events: number): string =>
  problems === 0
    ? `The ${events} events below form unbroken chains: each hash was computed again when this was printed.`
    : `Attention: ${problems} of the checks of these ${events} events failed when this was printed. Do not rely on this record before that is cleared up.`

const nameOf = ({ names }: SessionOfRecord, id: string): string => names[id] ?? `a former member (${id})`
const time = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell, index) => `<td${index === 4 ? ' class="hash"' : ''} dir="auto">${escaped(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Text as HTML that shows it, with the names of what would hide or reorder its letters. */
export const escaped = (text: string): string => spelledOut(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

const style = `
@page { size: A4; margin: 18mm 16mm; }
body { margin: 0; color: #16181d; font: 10pt/1.45 "Inter", "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }
.kind { margin: 0; color: #555b66; font-size: 9pt; }
h1 { margin: 2pt 0 10pt; font-size: 16pt; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 18pt 0 6pt; font-size: 12pt; break-after: avoid; }
h3 { margin: 0; font-size: 10pt; break-after: avoid; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 4pt 16pt; margin: 0; }
dt { color: #555b66; font-size: 8.5pt; } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; }
th, td { padding: 3pt 6pt 3pt 0; border-bottom: 0.5pt solid #c9ccd3; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; } tr { break-inside: avoid; }
article { padding: 6pt 0; border-top: 0.5pt solid #c9ccd3; break-inside: avoid-page; }
.about { margin: 0; color: #3b404a; overflow-wrap: anywhere; }
.hash { margin: 0; color: #3b404a; font-family: "JetBrains Mono", "Liberation Mono", monospace; font-size: 7.5pt; overflow-wrap: anywhere; }
td.hash { width: 34%; }
blockquote { margin: 4pt 0; padding: 4pt 8pt; border-inline-start: 2pt solid #8a909c; white-space: pre-wrap; overflow-wrap: anywhere; }
.check { margin: 10pt 0 0; padding: 6pt 8pt; border: 0.5pt solid #8a909c; font-size: 9pt; }`
