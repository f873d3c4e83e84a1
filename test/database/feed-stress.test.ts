import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type pg from 'pg'
import type { Cursor, FeedChange } from '../../contract/feed.ts'
import { World, become, found } from './support/world.ts'

// Writers at full speed, rollbacks, deletions, and a transaction that stays open all the while: a replica that pulls
// meanwhile ends up equal to the tables, and nothing starves. Two planted readers, built as one would at first, must be
// seen to fail in the same run: one loses rows, the other starves.
const writers = 8
const stepsPerWriter = Number(process.env.COUNTERSIGN_STRESS ?? 1) * 40

let world: World
let place: Awaited<ReturnType<World['workspace']>>
beforeAll(async () => {
  world = await World.start()
  place = await world.workspace()
  await world.admin(`create table public.planted (id int primary key, seq bigint not null, xid xid8 not null, version int not null)`)
  await world.admin(`create sequence public.planted_seq`)
})
afterAll(() => world.stop())

const tables = ['workspaces', 'workspace_memberships', 'baskets', 'agents', 'projects', 'work_sessions', 'work_artifacts', 'work_checkpoints', 'review_events']

/** Applies as the app does: by version, deletions included. */
class Replica {
  readonly rows = new Map<string, { version: number; row: object | null }>()
  cursor: Cursor | null = null

  apply(change: FeedChange): void {
    const id = 'deleted' in change ? change.id : change.row.id
    const version = 'deleted' in change ? change.row_version : change.row.row_version
    const key = `${change.table} ${id}`
    if (version >= (this.rows.get(key)?.version ?? 0)) this.rows.set(key, { version, row: 'deleted' in change ? null : change.row })
  }

  async pull(limit: number): Promise<{ changes: number; more: boolean }> {
    const page = await world.pull(place.viewer, place.id, this.cursor, limit)
    if (page.reset) this.rows.clear()
    page.changes.forEach((change) => this.apply(change))
    this.cursor = page.cursor
    return { changes: page.changes.length, more: page.more }
  }

  live(): string[] {
    return [...this.rows].flatMap(([key, { version, row }]) => (row ? [`${key} ${version}`] : [])).sort()
  }
}

/** Two readers as one would write them first. */
class PlantedReaders {
  readonly bySequence = new Map<number, number>()
  readonly byHorizon = new Map<number, number>()
  horizonHotVersions = new Set<number>()
  #sequence = '0'
  #horizon = '0'

