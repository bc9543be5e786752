-- Roles, schemas and the loader's own tables. Idempotent; applied by warehouse/schema.py as the admin user.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['loader', 'transformer', 'reader', 'privacy'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I login', wanted);
    end if;
    -- A configured server's user works as the role (`set role`); a superuser needs no membership.
    if not (select rolsuper from pg_roles where rolname = current_user)
       and not pg_has_role(current_user, wanted, 'set') then
      execute format('grant %I to %I with set true', wanted, current_user);
    end if;
  end loop;
  -- What others may do is theirs to say where the database is not ours.
  if current_setting('tillhouse.owns_database') = 'yes' then
    execute format('revoke all on database %I from public', current_database());
    revoke all on schema public from public;
  end if;
  execute format('grant connect, temporary on database %I to loader, transformer, reader, privacy', current_database());
  -- dlt creates its dataset schemas, dbt creates the schema of a new layer.
  execute format('grant create on database %I to loader, transformer', current_database());
end
$$;

create schema if not exists ops authorization loader;
create schema if not exists quarantine authorization loader;
create schema if not exists staging authorization transformer;
create schema if not exists intermediate authorization transformer;
create schema if not exists snapshots authorization transformer;
create schema if not exists core authorization transformer;
create schema if not exists kpi authorization transformer;
create schema if not exists observability authorization transformer;
create schema if not exists pii authorization transformer;
-- Where dbt builds what core, kpi, pii and observability then show: nobody reads here before the gates have passed.
create schema if not exists build_core authorization transformer;
create schema if not exists build_kpi authorization transformer;
create schema if not exists build_pii authorization transformer;
create schema if not exists build_observability authorization transformer;

grant usage on schema ops, quarantine to transformer;
grant usage on schema core, kpi, observability to reader, privacy;
grant usage on schema pii to privacy;
alter default privileges for role loader in schema ops grant select on tables to transformer;
alter default privileges for role loader in schema quarantine grant select on tables to transformer;
-- Who may see personal data may see what is said of these people as well; readers see it by the grants of dbt.
alter default privileges for role transformer in schema core, kpi, observability grant select on tables to privacy;
set local role transformer;
grant select on all tables in schema core, kpi, observability to privacy;
reset role;

-- Derived data can be rebuilt, and what is published moves in one transaction: what is lost in a crash of the server is
-- built again, by the next build. The loader's commits are waited for: a file leaves the landing zone after them.
do $$
begin
  execute format('alter role transformer in database %I set synchronous_commit = off', current_database());
end
$$;

set local role loader;

create sequence if not exists ops.change_seq;

create table if not exists ops.loader_lock ();
comment on table ops.loader_lock is 'Locked by the one loader that works, as long as its connection lives: see warehouse/locks.py.';
create table if not exists ops.loader_turn (turn bigint not null);
comment on table ops.loader_turn is 'How many loaders began: one whose turn is over lets no file count.';
insert into ops.loader_turn select 0 where not exists (select from ops.loader_turn);

