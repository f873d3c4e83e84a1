import { describe, expect, it } from 'vitest'
import { taskParameters } from '../../../contract/task-parameters.ts'
import { sessionStatuses, taskTypes } from '../../../contract/entities.ts'
import { buildLibrary } from '../../../supabase/local/demo/library/library.ts'
import { ownTables } from '../../../supabase/local/demo/library/kits/tables.ts'
import { artifactTypes, type Content, type TableContent } from '../../../supabase/local/demo/library/types.ts'

const library = buildLibrary()
const titled = (content: unknown): string | undefined => (content as { title?: string }).title
const formatOf = (content: unknown): string => (content as { format?: string }).format ?? 'json'

describe('the demo library', () => {
  it('is the same in every call', () => {
    expect(buildLibrary()).toEqual(library)
  })

  it('has the promised numbers', () => {
    expect(library.projects.length).toBeGreaterThanOrEqual(6)
    expect(library.sessions.length).toBeGreaterThanOrEqual(40)
    expect(library.artifacts.length).toBeGreaterThanOrEqual(300)
    expect(library.artifacts.filter(({ decision }) => decision === null).length).toBeGreaterThanOrEqual(200)
    expect(library.artifacts.filter(({ decision }) => decision?.status === 'approved').length).toBeGreaterThanOrEqual(20)
    expect(library.artifacts.filter(({ decision }) => decision?.status === 'rejected').length).toBeGreaterThanOrEqual(10)
    expect(library.artifacts.filter(({ revision_of }) => revision_of !== null).length).toBeGreaterThanOrEqual(5)
    expect(library.checkpoints.filter(({ resolution }) => resolution === null).length).toBeGreaterThanOrEqual(10)
    expect(new Set(library.sessions.map(({ task_type }) => task_type))).toEqual(new Set(taskTypes))
    expect(new Set(library.sessions.map(({ status }) => status))).toEqual(new Set(sessionStatuses))
    expect(new Set(library.artifacts.map(({ type }) => type))).toEqual(new Set(artifactTypes))
  })

  it('gives every session parameters that its task type allows', () => {
    for (const { task_type, parameters } of library.sessions) {
      expect(taskParameters[task_type].parse(parameters)).toEqual(parameters)
    }
  })

  it('uses each title once, but for revisions', () => {
    const titles = library.artifacts.filter(({ revision_of }) => revision_of === null).map(({ content }) => titled(content))
    const known = titles.filter((title) => title !== undefined)
    expect(new Set(known).size).toBe(known.length)
    expect(titles.length - known.length).toBeGreaterThanOrEqual(2)
  })

  it('holds every format in number', () => {
    const count = (format: string) => library.artifacts.filter(({ content }) => formatOf(content) === format).length
    expect(count('markdown')).toBeGreaterThan(200)
    for (const format of ['text', 'code', 'table', 'json']) expect(count(format), format).toBeGreaterThanOrEqual(8)
  })

  it('keeps tables and markdown in the documented shape', () => {
    for (const { content, key } of library.artifacts) {
      if (formatOf(content) === 'table') {
        const { columns, rows } = content as TableContent
        const keys = columns.map((column) => column.key)
        expect(new Set(keys).size, key).toBe(keys.length)
        for (const row of rows) expect(Object.keys(row).filter((name) => !keys.includes(name)), key).toEqual([])
      } else if (['markdown', 'text', 'code'].includes(formatOf(content))) {
        expect(typeof (content as { body: unknown }).body, key).toBe('string')
      }
    }
  })

  it('gives each table that belongs to one artifact to that artifact', () => {
    const titles = new Set(library.artifacts.filter(({ content }) => formatOf(content) === 'table').map(({ content }) => titled(content)))
    expect(Object.keys(ownTables).filter((title) => !titles.has(title))).toEqual([])
  })

  it('leaves no template unfilled and nothing undefined', () => {
    for (const { content, key, reasoning } of library.artifacts) {
      if (key.startsWith('special/') || formatOf(content) === 'code') continue
      const text = `${JSON.stringify(content)} ${reasoning}`.replace(/```[\s\S]*?```/g, '')
      expect(text.match(/\{\d[^{}"]*-[^{}"]*\}|\{[^{}"]*~[^{}"]*\}|undefined|NaN|\[object/)?.[0], key).toBeUndefined()
    }
  })

  it('does not repeat a body, and neighbours begin differently', () => {
    const bodies = library.artifacts.map(({ content }) => JSON.stringify({ ...(content as Content), title: undefined }))
    const long = bodies.filter((body) => body.length > 900)
    expect(new Set(long).size).toBe(long.length)
    const lead = (content: unknown) => String((content as { body?: string }).body ?? '').slice(0, 60)
    const same = library.artifacts.filter(({ content }, index) => index > 0 && lead(content) !== '' && lead(content) === lead(library.artifacts[index - 1]?.content))
    expect(same.map(({ key }) => key)).toEqual([])
  })

  it('holds the extremes that a reader has to survive', () => {
    const contents = library.artifacts.map(({ content }) => content)
    const bytes = contents.map((content) => Buffer.byteLength(JSON.stringify(content)))
    expect(Math.max(...bytes)).toBeGreaterThan(500_000)
    expect(contents.some((content) => Object.keys(content).length === 0)).toBe(true)
    expect(contents.some((content) => (content as { body?: string }).body === '')).toBe(true)
    expect(contents.some((content) => (titled(content)?.length ?? 0) > 300)).toBe(true)
    const all = JSON.stringify(library.artifacts)
    for (const pattern of [/[\u0600-\u06ff]{4}/, /[\u0590-\u05ff]{3}/, /[\u3040-\u30ff]{3}/, /<script>/, /javascript:/, /- \[x\]/, /\[\^1\]:/, /```sql/, /\| ---/]) {
      expect(all).toMatch(pattern)
    }
    expect(all.includes('\\u0000')).toBe(false)
    for (const low of [null, 0.12, 0.99]) expect(library.artifacts.some(({ confidence }) => confidence === low)).toBe(true)
    expect(library.artifacts.some(({ reasoning }) => reasoning === null)).toBe(true)
    expect(library.artifacts.some(({ reasoning }) => (reasoning?.length ?? 0) > 4_000)).toBe(true)
  })

  it('dates everything in the past, artifacts after their session began, revisions after what they revise', () => {
    const sessions = new Map(library.sessions.map((session) => [session.key, session]))
    const artifacts = new Map(library.artifacts.map((artifact) => [artifact.key, artifact]))
    for (const artifact of library.artifacts) {
      expect(artifact.age).toBeGreaterThan(0)
      expect(artifact.age, artifact.key).toBeLessThan(sessions.get(artifact.session)?.age ?? 0)
      if (artifact.revision_of) expect(artifact.age).toBeLessThan(artifacts.get(artifact.revision_of)?.age ?? 0)
    }
    for (const checkpoint of library.checkpoints) {
      expect(checkpoint.age, checkpoint.key).toBeGreaterThan(0)
      expect(checkpoint.age, checkpoint.key).toBeLessThanOrEqual(sessions.get(checkpoint.session)?.age ?? 0)
    }
  })

  it('opens the queue with an item that is worth a look', () => {
    const first = library.artifacts.find(({ decision }) => decision === null)
    expect(titled(first?.content)).toBe('Competitor pricing, Q4: list prices and what they leave out')
    expect(first?.content).toMatchObject({ format: 'markdown' })
  })
})
