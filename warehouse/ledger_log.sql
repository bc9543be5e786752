-- The ledger says what is so now; this is what it said before. Written by triggers, so that no change can be forgotten.
-- Idempotent; applied by warehouse/schema.py after schema.sql.
set local role loader;

create table if not exists ops.ledger_log (
  entry_id bigint generated always as identity primary key,
  noted_at timestamptz not null default now(),
  subject text not null check (subject in ('files', 'batches')),
  subject_id bigint not null,
  said jsonb not null
);
comment on table ops.ledger_log is 'One row per change of state or attempt of a file version or batch: what the ledger said of it from then on.';
comment on column ops.ledger_log.noted_at is 'When the transaction began that changed it, so that all of its changes have one time.';
comment on column ops.ledger_log.subject is 'The table of the row: files or batches.';
comment on column ops.ledger_log.said is 'The whole row as it was then.';
create index if not exists ledger_log_subject on ops.ledger_log (subject, subject_id, entry_id);

create or replace function ops.note_in_ledger_log() returns trigger language plpgsql as $$
begin
  insert into ops.ledger_log (subject, subject_id, said)
  values (tg_table_name, (to_jsonb(new) ->> tg_argv[0])::bigint, to_jsonb(new));
  return null;
end
$$;
create or replace trigger note_in_ledger_log after insert or update of state, attempts on ops.files
  for each row execute function ops.note_in_ledger_log('file_id');
create or replace trigger note_in_ledger_log after insert or update of state on ops.batches
  for each row execute function ops.note_in_ledger_log('batch_id');

-- A home that is older than the log knows what its ledger says from now on.
insert into ops.ledger_log (subject, subject_id, said)
select known.subject, known.subject_id, known.said
from (
  select 'batches', batch_id, to_jsonb(batches) from ops.batches
  union all
  select 'files', file_id, to_jsonb(files) from ops.files
) as known (subject, subject_id, said)
where not exists (select from ops.ledger_log);

create or replace function ops.said_at(asked text, moment timestamptz) returns setof jsonb language sql stable as $$
  select last.said
  from (
    select distinct on (subject_id) said from ops.ledger_log
    where subject = asked and noted_at <= moment order by subject_id, entry_id desc
  ) as last
$$;
comment on function ops.said_at is 'Of each file or batch, whichever is asked for, the last row of the log up to a moment.';
create or replace function ops.files_as_known_at(moment timestamptz) returns setof ops.files language sql stable as $$
  select known.* from ops.said_at('files', moment) as said cross join lateral jsonb_populate_record(null::ops.files, said) as known
$$;
comment on function ops.files_as_known_at is 'The ledger as it was at a moment.';
create or replace function ops.batches_as_known_at(moment timestamptz) returns setof ops.batches language sql stable as $$
  select known.* from ops.said_at('batches', moment) as said cross join lateral jsonb_populate_record(null::ops.batches, said) as known
$$;
comment on function ops.batches_as_known_at is 'The batches as they were at a moment.';

reset role;
