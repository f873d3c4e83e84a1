import type pg from 'pg'

export interface Column {
  name: string
  /** As format_type writes it, for example numeric(3,2). */
  type: string
}

export interface Relation {
  name: string
  columns: Map<string, Column>
  primary_key: string[]
}

interface Parameter {
  name: string
  type: string
  required: boolean
}

export interface Routine {
  name: string
  parameters: Parameter[]
  volatility: 'immutable' | 'stable' | 'volatile'
  returns_set: boolean
  returns: 'void' | 'row' | 'scalar'
}

interface Snapshot {
  relations: Map<string, Relation>
  routines: Map<string, Routine[]>
}

/** The schema of the API: the only source of identifiers and types that reach SQL text. */
export interface Catalogue {
  relation(name: string): Promise<Relation | undefined>
  routines(name: string): Promise<Routine[]>
  relationNames(): string[]
  /** Reads the schema again at the next look-up. */
  invalidate(): void
  /** Whether the cache was read again because it may have been older than the last change. */
  refresh(): Promise<void>
}

export const exposedSchema = 'public'

export function createCatalogue(pool: pg.Pool): Catalogue {
  let current: Promise<Snapshot> | undefined
  let latest: Snapshot | undefined
  const load = () => {
    const loading = read(pool)
    current = loading
    loading.then(
      (snapshot) => (latest = snapshot),
      () => {
        if (current === loading) current = undefined
      },
    )
    return loading
  }
  const get = () => current ?? load()
  return {
    // A miss may be a notification that has not arrived yet, so it is looked up once more.
    relation: async (name) => (await get()).relations.get(name) ?? (await load()).relations.get(name),
    routines: async (name) => (await get()).routines.get(name) ?? (await load()).routines.get(name) ?? [],
    relationNames: () => [...(latest?.relations.keys() ?? [])],
    invalidate: () => {
      current = undefined
    },
    refresh: async () => {
      await load()
    },
  }
}

const relationsSql = `
  select c.relname as name,
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns,
    coalesce((
      select json_agg(k.attname order by array_position(i.indkey::smallint[], k.attnum))
      from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary
    ), '[]') as primary_key
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')
  group by c.oid, c.relname`

const routinesSql = `
  select p.proname as name,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
    p.proretset as returns_set,
    case
      when p.prorettype = 'void'::regtype then 'void'
      when t.typtype = 'c' or p.prorettype = 'record'::regtype or p.proargmodes && '{t,o,b}'::"char"[] then 'row'
      else 'scalar'
    end as returns,
    coalesce((
      select json_agg(json_build_object(
        'name', coalesce(p.proargnames[n], ''),
        'type', format_type(p.proargtypes[n - 1], null),
        'required', n <= p.pronargs - p.pronargdefaults
      ) order by n)
      from generate_series(1, p.pronargs) n
    ), '[]') as parameters
  from pg_proc p join pg_type t on t.oid = p.prorettype
  where p.pronamespace = $1::regnamespace and p.prokind = 'f'
    and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)`

async function read(pool: pg.Pool): Promise<Snapshot> {
  const relations = new Map<string, Relation>()
  const routines = new Map<string, Routine[]>()
  const found = await pool.query<{ name: string; columns: Column[]; primary_key: string[] }>(relationsSql, [exposedSchema])
  for (const { name, columns, primary_key } of found.rows) {
    relations.set(name, { name, primary_key, columns: new Map(columns.map((column) => [column.name, column])) })
  }
  const functions = await pool.query<Routine>(routinesSql, [exposedSchema])
  for (const routine of functions.rows) routines.set(routine.name, [...(routines.get(routine.name) ?? []), routine])
  return { relations, routines }
}
