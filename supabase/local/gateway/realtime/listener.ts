import pg from 'pg'

export interface Listener {
  stop(): Promise<void>
}

interface ListenerOptions {
  connection: pg.ClientConfig
  /** The schema changed. */
  onSchema(): void
  /** Messages for clients, in the order of their commits. */
  onMessage(message: { topic: string; event: string; private: boolean; payload: string }): void
  /** Whether anybody listens, so that nothing is fetched for nobody. */
  wanted(topic: string, isPrivate: boolean): boolean
  log(line: string): void
}

const pruneSql = `delete from realtime.messages where inserted_at < (now() at time zone 'utc') - interval '1 hour'`
const pruneInterval = 10 * 60_000

/** Follows the database's notifications, over a new connection whenever one breaks. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  let stopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async () => {
    const current = new pg.Client(options.connection)
    client = current
    const queue = createQueue(current, options)
    current.on('notification', ({ channel, payload }) => {
      if (channel === 'pgrst') options.onSchema()
      else if (payload) queue(payload)
    })
    current.on('error', (error) => options.log(`realtime: database connection lost: ${error.message}`))
    current.on('end', again)
    await current.connect()
    await current.query('listen realtime_messages')
    await current.query('listen pgrst')
    // What changed while nobody listened is unknown.
    options.onSchema()
    await current.query(pruneSql)
  }
  const again = () => {
    if (stopped) return
    retry = setTimeout(() => connect().catch(again), 250)
    retry.unref()
  }

  await connect()
  const pruning = setInterval(() => {
    client?.query(pruneSql).catch((error: Error) => options.log(`realtime: ${error.message}`))
  }, pruneInterval)
  pruning.unref()
  return {
    stop: async () => {
      stopped = true
      clearInterval(pruning)
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}

interface Row {
  topic: string
  event: string
  private: boolean
  payload: string
}

/** Fetches announced rows in batches, keeping their order. */
function createQueue(client: pg.Client, options: ListenerOptions): (id: string) => void {
  let waiting: string[] = []
  let running = false
  const drain = async () => {
    running = true
    while (waiting.length > 0) {
      const ids = waiting
      waiting = []
      const { rows } = await client.query<Row>(
        `select m.topic, m.event, coalesce(m.private, false) as private, coalesce(m.payload, '{}')::text as payload
         from unnest($1::uuid[]) with ordinality as announced (id, place) join realtime.messages m using (id) order by place`,
        [ids],
      )
      for (const row of rows) if (options.wanted(row.topic, row.private)) options.onMessage(row)
    }
    running = false
  }
  return (id) => {
    waiting.push(id)
    if (running) return
    drain().catch((error: Error) => {
      running = false
      options.log(`realtime: ${error.message}`)
    })
  }
}
