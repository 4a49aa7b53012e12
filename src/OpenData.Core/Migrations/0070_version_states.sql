-- What authorised people do with versions that are published (design A.4): tag, withdraw, revert, expire, redact.
alter table ver.dataset_version
    add column withdrawn_by    uuid,
    add column expired_at      timestamptz,
    add column rows_deleted_at timestamptz,   -- of an expired version: since then no row is left that only it had
    add column redacted_at     timestamptz,
    add column redacted_hash   bytea;         -- the content hash before the first redaction
alter table ver.resource_version
    add column redacted_at     timestamptz,
    add column redacted_sha256 bytea;         -- of the canonical CSV before the first redaction; null where it was never made

-- A tag names one version of a dataset.
create index dataset_version_tags on ver.dataset_version using gin (tags);
create index dataset_version_expired on ver.dataset_version (expired_at) where state = 'expired' and rows_deleted_at is null;

-- Who did what to which version, and why. Never what was redacted.
create table ver.version_event (
    id         bigint generated always as identity primary key,
    package_id uuid not null references catalog.package on delete cascade,
    v          int not null,
    kind       text not null check (kind in ('tag', 'untag', 'withdraw', 'revert', 'expire', 'redact')),
    at         timestamptz not null,
    user_id    uuid,
    detail     jsonb not null default '{}'
);
create index version_event_package on ver.version_event (package_id, id desc);

-- Files that held what was redacted, until they are removed: a crash after the commit leaves them to the worker.
create table ver.redacted_file (
    sha256      bytea primary key,
    redacted_at timestamptz not null,
    removed_at  timestamptz
);
create table ver.redacted_export (
    sha256      bytea primary key,
    redacted_at timestamptz not null
);
