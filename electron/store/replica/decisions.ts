import type { Database } from '../driver.ts'
import type { Migration } from '../migrate.ts'

/** What a decision was, as the number that is stored. */
export const outcomes = { approved: 1, rejected: 2, continue: 3, modify: 4, ended: 5 } as const

const milliseconds = (time: string) => `cast(round(unixepoch(${time}, 'subsec') * 1000) as integer)`
const number = (id: string) => `(select n from insight_ids where id = ${id})`
const asked = (target: string) =>
  `(select coalesce(json_extract(e.after, '$.changes_requested'), 0) from review_events e where e.target_id = ${target} and e.kind = 'rejected' order by e.seq desc limit 1)`

interface Source {
  table: string
  decided: (row: string) => string
  outcome: (row: string) => string
  reviewer: string
  at: string
  reason: (row: string) => string
  percent: (row: string) => string
  changes: (row: string) => string
}

const artifacts: Source = {
  table: 'work_artifacts',
  decided: (row) => `${row}.status <> 'pending'`,
  outcome: (row) => `case ${row}.status when 'approved' then ${outcomes.approved} else ${outcomes.rejected} end`,
  reviewer: 'reviewed_by_user_id',
  at: 'reviewed_at',
  reason: (row) => `case ${row}.status when 'rejected' then nullif(trim(substr(${row}.review_feedback, 1, 300)), '') end`,
  percent: (row) => `cast(round(${row}.agent_confidence * 100) as integer)`,
  changes: (row) => `case ${row}.status when 'rejected' then ${asked(`${row}.id`)} end`,
}
const checkpoints: Source = {
  table: 'work_checkpoints',
  decided: (row) => `(${row}.status = 'resolved' and ${row}.user_decision is not null)`,
  outcome: (row) => `case ${row}.user_decision when 'continue' then ${outcomes.continue} when 'modify' then ${outcomes.modify} else ${outcomes.ended} end`,
  reviewer: 'resolved_by_user_id',
  at: 'resolved_at',
  reason: (row) => `case ${row}.user_decision when 'reject' then nullif(trim(substr(${row}.resolution_note, 1, 300)), '') end`,
  percent: () => 'null',
  changes: () => 'null',
}

/** Stores what these rows decided: `row` is new, in a trigger, or the name of the table that `from` reads. */
function note({ outcome, reviewer, at, reason, percent, changes }: Source, row: string, from = ''): string {
  const ids = ['workspace_id', 'work_session_id', reviewer].map((column) => `${row}.${column}`)
  return `
    ${ids.map((id) => `insert or ignore into insight_ids (id) select ${id} ${from === '' ? 'where' : `${from} and`} ${id} is not null;`).join('\n')}
    insert or ignore into insight_reasons (text) select reason from (select ${reason(row)} as reason ${from}) where reason is not null;
    insert or replace into decisions (key, workspace, session, reviewer, outcome, at, waited, percent, reason, changes)
    select ${row}.key, ${number(`${row}.workspace_id`)}, ${number(`${row}.work_session_id`)}, ${number(`${row}.${reviewer}`)}, ${outcome(row)},
      ${milliseconds(`${row}.${at}`)}, ${milliseconds(`${row}.${at}`)} - ${milliseconds(`${row}.created_at`)}, ${percent(row)},
      (select n from insight_reasons where text = ${reason(row)}), ${changes(row)} ${from};`
}

function triggers(source: Source): string {
  const { table, decided, reviewer, at } = source
  return `
    create trigger ${table}_decided after insert on ${table} when ${decided('new')} begin ${note(source, 'new')} end;
    create trigger ${table}_redecided after update of status, ${reviewer}, ${at} on ${table}
      when ${decided('new')} and (not ${decided('old')} or old.${at} is not new.${at} or old.${reviewer} is not new.${reviewer} or old.status is not new.status)
      begin ${note(source, 'new')} end;
    create trigger ${table}_undecided after update of status on ${table} when ${decided('old')} and not ${decided('new')}
      begin delete from decisions where key = old.key; end;
    create trigger ${table}_forgotten after delete on ${table} when ${decided('old')} begin delete from decisions where key = old.key; end;`
}

/**
 * The decisions that stand, one narrow row of numbers for each, kept by triggers: the figures of 100,000 are read in
 * tens of milliseconds, where the rows themselves are a hundred times as wide. Ids and words are told by number.
 */
export const decisionsMigration: Migration = (db: Database) => {
  db.exec(`
    create table insight_ids (n integer primary key, id text not null unique) strict;
    create table insight_reasons (n integer primary key, text text not null unique collate nocase) strict;
    create table decisions (
      key integer primary key,
      workspace integer not null,
      session integer not null,
      reviewer integer,
      outcome integer not null,
      -- ms since the epoch, and since the item was made
      at integer,
      waited integer,
      -- the agent's confidence
      percent integer,
      reason integer,
      changes integer
    ) strict;
    ${triggers(artifacts)}
    ${triggers(checkpoints)}
    -- events of one target come in any order: the newest of them counts
    create trigger review_events_rejected after insert on review_events when new.kind = 'rejected' begin
      update decisions set changes = ${asked('new.target_id')}
      where key = (select key from work_artifacts where id = new.target_id) and outcome = ${outcomes.rejected};
    end;
    -- how old what waits is, by session, from the index alone
    drop index work_artifacts_session;
    create index work_artifacts_session on work_artifacts (work_session_id, waits, marked, created_at);
    drop index work_checkpoints_session;
    create index work_checkpoints_session on work_checkpoints (work_session_id, waits, marked, created_at);
  `)
  for (const source of [artifacts, checkpoints]) db.exec(note(source, 'x', `from ${source.table} x where ${source.decided('x')}`))
}

/** Numbers that no decision uses any more. */
export function tidyDecisions(db: Database): void {
  db.run(`delete from insight_ids where n not in (
    select workspace from decisions union select session from decisions union select reviewer from decisions where reviewer is not null)`)
  db.run('delete from insight_reasons where n not in (select reason from decisions where reason is not null)')
}
