import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

export class MigrationError extends Error {}

/** Runs every file of the folder in name order, and a last statement, as one transaction. */
export async function runFiles(connectionString: string, folder: string, last: string): Promise<void> {
  await withClient(connectionString, async (client) => {
    await client.query('begin')
    for (const name of sqlFiles(folder)) {
      const file = path.join(folder, name)
      const sql = readFileSync(file, 'utf8')
      await client.query(sql).catch((error: unknown) => {
        throw new MigrationError(explain(file, sql, error), { cause: error })
      })
    }
    await client.query(last)
    await client.query('commit')
  })
}

/**
 * Applies the migrations (<version>_<name>.sql) that are not recorded yet, in order, each in a transaction together
 * with its record. Returns the versions applied. Throws MigrationError naming the file, the line and the reason, and for a
 * file that was changed after it had been applied.
 */
export async function migrate(connectionString: string, folder: string): Promise<string[]> {
  return withClient(connectionString, async (client) => {
    const { rows } = await client.query<{ version: string; statements: string[] | null }>(
      'select version, statements from supabase_migrations.schema_migrations',
    )
    const known = new Map(rows.map((row) => [row.version, row.statements]))
    const applied: string[] = []
    for (const file of sqlFiles(folder)) {
      const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? []
      if (!version) throw new MigrationError(`${path.join(folder, file)}: a migration's name is <digits>_<name>.sql`)
      if (known.has(version)) {
        refuseChanged(path.join(folder, file), known.get(version))
        continue
      }
      await runFile(client, path.join(folder, file), { version, name: name ?? '' })
      applied.push(version)
    }
    return applied
  })
}

/** A migration that has run is history: a changed file would leave this database unlike every other one. */
function refuseChanged(file: string, statements: string[] | null | undefined): void {
  if (!statements || statements.join('') === readFileSync(file, 'utf8')) return
  throw new MigrationError(
    `${file} was changed after it was applied here; put the change into a new migration, or delete the stack's data folder to start over`,
  )
}

const sqlFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()

async function runFile(client: pg.Client, file: string, record: { version: string; name: string }): Promise<void> {
  const sql = readFileSync(file, 'utf8')
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)', [
      record.version,
      [sql],
      record.name,
    ])
    await client.query('commit')
    await client.query('reset all')
  } catch (error) {
    await client.query('rollback')
    throw new MigrationError(explain(file, sql, error), { cause: error })
  }
}

/** "file:line:column: message (SQLSTATE)", with the server's detail, hint and context below. */
function explain(file: string, sql: string, error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return `${file}: ${String(error)}`
  let place = file
  if (error.position) {
    const before = sql.slice(0, Number(error.position) - 1).split('\n')
    place = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`
  }
  const extra = [
    error.detail && `detail: ${error.detail}`,
    error.hint && `hint: ${error.hint}`,
    error.internalQuery && `in: ${error.internalQuery}`,
    error.where && `where: ${error.where}`,
  ].filter(Boolean)
  return [`${place}: ${error.message} (${error.code ?? 'no code'})`, ...extra].join('\n  ')
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
