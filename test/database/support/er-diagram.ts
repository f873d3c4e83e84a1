type Query = <R extends Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<R[]>

/** docs/schema.md: schema public as a Mermaid diagram, read from the database's catalogue. */
export async function erDiagram(query: Query): Promise<string> {
  const tables = await query<{ oid: string; name: string; comment: string | null }>(
    `select oid::text, relname as name, obj_description(oid, 'pg_class') as comment from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  )
  const columns = await query<{ relation: string; name: string; type: string; required: boolean; in_primary: boolean; in_foreign: boolean }>(
    `select a.attrelid::text as relation, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required,
       exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'p' and a.attnum = any (c.conkey)) as in_primary,
       exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f' and a.attnum = any (c.conkey)) as in_foreign
     from pg_attribute a join pg_class r on r.oid = a.attrelid
     where r.relnamespace = 'public'::regnamespace and r.relkind = 'r' and a.attnum > 0 and not a.attisdropped
     order by r.relname, a.attnum`,
  )
  const keys = await query<{ child: string; parent: string; columns: string; optional: boolean }>(
    `select child.relname as child, parent.relname as parent,
       (select string_agg(a.attname, ', ' order by k.place) from unnest(c.conkey) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
       exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey) and not a.attnotnull) as optional
     from pg_constraint c join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
     where c.contype = 'f' and child.relnamespace = 'public'::regnamespace and parent.relnamespace = 'public'::regnamespace
     order by 1, 2, 3`,
  )
  const word = (type: string) => type.replace('timestamp with time zone', 'timestamptz').replaceAll(/[^a-z0-9]/g, '_')
  const lines = ['erDiagram']
  for (const table of tables) {
    lines.push(`  ${table.name} {`)
    for (const column of columns.filter((each) => each.relation === table.oid)) {
      const marks = [column.in_primary && 'PK', column.in_foreign && 'FK'].filter(Boolean).join(', ')
      lines.push(`    ${word(column.type)} ${column.name}${marks ? ` ${marks}` : ''}${column.required ? '' : ' "may be null"'}`)
    }
    lines.push('  }')
  }
  for (const key of keys) lines.push(`  ${key.parent} ${key.optional ? '|o' : '||'}--o{ ${key.child} : "${key.columns}"`)
  return [
    '# The schema, drawn',
    '',
    'Read from the database by `test/database/schema.test.ts`, which fails when this page is not up to date',
    '(`COUNTERSIGN_WRITE=1 npm run test:database` writes it). Keys that name `auth.users` and schema `private` (tombstones,',
    'receipts, chain heads, the feed’s epoch, findings of the upgrade) are left out. `review_events` has no keys on purpose:',
    'it outlives what it describes.',
    '',
    '```mermaid',
    ...lines,
    '```',
    '',
  ].join('\n')
}
