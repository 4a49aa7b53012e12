-- Versions of data (design A.2, A.3): one integer line per dataset, row version ranges, published by moving one pointer.
create schema ver;
create schema rows;   -- one table per resource: rows.r_<table_no>, made by the first publish
create schema stage;  -- one unlogged table per run and resource, dropped by the publish

create table ver.source_file (
    id            int generated always as identity primary key,
    sha256        bytea not null unique,
    bytes         bigint not null,
    media_type    text,
    original_name text not null,
    fetched_from  text,
    etag          text,
    last_modified timestamptz,
    first_seen    timestamptz not null
);

create table ver.dataset_version (
    package_id       uuid not null references catalog.package,
    v                int not null check (v > 0),
    label            text not null,                -- MAJOR.MINOR.PATCH, derived from the difference (design A.4)
    state            text not null check (state in ('draft', 'published', 'withdrawn', 'expired')),
    kind             text not null check (kind in ('data', 'correction', 'mapping', 'metadata', 'revert', 'redaction')),
    base_v           int not null,                 -- the version that the shown difference is against; 0 = none
    run_id           bigint,
    notes            jsonb not null default '{}',  -- {"el": ..., "en": ...}
    metadata         jsonb,                        -- the package dict as of this version
    content_hash     bytea not null,               -- SHA-256 of the list "<sha256>  <resource>.csv", by name
    period           date,                         -- the day that the source states; null = undated
    published_at     timestamptz not null,
    published_by     uuid,
    withdrawn_at     timestamptz,
    withdrawn_reason jsonb,
    pinned           boolean not null default false,
    tags             text[] not null default '{}',
    primary key (package_id, v)
);

-- A row exists only for versions in which the resource changed; the one that holds at v is the last with a lower or equal number.
create table ver.resource_version (
    resource_id  uuid not null references catalog.resource,
    v            int not null,
    fields       jsonb not null,                   -- list of Field, see Versions/Field.cs
    key          text[] not null,
    row_count    bigint not null,
    added        int not null,
    changed      int not null,
    removed      int not null,
    sha256       bytea not null,                   -- of the canonical CSV
    bytes        bigint not null,
    totals       jsonb not null default '{}',      -- control totals: {"phase": {"initial": "389500000.00", ...}}
    mapping_hash bytea not null,
    primary key (resource_id, v)
);

-- Which original files a version was made of.
create table ver.version_file (
    package_id  uuid not null,
    v           int not null,
    resource_id uuid not null references catalog.resource,
    file_id     int not null references ver.source_file,
    primary key (package_id, v, resource_id, file_id),
    foreign key (package_id, v) references ver.dataset_version
);
