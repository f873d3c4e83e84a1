import { askedForTables, replicatedTableNames, type ReplicatedTable } from '../../../contract/feed.ts'
import { folded } from '../../../contract/folded.ts'
import type { Migration } from '../migrate.ts'
import { decisionsMigration } from './decisions.ts'
import { headsMigration } from './heads.ts'
import { columnsOf, foldedFrom, isItemTable } from './tables.ts'

/**
 * Every table: `key`, our integer; `generation`, the run that last brought the row (feeds.ts). No foreign keys: a parent
 * may arrive later. Items besides: `waits`, whether the server's rows say that it waits for a reviewer, and `marked`,
 * whether a decision made here is on its way (a cache of the outbox).
 */
function createTable(table: ReplicatedTable): string {
  const type = { text: 'text', integer: 'integer', real: 'real', json: 'text' } as const
  const columns = columnsOf(table).map(([name, kind]) => `"${name}" ${type[kind]}${name === 'id' ? ' not null unique' : ''}`)
  const flags = isItemTable(table) ? ['waits integer not null', 'marked integer not null'] : []
  return `create table ${table} (key integer primary key, ${[...columns, 'generation integer not null', ...flags].join(', ')}) strict`
}

/** The whole queue is read from these two indexes alone, oldest first. */
const waiting = (table: string) =>
  `create index ${table}_waiting on ${table} (created_at, id, workspace_id) where waits = 1 and marked = 0`

/** Whether a row of an item is in the queue. */
const pending = (row: 'new' | 'old') => `(${row}.waits = 1 and ${row}.marked = 0)`

/** Counts per session, kept by triggers: lists show them for thousands of sessions at once. */
function countTriggers(table: string, totals: { all: string | null; pending: string }): string {
  const add = (row: 'new' | 'old', sign: '+' | '-') => `
    insert into session_counts (work_session_id${totals.all === null ? '' : `, ${totals.all}`}, ${totals.pending})
    values (${row}.work_session_id${totals.all === null ? '' : `, ${sign}1`}, ${sign}${pending(row)})
    on conflict (work_session_id) do update set
      ${totals.all === null ? '' : `${totals.all} = ${totals.all} + excluded.${totals.all},`}
      ${totals.pending} = ${totals.pending} + excluded.${totals.pending};`
  return `
    create trigger ${table}_counted after insert on ${table} begin ${add('new', '+')} end;
    create trigger ${table}_recounted after update of waits, marked, work_session_id on ${table}
      when ${pending('old')} is not ${pending('new')} or old.work_session_id is not new.work_session_id
      begin ${add('old', '-')} ${add('new', '+')} end;
    create trigger ${table}_uncounted after delete on ${table} begin ${add('old', '-')} end;`
}

/** The order of the whole queue as it was last known (queue.ts), for the next start; the first change of it takes it out. */
const keptOrderMigration: Migration = (db) => {
  db.exec('create table kept_order (keys text not null) strict')
  const moved = ['created_at', 'id'].map((column) => `old.${column} is not new.${column}`).join(' or ')
  for (const table of ['work_artifacts', 'work_checkpoints']) {
    db.exec(`
      create trigger ${table}_came after insert on ${table} when ${pending('new')} begin delete from kept_order; end;
      create trigger ${table}_moved after update on ${table} when ${pending('old')} is not ${pending('new')} or (${pending('new')} and (${moved}))
        begin delete from kept_order; end;
      create trigger ${table}_went after delete on ${table} when ${pending('old')} begin delete from kept_order; end;`)
  }
}

const firstTables = replicatedTableNames.filter((table) => !askedForTables.some((later) => later === table))

/** How long items of a workspace may wait. A replica of before has to hear its workspaces again. */
export const reviewTimeMigration: Migration = (db) => {
  if (db.value("select 1 from pragma_table_info('workspaces') where name = 'review_within_hours'") !== undefined) return
  db.exec('alter table workspaces add column review_within_hours integer; update feeds set cursor = null, sweep = 1')
}

