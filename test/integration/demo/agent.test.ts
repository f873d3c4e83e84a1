import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mainWorkspace, otherWorkspace } from '../../../supabase/local/demo/ids.ts'
import { simulate } from '../../../supabase/local/demo/simulation.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'

const agentFile = path.resolve(import.meta.dirname, '..', '..', '..', 'supabase', 'local', 'demo', 'agent.ts')

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack({ demo: true })
})
afterAll(() => stack?.stop())

const one = async <T>(sql: string, values: unknown[] = []): Promise<T> => Object.values((await stack.admin.query(sql, values)).rows[0] as object)[0] as T

function runAgent(args: string[]) {
  const child = spawn(process.execPath, [agentFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const ended = new Promise<{ code: number | null; signal: string | null; lines: string[]; errors: string }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, lines, errors })),
  )
  return { child, output, ended }
}

describe('the simulated agent', () => {
  it('adds rows, says each step, and ends after --count', async () => {
    const before = await one<number>('select count(*)::int from work_artifacts')
    const { code, lines, errors } = await runAgent(['--url', stack.url, '--key', stack.secret_key, '--every', '0', '--count', '12']).ended
    expect(errors).toBe('')
    expect(code).toBe(0)
    const said = (kind: string) => lines.filter((line) => line.slice(10).startsWith(kind)).length
    expect(said('session')).toBeGreaterThanOrEqual(1)
    expect(said('artifact')).toBeGreaterThanOrEqual(3)
    expect(await one<number>('select count(*)::int from work_artifacts')).toBe(before + said('artifact'))
    expect(await one<number>('select count(*)::int from work_artifacts where workspace_id = $1', [otherWorkspace])).toBe(0)
  })

  it('ends cleanly on SIGINT, in the middle of its pause', async () => {
    const { child, output, ended } = runAgent(['--url', stack.url, '--key', stack.secret_key, '--every', '3600'])
    await new Promise<void>((resolve) => output.on('line', (line) => line.includes('session ') && resolve()))
    child.kill('SIGINT')
    const { code, lines, errors } = await ended
    expect(errors).toBe('')
    expect(code).toBe(0)
    expect(lines.at(-1)).toContain('ended after 1 step')
  })

  it('says what to do when it is called wrongly or refused', async () => {
    const alone = await runAgent(['--url', stack.url]).ended
    expect(alone.code).toBe(2)
    expect(alone.errors).toContain('--url and --key belong together')
    const refused = await runAgent(['--url', stack.url, '--key', stack.publishable_key, '--count', '1']).ended
    expect(refused.code).toBe(1)
    expect(refused.errors).not.toBe('')
    expect(refused.errors).not.toContain(stack.publishable_key)
  })

  it('answers a request for changes with a revision and follows an instruction', async () => {
    const client = createClient(stack.url, stack.secret_key, { auth: { persistSession: false, autoRefreshToken: false } })
    const { data: places } = await client.from('projects').select('id, workspace_id, basket_id, name').eq('workspace_id', mainWorkspace)
    const since = await one<Date>('select clock_timestamp()')
    const simulation = simulate(client, places ?? [], [], 'agent test')
    const until = async (prefix: string): Promise<string> => {
      for (let steps = 0; steps < 60; steps++) {
        const line = await simulation.step()
        if (line.startsWith(prefix)) return line
      }
      throw new Error(`no ${prefix} within 60 steps`)
    }
    const reviewer = createClient(stack.url, stack.publishable_key, { auth: { persistSession: false, autoRefreshToken: false } })
    const { email = '', password = '' } = stack.accounts[0] ?? {}
    await reviewer.auth.signInWithPassword({ email, password })

    await until('artifact')
    const artifact = await one<string>('select id from work_artifacts where created_at > $1 order by created_at limit 1', [since])
    const decided = await reviewer.from('work_artifacts').update({ status: 'rejected', changes_requested: true, review_feedback: 'Shorter, please.' }).eq('id', artifact)
    expect(decided.error).toBeNull()
    expect(await simulation.step()).toMatch(/^revision .*Shorter, please\./)
    expect(await one<number>('select revision from work_artifacts where revision_of = $1', [artifact])).toBe(2)

    await until('checkpoint')
    const checkpoint = await one<string>('select id from work_checkpoints where created_at > $1 limit 1', [since])
    const resolved = await reviewer.from('work_checkpoints').update({ status: 'resolved', user_decision: 'modify', resolution_note: 'Only public sources.' }).eq('id', checkpoint)
    expect(resolved.error).toBeNull()
    expect(await simulation.step()).toContain('Only public sources.')
    expect(await one<string>('select s.status from work_sessions s join work_checkpoints c on c.work_session_id = s.id where c.id = $1', [checkpoint])).toBe('running')
    expect(await until('completed')).toContain('artifacts')
  })
})
