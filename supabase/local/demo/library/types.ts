import type { TaskParameters } from '../../../../contract/task-parameters.ts'
import type { CheckpointDecision, SessionStatus, TaskType } from '../../../../contract/entities.ts'

/** What an artifact's content looks like; ../README.md says the same in words. */
export interface Source {
  title: string
  url: string
  quote?: string
}
interface MarkdownContent {
  title?: string
  format: 'markdown'
  body: string
  sources?: Source[]
}
interface TextContent {
  title?: string
  format: 'text'
  body: string
}
interface CodeContent {
  title?: string
  format: 'code'
  language: string
  body: string
}
export interface Column {
  key: string
  label: string
  align?: 'left' | 'right' | 'center'
}
export interface TableContent {
  title?: string
  format: 'table'
  columns: Column[]
  rows: Record<string, string | number | boolean | null>[]
}
/** Any other JSON object: shown as it is, key by key. */
type FreeContent = { title?: string; format?: undefined } & Record<string, unknown>
export type Content = MarkdownContent | TextContent | CodeContent | TableContent | FreeContent

export const artifactTypes = ['research_plan', 'web_findings', 'analysis', 'content_draft'] as const
export type ArtifactType = (typeof artifactTypes)[number]

/** How an artifact is written; without it the composer chooses by its type and its turn. */
export type Form = 'markdown' | 'text' | 'code' | 'table' | 'json'
export interface ArtifactSpec {
  type: ArtifactType
  title: string
  form: Form
}
interface CheckpointSpec {
  type: 'agent_offered' | 'user_requested'
  reason: string
  stage?: number
  stages?: number
  /** resolved in the demo's history, with these words */
  decision?: CheckpointDecision
  note?: string
}

type Task<T extends TaskType> = { task_type: T; parameters: TaskParameters[T] }
export type SessionSpec = { [T in TaskType]: Task<T> }[TaskType] & {
  intent: string
  status: SessionStatus
  agent: string
  artifacts: ArtifactSpec[]
  checkpoints?: CheckpointSpec[]
}

export interface Claim {
  heading: string
  text: string
  quote?: string
}
export interface TableSpec {
  caption: string
  columns: string[]
  rows: string[][]
}
export interface CodeSpec {
  language: string
  caption: string
  body: string
}

/** What the composers deal from. Texts may hold the templates of `fill` (code and sources don't). */
export interface Pool {
  openings: string[]
  claims: Claim[]
  gaps: string[]
  advice: string[]
  questions: string[]
  steps: string[]
  risks: string[]
  tables: TableSpec[]
  code: CodeSpec[]
  sources: Source[]
  hooks: string[]
  paragraphs: string[]
  closes: string[]
  reasoning: string[]
}

/** One project with its sessions and the material that its agents write from. */
export interface Kit {
  key: string
  project: { name: string; description: string; basket: string }
  sessions: SessionSpec[]
  pool: Pool
}

const of =
  (type: ArtifactType) =>
  (title: string, form: Form = 'markdown'): ArtifactSpec => ({ type, title, form })
export const plan = of('research_plan')
export const findings = of('web_findings')
export const analysis = of('analysis')
export const draft = of('content_draft')

/** A table in few lines: columns and cells between bars, one row per line. */
export function table(caption: string, columns: string, rows: string): TableSpec {
  const cells = (line: string) => line.split('|').map((cell) => cell.trim())
  const spec = { caption, columns: cells(columns), rows: rows.trim().split('\n').map(cells) }
  const uneven = spec.rows.find((row) => row.length !== spec.columns.length)
  if (uneven) throw new Error(`table “${caption}”: a row has ${uneven.length} cells: ${uneven.join(' | ')}`)
  return spec
}
export const claim = (heading: string, text: string, quote?: string): Claim =>
  quote === undefined ? { heading, text } : { heading, text, quote }
export const code = (language: string, caption: string, body: string): CodeSpec => ({ language, caption, body: body.trim() })
export const source = (title: string, url: string, quote?: string): Source =>
  quote === undefined ? { title, url } : { title, url, quote }
