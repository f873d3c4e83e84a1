import type { Migration } from '../migrate.ts'

/** Everything decided or typed here. States: unsent, sending, conflict, refused, acknowledged (held is unsent to the file). */
export const outboxMigrations: readonly Migration[] = [
  (db) =>
    db.exec(`
      create table commands (
        seq integer primary key autoincrement,
        command_id text not null unique,
        workspace_id text not null,
        target_id text not null,
        state text not null check (state in ('unsent', 'sending', 'conflict', 'refused', 'acknowledged')),
        -- 1 when the decided row, as it is since, has come: until then the local mark stays
        landed integer not null,
        attempts integer not null,
        command text not null,
        error text,
        added_at text not null,
        settled_at text,
        seal text not null
      ) strict;
      create index commands_open on commands (seq) where state <> 'acknowledged' or landed = 0;
      create index commands_settled on commands (settled_at) where state = 'acknowledged';
      create table drafts (kind text not null, item_id text not null, text text not null, updated_at text not null, seal text not null,
        primary key (kind, item_id)) strict, without rowid;
      -- rows whose seal did not agree: kept as they were found, never sent
      create table set_aside (id integer primary key, found_at text not null, origin text not null, row text not null) strict;
      -- the server's epoch per workspace: another one means a restored backup
      create table epochs (workspace_id text primary key, epoch text not null) strict, without rowid;
    `),
  // What was looked at: the next revision of it opens on what changed since.
  (db) =>
    db.exec(`
      create table looks (artifact_id text primary key, content_sha256 text not null, at text not null, seal text not null) strict, without rowid;
    `),
  (db) =>
    db.exec(`
      create table snoozes (kind text not null, item_id text not null, until text not null, seal text not null, primary key (kind, item_id)) strict, without rowid;
      create table saved_views (id text primary key, position integer not null, view text not null, seal text not null) strict, without rowid;
    `),
  // Filters and templates that were saved.
  (db) => db.exec('create table kept (kind text not null, id text not null, entry text not null, seal text not null, primary key (kind, id)) strict, without rowid'),
  // Projects and sessions that are kept offline.
  (db) => db.exec('create table pins (kind text not null, id text not null, seal text not null, primary key (kind, id)) strict, without rowid'),
  // Reopenings name the command that they take back: an app that does not know those would set them aside as damaged.
  () => undefined,
]