const foldedIn = (...tables: (keyof typeof foldedFrom)[]): Migration => (db) => {
  for (const table of tables) {
    const source = foldedFrom[table]
    db.exec(`alter table ${table} add column folded text not null default ''`)
    for (const [key, text] of db.rows(`select key, ${source} from ${table} where ${source} <> ''`)) db.run(`update ${table} set folded = ? where key = ?`, [folded(String(text)), key ?? null])
  }
}
/** Names and tasks, and later notes, as they are looked for (tables.ts, foldedFrom). */
export const foldedMigration = foldedIn('projects', 'agents', 'work_sessions')
export const foldedNotesMigration = foldedIn('review_events')

export const replicaMigrations: readonly Migration[] = [
  (db) => {
    for (const table of firstTables) db.exec(createTable(table))
    db.exec(`
      -- one per workspace that is pulled: where the pull stands, and my role there as last heard
      create table feeds (
        workspace_id text primary key,
        name text not null,
        role text not null,
        cursor text,
        generation integer not null default 1,
        sweep integer not null default 0
      ) strict;
      -- deleted rows, so that a late answer does not bring one back
      create table tombstones (id text primary key, workspace_id text not null, row_version integer not null, generation integer not null) strict;
      create table session_counts (
        work_session_id text primary key,
        artifacts integer not null default 0,
        pending_artifacts integer not null default 0,
        pending_checkpoints integer not null default 0
      ) strict, without rowid;
      -- artifacts' contents by the artifact's key; the text last, so that the rest is read without it
      create table contents (key integer primary key, bytes integer not null, used integer not null, sha256 text not null, text text not null) strict;
      create index contents_used on contents (used, bytes);

      create index work_artifacts_session on work_artifacts (work_session_id);
      create index work_artifacts_revisions on work_artifacts (revision_of) where revision_of is not null;
      create index work_artifacts_marked on work_artifacts (key) where marked = 1;
      create index work_checkpoints_session on work_checkpoints (work_session_id);
      create index work_checkpoints_marked on work_checkpoints (key) where marked = 1;
      create index work_sessions_newest on work_sessions (created_at, id);
      create index work_sessions_project on work_sessions (project_id, created_at);
      create index workspace_memberships_user on workspace_memberships (user_id);
      create index review_events_target on review_events (target_id, seq);
      ${waiting('work_artifacts')};
      ${waiting('work_checkpoints')};
      ${countTriggers('work_artifacts', { all: 'artifacts', pending: 'pending_artifacts' })}
      ${countTriggers('work_checkpoints', { all: null, pending: 'pending_checkpoints' })}
    `)
  },
  // Full text (search.ts). Rows above `upto` are not indexed yet, so that inserts need no trigger.
  (db) => {
    const due = (key: string, from = '') => `insert or ignore into search_due select ${key}${from === '' ? '' : ` from ${from}`};`
    const ofSession = ['work_artifacts', 'work_checkpoints'].map((table) => due('key', `${table} where work_session_id = new.id`)).join(' ')
    db.exec(`
      create virtual table search using fts5(title, intent, reasoning, feedback, content, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
      create table search_state (upto integer not null) strict;
      insert into search_state values (0);
      create table search_due (key integer primary key) strict;
      create trigger work_artifacts_reworded after update of title, agent_reasoning, review_feedback on work_artifacts
        when old.title is not new.title or old.agent_reasoning is not new.agent_reasoning or old.review_feedback is not new.review_feedback
        begin ${due('new.key')} end;
      create trigger work_checkpoints_reworded after update of reason, resolution_note on work_checkpoints
        when old.reason is not new.reason or old.resolution_note is not new.resolution_note
        begin ${due('new.key')} end;
      create trigger work_artifacts_unfound after delete on work_artifacts begin ${due('old.key')} end;
      create trigger work_checkpoints_unfound after delete on work_checkpoints begin ${due('old.key')} end;
      create trigger work_sessions_found after insert on work_sessions begin ${ofSession} end;
      create trigger work_sessions_reworded after update of task_intent on work_sessions
        when old.task_intent is not new.task_intent begin ${ofSession} end;
      create trigger contents_found after insert on contents when new.key <= (select upto from search_state) begin ${due('new.key')} end;
    `)
  },
  // The tables that a reader asks for by name. The server starts the pull over when it is asked for them first.
  (db) => {
    for (const table of askedForTables) db.exec(createTable(table))
    const by = (table: string, column: string) => `create index ${table}_${column} on ${table} (${column}) where ${column} is not null;`
    db.exec(
      [
        by('work_iterations', 'work_session_id'),
        by('work_applications', 'work_session_id'),
        by('work_applications', 'artifact_id'),
        by('context_mutations', 'work_session_id'),
        by('claims', 'artifact_id'),
        by('claims', 'checkpoint_id'),
        by('comments', 'artifact_id'),
        by('comments', 'checkpoint_id'),
        by('comments', 'work_session_id'),
      ].join(' '),
    )
  },
  // What the server has of rows that show what was done here (overlay.ts): a row and its generation, or nothing.
  (db) =>
    db.exec('create table overlaid (table_name text not null, id text primary key, workspace_id text not null, base text) strict, without rowid'),
  decisionsMigration,
  // What I decided lately (queries/queue-progress.ts).
  (db) => db.exec('create index review_events_actor on review_events (actor_user_id, created_at)'),
  // What was decided, per session and per day: lists of projects show both.
  (db) => {
    const add = (row: 'new' | 'old', sign: '+' | '-') => `
      insert into session_counts (work_session_id, artifacts, pending_artifacts, approved, rejected, last_at)
      values (${row}.work_session_id, ${sign}1, ${sign}${pending(row)}, ${sign}(${row}.status = 'approved'),
        ${sign}(${row}.status = 'rejected'), max(${row}.created_at, coalesce(${row}.reviewed_at, '')))
      on conflict (work_session_id) do update set artifacts = artifacts + excluded.artifacts,
        pending_artifacts = pending_artifacts + excluded.pending_artifacts, approved = approved + excluded.approved,
        rejected = rejected + excluded.rejected, last_at = max(coalesce(last_at, ''), excluded.last_at);`
    const changed = ['waits', 'marked', 'status', 'work_session_id'].map((name) => `old.${name} is not new.${name}`).join(' or ')
    db.exec(`
      alter table session_counts add column approved integer not null default 0;
      alter table session_counts add column rejected integer not null default 0;
      alter table session_counts add column last_at text;
      update session_counts set (approved, rejected, last_at) = (
        select coalesce(sum(status = 'approved'), 0), coalesce(sum(status = 'rejected'), 0), max(max(created_at, coalesce(reviewed_at, '')))
        from work_artifacts a where a.work_session_id = session_counts.work_session_id);
      drop trigger work_artifacts_counted;
      drop trigger work_artifacts_recounted;
      drop trigger work_artifacts_uncounted;
      create trigger work_artifacts_counted after insert on work_artifacts begin ${add('new', '+')} end;
      create trigger work_artifacts_recounted after update of waits, marked, status, work_session_id on work_artifacts when ${changed}
        begin ${add('old', '-')} ${add('new', '+')} end;
      create trigger work_artifacts_uncounted after delete on work_artifacts begin ${add('old', '-')} end;
      create index work_artifacts_reviewed on work_artifacts (reviewed_at, work_session_id, status) where reviewed_at is not null;
    `)
  },
  headsMigration,
  // What is kept offline, a copy of the outbox's table to join with.
  (db) => db.exec('create table pins (kind text not null, id text not null, primary key (kind, id)) strict, without rowid'),
  reviewTimeMigration,
  foldedMigration,
  // With an index of first letters: what one letter finds was merged from all words that begin so, in twice the time.
  (db) =>
    db.exec(`
      drop table search;
      create virtual table search using fts5(title, intent, reasoning, feedback, content, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1');
      update search_state set upto = 0;
      delete from search_due;
    `),
  foldedNotesMigration,
  keptOrderMigration,
]
