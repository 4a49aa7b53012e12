-- The catalog: who publishes what. Column names are CKAN's field names (contract 2), so that a row reads like the answer.
create schema catalog;

create table catalog."user" (
    id          uuid primary key,
    name        text not null unique,
    fullname    text,
    email       text,
    about       text,
    sysadmin    boolean not null default false,
    state       text not null default 'active' check (state in ('active', 'deleted')),
    created     timestamptz not null
);

-- Only the SHA-256 of a token is kept: who reads this table cannot act with it (security rule 21).
create table catalog.api_token (
    id          uuid primary key,
    user_id     uuid not null references catalog."user",
    name        text not null,
    hash        bytea not null unique,
    created_at  timestamptz not null,
    expires_at  timestamptz,
    last_access timestamptz,
    revoked_at  timestamptz
);

-- Organizations and groups share one table and one name space (contract 2.1).
create table catalog."group" (
    id               uuid primary key,
    name             text not null unique,
    title            text not null default '',
    title_translated jsonb not null default '{}',
    description      text not null default '',
    image_url        text not null default '',
    type             text not null,
    is_organization  boolean not null,
    approval_status  text not null default 'approved',
    state            text not null default 'active' check (state in ('active', 'deleted')),
    created          timestamptz not null
);

create table catalog.package (
    id                uuid primary key,
    name              text not null unique,
    title             text not null,
    title_translated  jsonb not null default '{}',
    notes             text,
    notes_translated  jsonb not null default '{}',
    author            text,
    author_email      text,
    maintainer        text,
    maintainer_email  text,
    url               text,
    version           text,
    license_id        text,
    private           boolean not null default false,
    state             text not null default 'active' check (state in ('active', 'draft', 'deleted')),
    type              text not null default 'dataset',
    owner_org         uuid references catalog."group",
    creator_user_id   uuid,
    extras            jsonb not null default '{}',
    -- The one mutable pointer of a dataset's data (design A.2): 0 = nothing published yet.
    current_version   int not null default 0,
    next_version      int not null default 1,
    metadata_created  timestamptz not null,
    metadata_modified timestamptz not null,
    -- Folded text for search, written with the package in the same transaction (see Search/Folding.cs).
    search            tsvector not null default ''
);
create index package_search on catalog.package using gin (search);
create index package_owner on catalog.package (owner_org);
create index package_modified on catalog.package (metadata_modified desc, id);

create sequence catalog.table_no;

create table catalog.resource (
    id                     uuid primary key,
    package_id             uuid not null references catalog.package,
    name                   text,
    title_translated       jsonb not null default '{}',
    description            text,
    description_translated jsonb not null default '{}',
    format                 text not null default '',
    url                    text not null default '',
    url_type               text,
    mimetype               text,
    size                   bigint,
    hash                   text not null default '',
    resource_type          text,
    extras                 jsonb not null default '{}',
    position               int not null,
    state                  text not null default 'active' check (state in ('active', 'deleted')),
    -- Number of the row table rows.r_<table_no>; null = no datastore table.
    table_no               int unique,
    created                timestamptz not null,
    last_modified          timestamptz,
    metadata_modified      timestamptz not null
);
create index resource_package on catalog.resource (package_id, position);

create table catalog.tag (
    id   uuid primary key,
    name text not null unique
);

create table catalog.package_tag (
    package_id uuid not null references catalog.package,
    tag_id     uuid not null references catalog.tag,
    primary key (package_id, tag_id)
);
create index package_tag_tag on catalog.package_tag (tag_id);

create table catalog.package_group (
    package_id uuid not null references catalog.package,
    group_id   uuid not null references catalog."group",
    primary key (package_id, group_id)
);
