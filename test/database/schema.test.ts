import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import * as entities from '../../contract/entities.ts'
import { errorCodes } from '../../contract/errors.ts'
import { replicatedTables } from '../../contract/feed.ts'
import { erDiagram } from './support/er-diagram.ts'
import { World } from './support/world.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())

/** Columns that never travel, or only in the database's own form. */
const unsent: Record<string, string[]> = {
  work_artifacts: ['content', 'confidence', 'changes_requested'],
  work_applications: ['result'],
}

/** A value of each SQL type as JSON carries it, and one that is none. */
const samples: Record<string, { good: unknown; bad: unknown }> = {
  uuid: { good: '0190a0a0-0000-7000-8000-000000000001', bad: 'x' },
  text: { good: 'text', bad: 7 },
  timestamptz: { good: '2026-01-01T00:00:00.123456+00:00', bad: 'yesterday' },
  int4: { good: 1, bad: 'one' },
  int8: { good: 1, bad: 1.5 },
  bool: { good: true, bad: 'yes' },
  numeric: { good: 0.5, bad: 'much' },
  jsonb: { good: {}, bad: undefined },
}
/** Where the column's type alone says too little. */
const closedLists: Record<string, string> = {
  'workspace_memberships.role': 'owner', 'work_sessions.task_type': 'research', 'work_sessions.status': 'running', 'work_artifacts.status': 'pending',
  'work_artifacts.content_sha256': 'f'.repeat(64), 'work_checkpoints.checkpoint_type': 'agent_offered', 'work_checkpoints.status': 'pending',
  'work_checkpoints.user_decision': 'modify', 'review_events.content_sha256': 'f'.repeat(64), 'review_events.previous_hash': 'f'.repeat(64),
  'review_events.hash': 'f'.repeat(64), 'work_applications.status': 'pending', 'context_mutations.kind': 'create',
}

describe.each(Object.entries(replicatedTables))('the contract’s row of %s', (table, schema) => {
  test('has the table’s columns, with their types and whether they may be empty', async () => {
    const columns = await world.admin<{ column_name: string; udt_name: string; is_nullable: string }>(
      `select column_name, udt_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name = $1`,
      [table],
    )
    const hidden = ['changed_xid', 'legacy', ...(unsent[table] ?? [])]
    const sent = columns.filter((column) => !hidden.includes(column.column_name))
    const shape = schema.shape as Record<string, z.ZodType>
    expect(Object.keys(shape).sort()).toEqual(sent.map((column) => column.column_name).sort())
    for (const { column_name, udt_name, is_nullable } of sent) {
      const where = `${table}.${column_name} (${udt_name})`
      const field = shape[column_name]
      const sample = samples[udt_name]
      expect(sample, where).toBeDefined()
      expect(field?.safeParse(closedLists[`${table}.${column_name}`] ?? sample?.good).success, where).toBe(true)
      if (udt_name === 'jsonb') continue
      expect(field?.safeParse(sample?.bad).success, where).toBe(false)
      expect(field?.safeParse(null).success, `${where} null`).toBe(is_nullable === 'YES')
    }
  })
})

test('the contract’s closed lists are the checks of the database', async () => {
  const check = async (name: string) => {
    const [row] = await world.admin<{ definition: string }>('select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1', [name])
    return [...(row?.definition ?? '').matchAll(/'(\w+)'::text/g)].map((match) => match[1])
  }
  expect(await check('workspace_memberships_role_check')).toEqual([...entities.memberRoles])
  expect(await check('work_sessions_status_check')).toEqual([...entities.sessionStatuses])
  expect(await check('work_sessions_task_type_check')).toEqual([...entities.taskTypes])
  expect(await check('work_artifacts_status_check')).toEqual([...entities.artifactStatuses])
  expect(await check('work_checkpoints_status_check')).toEqual([...entities.checkpointStatuses])
  expect(await check('work_checkpoints_type_check')).toEqual([...entities.checkpointTypes])
  expect(await check('work_checkpoints_decision_check')).toEqual([...entities.checkpointDecisions])
})

test('every code that the database raises is known to the contract', async () => {
  const sources = await world.admin<{ source: string }>(`select prosrc as source from pg_proc where pronamespace::regnamespace::text in ('public', 'private')`)
  const raised = new Set(sources.flatMap(({ source }) => [...source.matchAll(/private\.fail\(\s*'(\w+)'/g)].map((match) => match[1])))
  expect(raised.size).toBeGreaterThan(8)
  const known = new Set<string>([...errorCodes, 'already_claimed'])
  expect([...raised].filter((code) => !known.has(String(code)))).toEqual([])
})

test('docs/schema.md shows this schema', async () => {
  const file = path.join(root, 'docs', 'schema.md')
  const drawn = await erDiagram((sql, values) => world.admin(sql, values))
  if (process.env.COUNTERSIGN_WRITE) writeFileSync(file, drawn)
  expect(readFileSync(file, 'utf8')).toBe(drawn)
})
