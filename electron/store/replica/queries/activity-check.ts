import { mostProblems, type ChainProblem } from '../../../../contract/activity.ts'
import type { ReviewEventRow } from '../../../../contract/entities.ts'
import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import { eventHash } from '../event-hash.ts'
import { fromStored, selectList } from '../tables.ts'
import type { LongQueryContext } from './context.ts'

/** Chains looked at in one call, so that nobody waits for long behind it. */
const perCall = 1_000

interface Head {
  target_table: string
  target_id: string
  seq: number
  hash: string
}

/** Computes the hashes of the kept events again, chain by chain, and compares their ends with what was once seen. */
export function activityCheck({ db }: LongQueryContext, { workspace_id, after, targets: only }: IpcInput<'activity.check'>): IpcOutput<'activity.check'> {
  const heads = db.all<Head>(
    `select target_table, target_id, seq, hash from event_heads
     where ${only === null ? 'target_id > ?1' : 'target_id in (select value from json_each(?1))'} and (?2 is null or workspace_id = ?2)
     order by target_id, target_table limit ?3`,
    [only === null ? (after ?? '') : JSON.stringify(only), workspace_id, only === null ? perCall : -1],
  )
  const targets = JSON.stringify(heads.map(({ target_id }) => target_id))
  const rows = db.all<ReviewEventRow>(
    `select ${selectList('review_events', 'e')} from review_events e where e.target_id in (select value from json_each(?)) order by e.target_id, e.seq`,
    [targets],
  )
  const chains = new Map<string, ReviewEventRow[]>()
  for (const row of rows) {
    const event = fromStored<ReviewEventRow>('review_events', row)
    const key = `${event.target_table} ${event.target_id}`
    const chain = chains.get(key)
    if (chain === undefined) chains.set(key, [event])
    else chain.push(event)
  }
  const problems = heads.flatMap((head) => problemsOf(head, chains.get(`${head.target_table} ${head.target_id}`) ?? []))
  return {
    events: rows.length,
    targets: heads.length,
    problems: problems.slice(0, mostProblems),
    total_problems: problems.length,
    next: only !== null || heads.length < perCall ? null : (heads.at(-1)?.target_id ?? null),
  }
}

function problemsOf({ target_table, target_id, seq, hash }: Head, chain: readonly ReviewEventRow[]): ChainProblem[] {
  const found: ChainProblem[] = []
  const tell = (at: number, problem: ChainProblem['problem']) => found.push({ target_table, target_id, seq: at, problem })
  chain.forEach((event, index) => {
    const before = chain[index - 1]
    if (event.hash !== eventHash(event)) tell(event.seq, 'changed')
    if (event.seq !== (before?.seq ?? 0) + 1) tell(event.seq, 'gap')
    if (event.previous_hash !== (before?.hash ?? null)) tell(event.seq, 'broken_chain')
  })
  const seen = chain.find((event) => event.seq === seq)
  if ((chain.at(-1)?.seq ?? 0) < seq) tell(seq, 'tail_missing')
  else if (seen !== undefined && seen.hash !== hash) tell(seq, 'rewritten')
  return found
}
