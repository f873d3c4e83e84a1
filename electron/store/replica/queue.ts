import type { Database } from '../driver.ts'

// Both halves come sorted from their covering index and are merged; one text of keys crosses into JavaScript, because
// 100,000 rows as objects take four times as long.
const waiting = (table: string, workspace: string) =>
  `select key, created_at, id from ${table} indexed by ${table}_waiting where waits = 1 and marked = 0${workspace}`
const keys = (workspace: string) => `
  select group_concat(key) from (
    ${waiting('work_artifacts', workspace)} union all ${waiting('work_checkpoints', workspace)} order by created_at, id)`
const allKeys = keys('')
const keysOfWorkspace = keys(' and workspace_id = ?1')

// Where each of these stands, as far as it waits.
const waitingAmong = `
  select key, workspace_id, created_at, id from work_artifacts where key in (select value from json_each(?1)) and waits = 1 and marked = 0
  union all
  select key, workspace_id, created_at, id from work_checkpoints where key in (select value from json_each(?1)) and waits = 1 and marked = 0
  order by created_at, id`
const waitingCount = 'select coalesce(sum(pending_artifacts + pending_checkpoints), 0) from session_counts'
const highestKey = 'select max((select coalesce(max(key), 0) from work_artifacts), (select coalesce(max(key), 0) from work_checkpoints))'
const placeOf = `
  select created_at, id from work_artifacts where key = ?1
  union all select created_at, id from work_checkpoints where key = ?1`

/** Up to here a native scan for each beats asking of each key whether it is among them. */
const scanAtMost = 16

type Keys = Int32Array<ArrayBuffer>

interface Waiting {
  key: number
  workspace_id: string
  created_at: string
  id: string
}

/** The queue's order as keys, kept while items change: those are taken out, or put where they belong. */
export class Queue {
  /** counts changes of rows: what was looked up by id may be here now */
  version = 0
  readonly #db: Database
  /** by workspace; null: all of them */
  readonly #lists = new Map<string | null, Keys>()
  /** no list holds a key above it */
  #highest = 0
  /** by key, of those whose place was looked for: `microseconds` of when it was made, 0: not known; and `firstOf` its id */
  #made = new Float64Array(0)
  #first = new Float64Array(0)

  constructor(db: Database) {
    this.#db = db
  }

  /** Oldest first. The caller owns the answer. */
  keys = (workspaceId: string | null): Keys => this.view(workspaceId).slice()

