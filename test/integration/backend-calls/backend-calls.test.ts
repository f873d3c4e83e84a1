import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestStack, type TestStack } from '../../support/stack.ts'
import { blocksOf, languages, steps } from './document.ts'
import { preparePython } from './python.ts'
import { runner, type Runner } from './runners.ts'

/** docs/integration.md, block by block, as an agents' backend would run it; a reviewer decides in between. */
let stack: TestStack
const python = preparePython()

beforeAll(async () => {
  stack = await startTestStack({ demo: { size: 0 } })
  // The demo's own approvals would be handed out first.
  await stack.admin.query('delete from public.work_applications')
}, 60_000)
afterAll(() => stack.stop())

const blocks = blocksOf('docs/integration.md')

test('every step is there in every language, and nothing else', () => {
  expect([...blocks.keys()].sort()).toEqual(languages.flatMap((language) => steps.map((step) => `${language} ${step}`)).sort())
})

describe.each(languages)('%s', (language) => {
  test.skipIf(language === 'python' && python.missing !== null)(
    `the backend's whole round${language === 'python' && python.missing !== null ? ` (${python.missing})` : ''}`,
    async () => {
      const names = await makeProject()
      const run: Runner = runner(language, { stack, blocks, python })
      const one = async <R extends object>(sql: string, values: unknown[] = []) => (await stack.admin.query<R>(sql, values)).rows[0] as R

      await run('session', names)
      const session = await one<{ id: string; status: string; task_parameters: object; agent: string }>(
        `select id, status, task_parameters, executed_by_agent_id as agent from public.work_sessions where project_id = $1`, [names.project_id])
      expect(session).toMatchObject({ status: 'running', agent: names.agent_id, task_parameters: { depth: 'quick', sources: ['web'] } })
      const known = { ...names, session_id: session.id }

      await run('results', known)
      const results = (await stack.admin.query<{ id: string; title: string }>(`select id, title from public.work_artifacts where work_session_id = $1 and status = 'pending' order by title`, [session.id])).rows
      expect(results.map(({ title }) => title)).toEqual(['List prices', 'What follows'])
      const [prices, follows] = results as unknown as [{ id: string }, { id: string }]

      expect(await run('refused', known)).toMatch(/PT403|not_allowed/)
      await decide(`update public.work_artifacts set status = 'rejected', changes_requested = true, review_feedback = 'Keep street prices apart' where id = $1`, prices.id)
      await decide(`update public.work_artifacts set status = 'approved' where id = $1`, follows.id)

      await run('revise', known)
      expect(await one('select revision, revision_of, agent_reasoning from public.work_artifacts where revision_of = $1', [prices.id])).toEqual({
        revision: 2, revision_of: prices.id, agent_reasoning: 'Done as asked: Keep street prices apart',
      })
      expect(await one('select closed_at is not null as closed from public.work_iterations where opened_by_artifact_id = $1', [prices.id])).toEqual({ closed: true })

      await run('checkpoint', known)
      expect(await one('select status from public.work_sessions where id = $1', [session.id])).toEqual({ status: 'paused' })
      await decide(`update public.work_checkpoints set status = 'resolved', user_decision = 'modify', resolution_note = 'Only in writing' where work_session_id = $1`, session.id)
      expect(await run('answer', known)).toContain('Only in writing')
      expect(await one('select status from public.work_sessions where id = $1', [session.id])).toEqual({ status: 'running' })

      await run('applications', known)
      expect(await one('select status, result from public.work_applications where artifact_id = $1', [follows.id])).toEqual({ status: 'applied', result: { target: `basket/notes/${follows.id}` } })
      expect(await one('select kind, target, after ->> $2 as title from public.context_mutations where work_session_id = $1', [session.id, 'title'])).toEqual({
        kind: 'create', target: `basket/notes/${follows.id}`, title: 'What follows',
      })

      await run('finish', known)
      expect(await one('select status, ended_at is not null as ended from public.work_sessions where id = $1', [session.id])).toEqual({ status: 'completed', ended: true })
    },
    120_000,
  )
})

/** A project of its own for each language, so that what is found is what that language wrote. */
async function makeProject(): Promise<{ project_id: string; agent_id: string }> {
  const { rows } = await stack.admin.query<{ id: string }>(
    `with b as (insert into public.baskets (workspace_id, name) values ($1, $2) returning id)
     insert into public.projects (workspace_id, basket_id, name) select $1, id, $2 from b returning id`,
    [stack.accounts[0]?.workspace, `Project ${randomUUID()}`],
  )
  return { project_id: (rows[0] as { id: string }).id, agent_id: randomUUID() }
}

/** As the workspace's owner. */
async function decide(sql: string, id: string): Promise<void> {
  const client = await stack.admin.connect()
  try {
    const { rows } = await client.query<{ user_id: string }>(`select user_id from public.workspace_memberships where workspace_id = $1 and role = 'owner'`, [stack.accounts[0]?.workspace])
    await client.query('begin')
    await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: rows[0]?.user_id, role: 'authenticated' })])
    const { rowCount } = await client.query(sql, [id])
    expect(rowCount).toBe(1)
    await client.query('commit')
  } finally {
    client.release()
  }
}

