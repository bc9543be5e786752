-- What is known of builds, in the first schema of the search path: `ops` for the warehouse (warehouse/schema.py), a
-- developer's own for target dev (dbt_tillhouse). Idempotent.

create table if not exists builds (
  build_id bigint generated always as identity primary key,
  state text not null check (state in ('running', 'passed', 'failed', 'error', 'killed')),
  started_by text not null,
  change_seq bigint not null,
  project_hash text not null,
  selection text,
  models_passed integer,
  tests_passed integer,
  failures jsonb not null default '[]',
  started_at timestamptz not null default now(),
  finished_at timestamptz
);

-- Columns that came after the first release: a home that is older gets them here.
alter table builds
  add column if not exists invocation_id text,
  add column if not exists command text,
  add column if not exists interval_start bigint,
  add column if not exists required jsonb not null default '[]',
  add column if not exists rebuilt jsonb not null default '[]',
  add column if not exists fingerprints jsonb;
comment on table builds is 'One row per dbt command that writes, whoever started it: what it could see, and how it ended.';
comment on column builds.change_seq is 'Highest ledger change committed before the build began: all it may see.';
comment on column builds.selection is 'What was built, in dbt''s words; null for the whole project. A part is never published.';
comment on column builds.invocation_id is 'dbt''s own id of the command: what it runs finds its build by it.';
comment on column builds.command is 'dbt''s command: build, run, test, seed, snapshot, clone, retry or run-operation.';
comment on column builds.interval_start is 'The change_seq published when it began: the build covers what came after. Null: nothing was.';
comment on column builds.required is 'dbt''s ids of all that must succeed in this build before it may be published.';
comment on column builds.rebuilt is 'What was built whole because its code changed: [{"name", "why"}].';
comment on column builds.failures is 'What did not pass: [{"name", "message"}].';
comment on column builds.fingerprints is 'Of the code of every node, by dbt''s id; kept for the newest build only.';
create index if not exists builds_invocation on builds (invocation_id);

create table if not exists build_lock ();
comment on table build_lock is 'Locked by the one build that runs, as long as its connection lives: see warehouse/locks.py.';

create table if not exists publications (
  publication_id bigint generated always as identity primary key,
  build_id bigint not null references builds,
  change_seq bigint not null,
  as_of_date date,
  row_counts jsonb not null default '{}',
  published_at timestamptz not null default now()
);
comment on table publications is 'One row per state of the marts that readers saw; the newest is what they see now.';
comment on column publications.change_seq is 'End of the interval that is published: readers see every file up to it.';
comment on column publications.as_of_date is 'The last business day it shows.';

create table if not exists built_nodes (
  unique_id text primary key,
  fingerprint text not null,
  change_seq bigint,
  built_at timestamptz not null default now()
);
alter table built_nodes add column if not exists change_seq bigint;
comment on column built_nodes.change_seq is 'The ledger''s change up to which it was built.';
comment on table built_nodes is 'Which code made what lies in the database: a node without a row, or with that of other code, is built whole.';