  /** The same, to look through at once: the next change changes it. */
  view(workspaceId: string | null): Readonly<Keys> {
    let list = this.#lists.get(workspaceId)
    if (list === undefined) {
      const text = workspaceId === null ? (this.#keptOrder() ?? this.#db.value<string | null>(allKeys)) : this.#db.value<string | null>(keysOfWorkspace, [workspaceId])
      list = parseKeys(text ?? '')
      // Asked for, not looked for in the list: of 100,000 that takes longer than to read them.
      this.#highest = Math.max(this.#highest, this.#db.value<number>(highestKey) ?? 0)
      this.#lists.set(workspaceId, list)
    }
    return list
  }

  /** These items came, changed or went; nothing else did. */
  follow(changed: ReadonlySet<number>): void {
    this.version += 1
    if (this.#lists.size === 0 || changed.size === 0) return
    const waiting = this.#db.all<Waiting>(waitingAmong, [JSON.stringify([...changed])])
    // New items have higher keys: a list of a million is not looked through for them.
    const known = new Set([...changed].filter((key) => key <= this.#highest))
    for (const [workspaceId, list] of this.#lists) {
      const here = workspaceId === null ? waiting : waiting.filter((item) => item.workspace_id === workspaceId)
      this.#lists.set(workspaceId, this.#followed(list, known, here))
    }
    for (const { key, created_at, id } of waiting) {
      this.#highest = Math.max(this.#highest, key)
      this.#note(key, created_at, id)
    }
  }

  /**
   * Writes the order of all down for the next start, where it is known: to read it from the index takes ten times as long.
   * Whatever changes it takes it out again, in the same transaction (schema.ts). One that is longer than `longest` is not kept.
   */
  keepOrder(longest = Infinity): void {
    const list = this.#lists.get(null)
    if (list === undefined || list.length > longest || this.#keptOrder() !== undefined) return
    // Counted by triggers, apart from all that is done here: what did not agree would be wrong from start to start.
    if (this.#db.value<number>(waitingCount) !== list.length) return this.forget()
    this.#db.run('insert into kept_order (keys) values (?)', [list.join(',')])
  }

  #keptOrder = (): string | undefined => this.#db.value<string>('select keys from kept_order')

  /** Rows changed, who knows which. */
  forget(): void {
    this.version += 1
    this.#lists.clear()
    this.#highest = 0
    this.forgetPlaces()
  }

  /** Frees what only makes the next change quicker. */
  forgetPlaces(): void {
    this.#made = new Float64Array(0)
    this.#first = new Float64Array(0)
  }

  /** The list with each of the changed where it belongs. */
  #followed(list: Keys, known: ReadonlySet<number>, waiting: readonly Waiting[]): Keys {
    const listed = among(list, known)
    const stay = new Set(waiting.map(({ key }) => key))
    const left = without(list, new Set([...listed].filter((key) => !stay.has(key))))
    const arrivals = waiting.filter(({ key }) => !listed.has(key))
    if (arrivals.length === 0) return left
    const grown = new Int32Array(left.length + arrivals.length)
    let taken = 0
    for (const [i, arrival] of arrivals.entries()) {
      const place = this.#placeIn(left, arrival, taken)
      grown.set(left.subarray(taken, place), taken + i)
      grown[place + i] = arrival.key
      taken = place
    }
    grown.set(left.subarray(taken), taken + arrivals.length)
    return grown
  }

  /** How many of the list stand before it, those up to `low` for certain. */
  #placeIn(list: Keys, item: Waiting, low: number): number {
    const [made, first] = [microseconds(item.created_at), firstOf(item.id)]
    const isBefore = (index: number) => this.#isBefore(list[index] as number, item, made, first)
    let high = list.length
    if (low === high || isBefore(high - 1)) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(middle)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** By numbers, where they are known and tell: a page has thousands of places looked for, in a list of up to a million. */
  #isBefore(key: number, item: Waiting, made: number, first: number): boolean {
    const known = this.#made[key] ?? 0
    if (known !== 0 && known !== made) return known < made
    if (known !== 0 && this.#first[key] !== first) return (this.#first[key] as number) < first
    const [createdAt, id] = this.#db.row(placeOf, [key]) as [string, string]
    this.#note(key, createdAt, id)
    return createdAt < item.created_at || (createdAt === item.created_at && id < item.id)
  }

  #note(key: number, createdAt: string, id: string): void {
    if (key >= this.#made.length) {
      const grown = () => new Float64Array(Math.max(1_024, Math.ceil(1.25 * key)))
      const [made, first] = [grown(), grown()]
      made.set(this.#made)
      first.set(this.#first)
      this.#made = made
      this.#first = first
    }
    this.#made[key] = microseconds(createdAt)
    this.#first[key] = firstOf(id)
  }
}

/** Since the epoch, in the order of the texts: the server writes all times with the same offset. */
const microseconds = (time: string): number =>
  Date.parse(`${time.slice(0, 19)}Z`) * 1_000 + Number((/^\.(\d{1,6})/.exec(time.slice(19))?.[1] ?? '').padEnd(6, '0'))

/** The first 48 bits of an id. */
const firstOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/** Which of these keys are in the list. */
function among(list: Keys, keys: ReadonlySet<number>): Set<number> {
  if (keys.size <= scanAtMost) return new Set([...keys].filter((key) => list.includes(key)))
  return new Set(list.filter((key) => keys.has(key)))
}

/** The list without these: in place where they are few. */
function without(list: Keys, gone: ReadonlySet<number>): Keys {
  if (gone.size > scanAtMost) return list.filter((key) => !gone.has(key))
  let left = list
  for (const key of gone) {
    const at = left.indexOf(key)
    left.copyWithin(at, at + 1)
    left = left.subarray(0, -1)
  }
  return left
}

/** `12,7,103` as numbers. */
export function parseKeys(text: string): Keys {
  if (text === '') return new Int32Array(0)
  let total = 1
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 44) total += 1
  const list = new Int32Array(total)
  let at = 0
  let key = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0) {
      key = key * 10 + digit
    } else {
      list[at++] = key
      key = 0
    }
  }
  list[at] = key
  return list
}
