-- The rest of CKAN's catalog (contract 2.8): vocabularies, relationships, followers, activities, views, tasks, translations, options set at run time.
create table catalog.vocabulary (
    id   uuid primary key,
    name text not null unique
);
alter table catalog.tag add column vocabulary_id uuid references catalog.vocabulary;
alter table catalog.tag drop constraint tag_name_key;
alter table catalog.tag add constraint tag_name_key unique nulls not distinct (name, vocabulary_id);

alter table catalog.resource add column mimetype_inner text;
alter table catalog.resource add column cache_url text;
alter table catalog.resource add column cache_last_updated timestamptz;

-- Every file that was ever uploaded for a resource; the bytes are in the blob store under their hash, so a replaced file stays readable.
create table catalog.resource_file (
    resource_id uuid not null references catalog.resource on delete cascade,
    sha256      bytea not null,
    bytes       bigint not null,
    file_name   text not null,      -- as munged (contract 2.10): the last segment of the download address
    media_type  text,
    uploaded_at timestamptz not null,
    uploaded_by uuid,
    primary key (resource_id, uploaded_at)
);
-- The file that the resource has now; null for links and for resources that a source feeds.
alter table catalog.resource add column file_sha256 bytea;

create table catalog.package_relationship (
    id         uuid primary key,
    subject_id uuid not null references catalog.package on delete cascade,
    object_id  uuid not null references catalog.package on delete cascade,
    type       text not null,
    comment    text not null default '',
    unique (subject_id, object_id, type)
);
create index package_relationship_object on catalog.package_relationship (object_id);

create table catalog.follower (
    follower_id uuid not null references catalog."user",
    object_id   uuid not null,
    object_type text not null check (object_type in ('user', 'dataset', 'group')),   -- organizations are groups here, as in CKAN
    datetime    timestamptz not null,
    primary key (follower_id, object_id)
);
create index follower_object on catalog.follower (object_id);

create table catalog.activity (
    id            uuid primary key,
    timestamp     timestamptz not null,
    user_id       uuid not null,        -- who did it; no reference: a purge keeps the history
    object_id     uuid not null,
    activity_type text not null,
    data          jsonb,                -- the object as it was afterwards (contract 2.8)
    version       int                   -- the data version that was published with it, or null
);
create index activity_object on catalog.activity (object_id, timestamp desc);
create index activity_user on catalog.activity (user_id, timestamp desc);
create index activity_time on catalog.activity (timestamp desc);

-- What became of datasets that are gone: a harvester that has a copy must learn of it, whatever was done.
create table catalog.tombstone (
    package_id uuid not null,
    name       text not null,
    deleted_at timestamptz not null,
    reason     text not null check (reason in ('deleted', 'purged', 'private')),
    primary key (package_id, deleted_at)
);
create index tombstone_time on catalog.tombstone (deleted_at, package_id);

create table catalog.resource_view (
    id          uuid primary key,
    resource_id uuid not null references catalog.resource on delete cascade,
    title       text,
    description text,
    view_type   text not null,
    position    int not null,
    config      jsonb not null default '{}'
);
create index resource_view_resource on catalog.resource_view (resource_id, position);

create table catalog.task_status (
    id           uuid primary key,
    entity_id    text not null,
    entity_type  text not null,
    task_type    text not null,
    key          text not null,
    value        text,
    state        text,
    error        text,
    last_updated timestamptz,
    unique (entity_id, task_type, key)
);

create table catalog.term_translation (
    term             text not null,
    term_translation text not null,
    lang_code        text not null,
    primary key (term, lang_code)
);

-- Options that a sysadmin sets while the site runs (config_option_update); the rest come from the environment.
create table catalog.config_option (
    key   text primary key,
    value text not null
);
