import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../../contract/commands.ts'
import { type TaskType, taskTypes } from '../../contract/entities.ts'
import { formFields, formProblems, parametersOf as parametersOfForm, type FormValues } from '../../contract/task-form.ts'
import { taskParameters } from '../../contract/task-parameters.ts'
import { World, found, refusal } from './support/world.ts'

// contract/task-parameters.ts and the database have the same rules: thousands of generated parameters, valid and
// nearly valid, must be judged alike.
const casesPerType = Number(process.env.COUNTERSIGN_CASES ?? 2_000)

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())

/** mulberry32: the same cases in every run, other ones with another seed. */
function generator(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  return { next, below, pick }
}
type Generator = ReturnType<typeof generator>

/** Around every limit, in letters of one unit and of two, in UTF-8 and UTF-16. */
const lengths = [0, 1, 2, 100, 199, 200, 201, 249, 250, 251, 499, 500, 501]
const letters = ['a', 'é', '語', '🦉', ' ', '\n', '"', '\\', '\u{10FFFF}']
const text = (g: Generator) => g.pick(letters).repeat(g.pick(lengths)) + (g.next() < 0.2 ? '🦉a' : '')
const oddity = (g: Generator): unknown =>
  g.pick([null, true, 0, -1.5, '', ' ', [], {}, ['web', 1], ['', 'x'], 'quick', 'QUICK', [['web']], { focus: 'x' }])
const list = (g: Generator) => Array.from({ length: g.pick([0, 1, 2, 49, 50, 51]) }, () => (g.next() < 0.95 ? 'web' : text(g)))
const choice = (g: Generator, ...choices: string[]) => (g.next() < 0.9 ? g.pick(choices) : g.pick([...choices, '']).toUpperCase())

const shapes: Record<TaskType, (g: Generator) => Record<string, unknown>> = {
  research: (g) => ({ focus: text(g), sources: list(g), depth: choice(g, 'quick', 'deep') }),
  content_creation: (g) => ({
    platform: choice(g, 'linkedin', 'twitter', 'blog', 'email', 'doc'),
    target_audience: text(g),
    tone: choice(g, 'professional', 'casual', 'technical', 'friendly'),
    length: choice(g, 'short', 'medium', 'long'),
    cta: text(g),
  }),
  analysis: (g) => ({ analysis_type: text(g), metrics: list(g), depth: choice(g, 'quick', 'deep') }),
}

function parametersOf(type: TaskType, g: Generator): unknown {
  if (g.next() < 0.02) return oddity(g)
  const parameters = shapes[type](g)
  for (const field of Object.keys(parameters)) {
    const dice = g.next()
    if (dice < 0.08) Reflect.deleteProperty(parameters, field)
    else if (dice < 0.15) parameters[field] = oddity(g)
  }
  if (g.next() < 0.05) parameters[g.pick(['extra', 'focus', '', 'Depth', '__proto__x'])] = 'x'
  return parameters
}

test.each(taskTypes)('%s: the database judges as the contract does', async (type) => {
  const g = generator(7)
  const cases = Array.from({ length: casesPerType }, () => parametersOf(type, g))
  const judged = await world.admin<{ problem: string | null; parameters: unknown }>(
    `select private.task_parameters_problem($1, parameters) as problem, parameters
     from (select private.with_defaults($1, value) as parameters, place from jsonb_array_elements($2) with ordinality as u (value, place)) each
     order by place`,
    [type, JSON.stringify(cases)],
  )
  let accepted = 0
  for (const [index, parameters] of cases.entries()) {
    const ours = taskParameters[type].safeParse(parameters)
    const theirs = judged[index]
    const context = JSON.stringify({ parameters, problem: theirs?.problem, contract: ours.error?.issues })
    expect(theirs?.problem === null, context).toBe(ours.success)
    if (ours.success) expect(theirs?.parameters, context).toEqual(ours.data)
    accepted += Number(ours.success)
  }
  // both answers have to occur, or the cases say nothing
  expect(accepted).toBeGreaterThan(casesPerType / 20)
  expect(accepted).toBeLessThan((casesPerType * 19) / 20)
})

/** What main says to a session with these parameters: it parses every command before anything is kept. */
const mainTakes = (task_type: TaskType, task_parameters: unknown): boolean =>
  command.safeParse({
    command_id: randomUUID(), workspace_id: randomUUID(), target_id: randomUUID(), issued_at: '2026-11-25T10:00:00Z', kind: 'create_session', expected: {},
    payload: { project_id: randomUUID(), task_type, task_intent: 'Go', task_parameters, agent_id: null },
  }).success

/** What a person may leave in the form: any text in a text field, any choice, any lines. */
const formValues = (type: TaskType, g: Generator): FormValues =>
  Object.fromEntries(
    formFields(type).map((field) => [
      field.name,
      field.kind === 'list' ? list(g) : field.kind === 'choice' ? (g.next() < 0.95 ? g.pick(field.choices) : '') : text(g),
    ]),
  )

test.each(taskTypes)('%s: form, main and database give the same verdict', async (type) => {
  const g = generator(11)
  const cases = Array.from({ length: casesPerType }, () => formValues(type, g))
  const sent = cases.map((values) => parametersOfForm(type, values))
  const judged = await world.admin<{ problem: string | null }>(
    `select private.task_parameters_problem($1, private.with_defaults($1, value)) as problem
     from jsonb_array_elements($2) with ordinality as u (value, place) order by place`,
    [type, JSON.stringify(sent)],
  )
  let accepted = 0
  for (const [index, values] of cases.entries()) {
    const problems = formProblems(type, values)
    const database = judged[index]?.problem ?? null
    const form = Object.keys(problems).length === 0
    const context = JSON.stringify({ values, problems, database })
    expect([form, mainTakes(type, sent[index])], context).toEqual([database === null, database === null])
    // the field that the database names is one that the form marks
    if (database !== null) expect(Object.keys(problems), context).toContain(database)
    accepted += Number(form)
  }
  expect(accepted).toBeGreaterThan(casesPerType / 20)
  expect(accepted).toBeLessThan((casesPerType * 19) / 20)
})

test.each(taskTypes)('%s: main refuses what the database would, whatever its shape', (type) => {
  const g = generator(13)
  for (let index = 0; index < casesPerType; index++) {
    const parameters = parametersOf(type, g)
    expect(mainTakes(type, parameters), JSON.stringify(parameters)).toBe(taskParameters[type].safeParse(parameters).success)
  }
})

test('an insert with parameters that do not fit names the field', async () => {
  const place = await world.workspace()
  const attempt = world.session(place, { task_parameters: { focus: 'x', depth: 'endless' } })
  await expect(attempt).rejects.toMatchObject({ code: 'PT400', detail: 'invalid_input', message: expect.stringContaining('depth') as string })
  expect(await refusal(world.session(place, { task_type: 'gardening' }))).toBe('invalid_input')
  const session = await world.session(place, { status: 'pending' })
  expect(await refusal(world.query(place.owner, `update work_sessions set task_parameters = '{}' where id = $1`, [session]))).toBe('invalid_input')
  const [changed] = await world.query(place.owner, `update work_sessions set task_parameters = '{"focus": "y", "depth": "deep"}' where id = $1 returning task_parameters`, [session])
  expect(found([changed])?.task_parameters).toEqual({ focus: 'y', depth: 'deep', sources: ['web'] })
})
