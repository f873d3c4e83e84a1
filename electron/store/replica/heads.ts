import type { Migration } from '../migrate.ts'

/**
 * The newest event of each chain as it was first seen here, kept when the rows themselves are started over: a record
 * that was cut or rewritten on the server shows by it (queries/activity-check.ts).
 */
export const headsMigration: Migration = (db) => {
  db.exec(`
    create table event_heads (target_id text not null, target_table text not null, workspace_id text not null, seq integer not null, hash text not null,
      primary key (target_id, target_table)) strict, without rowid;
    create trigger review_events_head after insert on review_events begin
      insert into event_heads (target_id, target_table, workspace_id, seq, hash) values (new.target_id, new.target_table, new.workspace_id, new.seq, new.hash)
      on conflict (target_id, target_table) do update set seq = excluded.seq, hash = excluded.hash where excluded.seq > seq;
    end;
    insert into event_heads (target_id, target_table, workspace_id, seq, hash)
      select target_id, target_table, workspace_id, max(seq), hash from review_events group by target_id, target_table;
    create index review_events_newest on review_events (created_at, id);
  `)
}
