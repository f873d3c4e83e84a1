import type { Command, CommandKind, CommandOf } from '../../../contract/commands.ts'
import type { ProjectRow, SessionRow } from '../../../contract/entities.ts'

/** What a command that has not been confirmed makes of a row; null: the row is not there. */
type Effects<Row, K extends CommandKind> = { [Each in K]: (command: CommandOf<Each>, row: Row | null, context: EffectContext) => Row | null }

interface EffectContext {
  userId: string
  /** the basket of a project, where it is known */
  basketOf(projectId: string): string | null
}

type ProjectKind = 'create_project' | 'update_project' | 'delete_project'
type SessionKind = 'create_session' | 'start_session' | 'pause_session' | 'cancel_session'

/** As PostgreSQL prints it, so that text order stays time order. */
const timeOf = (command: Command): string => new Date(command.issued_at).toISOString().replace('Z', '000+00:00')

const projects: Effects<ProjectRow, ProjectKind> = {
  // Once the server's row is here it says more than the command.
  create_project: (command, row, { userId }) =>
    row ?? {
      id: command.target_id,
      workspace_id: command.workspace_id,
      // a basket that the server is going to make has no id yet: one that nothing has
      basket_id: command.payload.basket_id ?? command.target_id,
      name: command.payload.name,
      description: command.payload.description,
      created_by_user_id: userId,
      created_at: timeOf(command),
      updated_at: timeOf(command),
      row_version: 1,
    },
  update_project: ({ payload }, row) =>
    row && {
      ...row,
      ...(payload.name === undefined ? {} : { name: payload.name }),
      ...(payload.description === undefined ? {} : { description: payload.description }),
    },
  delete_project: () => null,
}

const sessions: Effects<SessionRow, SessionKind> = {
  create_session: (command, row, { userId, basketOf }) =>
    row ?? {
      id: command.target_id,
      project_id: command.payload.project_id,
      basket_id: basketOf(command.payload.project_id) ?? command.payload.project_id,
      workspace_id: command.workspace_id,
      initiated_by_user_id: userId,
      task_type: command.payload.task_type,
      task_intent: command.payload.task_intent,
      task_parameters: command.payload.task_parameters,
      status: 'pending',
      executed_by_agent_id: command.payload.agent_id,
      created_at: timeOf(command),
      started_at: null,
      ended_at: null,
      metadata: {},
      row_version: 1,
    },
  start_session: (command, row) => row && unlessEnded(row, { status: 'running', started_at: row.started_at ?? timeOf(command) }),
  pause_session: (_, row) => row && unlessEnded(row, { status: 'paused' }),
  cancel_session: (command, row) =>
    row && unlessEnded(row, { status: 'failed', ended_at: timeOf(command), metadata: { ...row.metadata, reason: 'cancelled' } }),
}

const unlessEnded = (row: SessionRow, change: Partial<SessionRow>): SessionRow => (row.status === 'completed' || row.status === 'failed' ? row : { ...row, ...change })

export type OverlaidTable = 'projects' | 'work_sessions'
const byTable = { projects, work_sessions: sessions } as const

/** The table whose row a command changes on screen at once; null: none, its effect is read from the outbox. */
export function overlaidTable(kind: CommandKind): OverlaidTable | null {
  if (kind in projects) return 'projects'
  return kind in sessions ? 'work_sessions' : null
}

/** The row as it will be when all of these commands are applied. */
export function effectOf(table: OverlaidTable, commands: readonly Command[], base: object | null, context: EffectContext): object | null {
  const effects = byTable[table] as Partial<Record<CommandKind, (command: Command, row: object | null, context: EffectContext) => object | null>>
  return commands.reduce((row: object | null, command) => effects[command.kind]?.(command, row, context) ?? (effects[command.kind] ? null : row), base)
}