  async pull(): Promise<void> {
    for (const row of await world.admin<{ id: number; seq: string; version: number }>('select * from planted where seq > $1 order by seq', [this.#sequence])) {
      this.bySequence.set(row.id, row.version)
      this.#sequence = row.seq
    }
    const rows = await world.admin<{ id: number; version: number; bound: string; xid: string | null }>(
      `select p.id, p.version, b.bound from (select pg_snapshot_xmin(pg_current_snapshot()) as bound) b
       left join planted p on p.xid >= $1::xid8 and p.xid < b.bound`,
      [this.#horizon],
    )
    for (const row of rows) {
      if (row.id !== null) this.byHorizon.set(row.id, row.version)
      if (row.id === 0) this.horizonHotVersions.add(row.version)
      this.#horizon = row.bound
    }
  }
}

const plant = (client: pg.ClientBase, id: number) =>
  client.query(
    `insert into planted values ($1, nextval('planted_seq'), pg_current_xact_id(), 1)
     on conflict (id) do update set seq = nextval('planted_seq'), xid = pg_current_xact_id(), version = planted.version + 1`,
    [id],
  )

async function write(writer: number, sessions: string[]): Promise<void> {
  const client = await world.pool.connect()
  const own: string[] = []
  const pick = (step: number, choices: readonly string[]) => found(choices.slice((step * 7 + writer) % choices.length))
  try {
    for (let step = 0; step < stepsPerWriter; step += 1) {
      await client.query('begin')
      const session = pick(step, sessions)
      const { rows } = await client.query<{ id: string }>(
        `insert into work_artifacts (work_session_id, artifact_type, content) values ($1, 'note', $2) returning id`,
        [session, JSON.stringify({ title: `${writer}/${step}` })],
      )
      await plant(client, 1 + writer * 1_000_000 + step)
      if (step % 3 === 0) await client.query('insert into agents (workspace_id, name) values ($1, $2)', [place.id, `a${writer}/${step}`])
      if (step % 4 === 1 && own.length > 0) {
        await client.query('savepoint decision')
        await become(client, place.reviewer)
        await client.query(`update work_artifacts set status = 'approved' where id = $1 and status = 'pending'`, [pick(step, own)])
        await client.query('reset role')
      }
      if (step % 5 === 2 && own.length > 0) await client.query('delete from work_artifacts where id = $1', [own.shift()])
      // some transactions stay open while others pass them by
      if (step % 6 === writer % 6) await client.query('select pg_sleep(0.02)')
      if (step % 7 === 3) {
        await client.query('rollback')
        continue
      }
      await client.query('commit')
      own.push(found(rows).id)
    }
  } finally {
    client.release()
  }
}

test(`${writers} writers of ${stepsPerWriter} transactions each, and a replica that misses nothing`, { timeout: 30_000 + stepsPerWriter * 200 }, async () => {
  const sessions = await Promise.all(Array.from({ length: 6 }, () => world.session(place)))
  const replica = new Replica()
  const planted = new PlantedReaders()
  const client = await world.pool.connect()
  await plant(client, 0)
  await replica.pull(1_000)
  await planted.pull()

  // a transaction with a number, open until the writers are done; it has written a row of its own
  const open = await world.pool.connect()
  onTestFinished(() => {
    open.release()
    client.release()
  })
  await open.query('begin')
  await open.query(`insert into agents (workspace_id, name) values ($1, 'from the long transaction')`, [place.id])
  await plant(open, 999)

  let working = true
  const work = Promise.all([
    ...Array.from({ length: writers }, (_, index) => write(index, sessions)),
    // whole sessions go, with everything below them
    (async () => {
      for (let each = 0; each < 5; each += 1) {
        const doomed = await world.session(place)
        await world.artifact(doomed)
        await world.checkpoint(doomed)
        await world.admin('delete from work_sessions where id = $1', [doomed])
      }
    })(),
  ]).finally(() => (working = false))
  let runs = 0
  while (working || runs < 5) {
    // nothing starves while the transaction stays open: what was committed before a run began has come when it ends
    const [hot] = await world.admin<{ row_version: string }>('update projects set description = $2 where id = $1 returning row_version', [place.project_id, String(runs)])
    await plant(client, 0)
    // pages small enough that a run lasts while rows change under it
    while ((await replica.pull(100)).more);
    runs += 1
    expect(replica.rows.get(`projects ${place.project_id}`)?.version).toBe(Number(hot?.row_version))
    await planted.pull()
  }
  await work
  expect(planted.horizonHotVersions.size, 'the planted reader with the xmin bound should have starved').toBeLessThanOrEqual(1)

  await open.query('commit')
  for (let page = await replica.pull(1_000); page.more || page.changes > 0; ) page = await replica.pull(1_000)
  await planted.pull()

  const truth: string[] = []
  for (const table of tables) {
    const column = table === 'workspaces' ? 'id' : 'workspace_id'
    for (const row of await world.admin<{ key: string }>(`select '${table} ' || id || ' ' || row_version as key from ${table} where ${column} = $1`, [place.id])) truth.push(row.key)
  }
  expect(replica.live()).toEqual(truth.sort())

  const lost = (await world.admin<{ id: number }>('select id from planted')).filter((row) => !planted.bySequence.has(row.id))
  expect(lost.length, 'the planted reader with a sequence should have lost rows').toBeGreaterThan(0)
})
