import { mostProblems, type ActivityEvent, type ActivityFilter, type ActivityPage, type ChainCheck, type ChainReports, type ExportFormat } from '../../contract/activity.ts'
import { csvLine } from '../../contract/csv.ts'
import type { ListPlace } from '../../contract/entities.ts'
import type { AccountDesk } from '../desk/desk.ts'

const perPage = 500
const columns = [
  'created_at', 'kind', 'target_table', 'target_id', 'seq', 'actor_user_id', 'actor_name', 'target_title', 'project_name', 'work_session_id',
  'note', 'content_sha256', 'command_id', 'before', 'after', 'previous_hash', 'hash', 'id', 'workspace_id',
] as const satisfies readonly (keyof ActivityEvent)[]

/** The events of a filter as a file, newest first, a page at a time: none of it is held as a whole. */
export function exportedEvents(desk: Pick<AccountDesk, 'query'>, filter: ActivityFilter, format: ExportFormat): { parts(): AsyncGenerator<string>; count(): number } {
  let count = 0
  return {
    count: () => count,
    async *parts() {
      if (format === 'csv') yield `\uFEFF${csvLine(columns)}`
      let after: ListPlace | null = null
      do {
        const { events, next }: ActivityPage = await desk.query('activity.list', { filter, after, limit: perPage })
        count += events.length
        yield events.map(format === 'csv' ? csvOf : jsonOf).join('')
        after = next
      } while (after !== null)
    },
  }
}

const csvOf = (event: ActivityEvent): string =>
  csvLine(columns.map((name) => {
    const value = event[name]
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
  }))
const jsonOf = (event: ActivityEvent): string => `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, event[name]])))}\n`

/** The chains of the record, as they are kept here, and by the server's own account. */
export async function checkChains(desk: Pick<AccountDesk, 'query' | 'verifyChain'>, workspace_id: string | null): Promise<ChainReports> {
  const local: ChainReports['local'] = { events: 0, targets: 0, problems: [], total_problems: 0 }
  let after: string | null = null
  do {
    const part: ChainCheck = await desk.query('activity.check', { workspace_id, after, targets: null })
    local.events += part.events
    local.targets += part.targets
    local.total_problems += part.total_problems
    local.problems = [...local.problems, ...part.problems].slice(0, mostProblems)
    after = part.next
  } while (after !== null)
  return { local, server: await desk.verifyChain(workspace_id) }
}
