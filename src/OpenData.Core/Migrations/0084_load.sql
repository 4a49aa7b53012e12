-- Loads of resources' files into their tables (contract 3.8): what was asked for, how far it is and what came of it.
create table etl.load (
    id              bigint generated always as identity primary key,
    resource_id     uuid not null references catalog.resource on delete cascade,
    requested_by    uuid,
    ignore_hash     boolean not null default false,
    again           boolean not null default false,   -- asked for once more while it was running
    status          text not null check (status in ('pending', 'running', 'complete', 'error')),
    attempt         int not null default 0,           -- which start of it may publish
    rows_done       bigint,
    sha256          bytea,                            -- of the file; a later load of the same bytes has nothing to do
    error           jsonb,                            -- {"rule", "row", "column", "value"}
    log             jsonb not null default '[]',      -- [{"at", "rule", "value"}]
    created_at      timestamptz not null,
    updated_at      timestamptz not null,             -- also the heartbeat of a running one
    finished_at     timestamptz,
    hangfire_job_id text
);
create unique index load_open on etl.load (resource_id) where finished_at is null;
create index load_resource on etl.load (resource_id, id desc);
create index load_again on etl.load (id) where again;
