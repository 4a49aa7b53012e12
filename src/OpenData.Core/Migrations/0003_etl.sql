-- What the jobs did (design B.6). Hangfire's own schema is a convenience; this is the truth about what ran.
create schema etl;

create table etl.source (
    id              bigint generated always as identity primary key,
    package_id      uuid not null references catalog.package,
    name            text not null,
    kind            text not null check (kind in ('folder', 'http')),
    config          jsonb not null,               -- this source's entry of the mapping
    mapping         json not null,                -- the whole datapackage.json as registered; json keeps the order of its columns
    mapping_hash    bytea not null,
    cron            text not null,
    timezone        text not null default 'Europe/Athens',
    enabled         boolean not null default true,
    state           jsonb not null default '{}',  -- the fetcher's own memory: validators by address
    last_checked_at timestamptz,
    last_ok_run     bigint,
    unique (package_id, name)
);

create table etl.run (
    id               bigint generated always as identity primary key,
    source_id        bigint not null references etl.source,
    package_id       uuid not null references catalog.package,
    trigger          text not null check (trigger in ('schedule', 'manual', 'follow-up', 'demo')),
    requested_by     uuid,
    correction       boolean not null default false,
    period           date,
    files            jsonb not null default '[]', -- [{"resource", "name", "sha256", "file_id", "bytes"}] once fetched
    idempotency_key  bytea,                       -- SHA-256 of package, files, period and mapping
    kind             text check (kind in ('data', 'correction', 'mapping')),
    replaces_v       int not null default 0,      -- the version of the same period that this one follows: a correction of a correction has a key of its own
    compared_v       int,                         -- the version that the shown changes are against
    moves_current    boolean,
    status           text not null check (status in ('queued', 'running', 'unchanged', 'awaiting_input', 'rejected',
                                                     'publishing', 'published', 'failed', 'cancelled')),
    step             text,
    base_v           int,
    published_v      int,
    counts           jsonb not null default '{}',
    issues_error     int not null default 0,
    issues_warning   int not null default 0,
    reason           text,                        -- why it failed, short, without secrets
    cancel_requested boolean not null default false,
    created_at       timestamptz not null,
    started_at       timestamptz,
    heartbeat_at     timestamptz,
    finished_at      timestamptz,
    hangfire_job_id  text
);
-- The same bytes for the same period through the same mapping are published once (design B.6).
create unique index run_published_once on etl.run (package_id, idempotency_key, replaces_v) where status = 'published';
create index run_source on etl.run (source_id, id desc);
create index run_package on etl.run (package_id, id desc);
-- Open until everything is over: a published run whose exports are not written yet is open.
create index run_open on etl.run (package_id, id) where finished_at is null;

create table etl.run_step (
    run_id      bigint not null references etl.run,
    step        text not null,
    position    int not null,
    attempt     int not null default 1,
    status      text not null check (status in ('running', 'done', 'failed', 'skipped')),
    rows_done   bigint,
    input_hash  bytea,
    output_hash bytea,
    started_at  timestamptz not null,
    finished_at timestamptz,
    log         jsonb not null default '{}',
    primary key (run_id, step)
);

-- A finding: what a check found in a file, with its place. Its sentence comes from Texts/findings.*.json by rule and args.
create table etl.issue (
    run_id    bigint not null references etl.run,
    n         int not null,
    step      text not null,
    rule      text not null,
    severity  text not null check (severity in ('error', 'warning', 'info')),
    resource  text,
    file      text,
    line      int,
    col       int,
    header    text,
    value     text,
    expected  text,
    args      jsonb not null default '{}',
    primary key (run_id, n)
);