create table if not exists ops.batches (
  batch_id bigint generated always as identity primary key,
  source text not null,
  trigger_path text not null,
  trigger_sha256 text,
  trigger_id text,
  batch_date date,
  state text not null check (state in ('waiting', 'loaded', 'held', 'failed', 'duplicate')),
  expected_files jsonb not null default '[]',
  error text,
  archived_path text,
  discovered_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table ops.batches is 'One row per version of a trigger file: the files it releases, and how that ended.';
create index if not exists batches_trigger on ops.batches (trigger_path, trigger_sha256);

create table if not exists ops.files (
  file_id bigint generated always as identity primary key,
  source text not null,
  feed text not null,
  path text not null,
  path_parts jsonb not null default '{}',
  business_date date,
  content_sha256 text,
  content_key bigint,
  size_bytes bigint,
  mtime timestamptz,
  batch_id bigint references ops.batches,
  state text not null
    check (state in ('discovered', 'loading', 'loaded', 'held', 'failed', 'duplicate', 'superseded')),
  rows_read bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  reject_counts jsonb not null default '{}',
  columns_added jsonb not null default '[]',
  columns_missing jsonb not null default '[]',
  contract_version integer,
  dlt_load_id text,
  run_id text,
  attempts integer not null default 0,
  error text,
  duplicate_of bigint references ops.files,
  supersedes bigint references ops.files,
  change_seq bigint,
  archived_path text,
  discovered_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
comment on table ops.files is 'The ledger: one row per file version. A raw row counts only if the ledger says so.';
comment on column ops.files.content_key is 'First 60 bits of decoded_sha256: identifies the content whatever the load order.';
comment on column ops.files.change_seq is 'Grows at every visible change, under the loader''s lock.';
create index if not exists files_path on ops.files (source, feed, path);
create index if not exists files_content on ops.files (content_sha256);
create index if not exists files_change on ops.files (change_seq);
create index if not exists files_unfinished on ops.files (state) where state in ('discovered', 'loading', 'failed', 'held');

-- Columns that came after the first release: a home that is older gets them here.
alter table ops.files
  add column if not exists columns_renamed jsonb not null default '{}',
  add column if not exists is_reordered boolean not null default false,
  add column if not exists is_over_threshold boolean not null default false,
  add column if not exists released_at timestamptz,
  add column if not exists release_reason text,
  add column if not exists is_replay_due boolean not null default false,
  add column if not exists replayed_at timestamptz,
  add column if not exists decoded_sha256 text,
  add column if not exists version_basis text check (version_basis in ('path', 'rows', 'arrival')),
  -- What an older home has in its archive was settled long ago.
  add column if not exists archive_checked_at timestamptz default now();
alter table ops.files alter column archive_checked_at drop default;
comment on column ops.files.decoded_sha256 is 'Of the content after gzip, encoding, byte-order mark and line ends.';
comment on column ops.files.version_basis is
  'What says which of two files is newer: the day in its path, the latest day of its rows, or only its arrival here.';
comment on column ops.files.archive_checked_at is 'When the archive was compared with what was read, once more after the move.';
create index if not exists files_decoded on ops.files (decoded_sha256);
create index if not exists files_unchecked on ops.files (file_id) where archived_path is not null and archive_checked_at is null;
comment on column ops.files.columns_renamed is 'Raw columns whose header was an alias or another spelling: {raw: as written}.';
comment on column ops.files.is_over_threshold is 'Held for nothing but its share of damaged rows: it can be released.';
comment on column ops.files.is_replay_due is 'To be read again from the archive; what was loaded counts until that commits.';
-- Rows of attempts that once counted stay: what was known before a replay is told from them.
alter table ops.files drop column if exists has_old_rows;
create index if not exists files_replay on ops.files (file_id) where is_replay_due;

create table if not exists ops.schema_drift (
  drift_id bigint generated always as identity primary key,
  file_id bigint not null references ops.files,
  attempt bigint not null,
  source text not null,
  feed text not null,
  path text not null,
  kind text not null check (kind in ('added', 'missing', 'renamed', 'reordered', 'collided')),
  column_name text,
  written_as text,
  policy text not null check (policy in ('evolve', 'hold')),
  action text not null check (action in ('loaded', 'held')),
  change_seq bigint not null,
  detected_at timestamptz not null default now(),
  unique nulls not distinct (file_id, attempt, kind, written_as, column_name)
);
comment on table ops.schema_drift is 'One row per difference between a file''s header and its contract.';
comment on column ops.schema_drift.change_seq is
  'Grows with every row, under the loader''s lock, with the commit that ends the file: nothing appears below one seen.';
create index if not exists schema_drift_change on ops.schema_drift (change_seq);

create table if not exists quarantine.rejected_rows (
  file_id bigint not null,
  attempt bigint not null,
  line_number bigint not null,
  byte_offset bigint,
  reason text not null,
  detail text,
  raw bytea not null,
  rejected_at timestamptz not null default now()
);
comment on table quarantine.rejected_rows is 'Rows that are structurally damaged, with their bytes and the reason.';
create index if not exists rejected_rows_file on quarantine.rejected_rows (file_id);

reset role;
