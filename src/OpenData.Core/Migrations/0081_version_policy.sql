-- Writes of a day gathered into one version, and versions that are given up by schedule (decision 0022).
alter table ver.dataset_version
    add column gathered_at timestamptz,   -- since then a later version of the same day stands in its place in every list
    drop constraint dataset_version_state_check,
    add constraint dataset_version_state_check check (state in ('draft', 'published', 'withdrawn', 'expired', 'gathered'));
create index dataset_version_listed on ver.dataset_version (package_id, v) where gathered_at is null;
create index dataset_version_gathered on ver.dataset_version (gathered_at) where gathered_at is not null;

-- What a dataset wants of its versions; without a row, what the site has set.
create table ver.version_policy (
    package_id     uuid primary key references catalog.package on delete cascade,
    gathers_since  timestamptz,           -- null = each write is a version; else the writes of a day, from then on, are one
    timezone       text not null,         -- in which a day begins and ends
    keep_last      int,
    keep_days      int,
    keep_yearly    boolean not null default false,
    keep_all       boolean not null default false,
    changed_at     timestamptz not null,
    changed_by     uuid
);
alter table ver.version_event
    drop constraint version_event_kind_check,
    add constraint version_event_kind_check check (kind in ('tag', 'untag', 'withdraw', 'revert', 'expire', 'redact', 'policy'));
