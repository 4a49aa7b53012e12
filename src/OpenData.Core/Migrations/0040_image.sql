-- Uploaded pictures of organizations, groups and users: the name that image_url holds, and which bytes of the blob store it means.
-- The name is made here, of the time and the munged name (contract 1.4), and never used for a path.
create table catalog.image (
    folder      text not null check (folder in ('group', 'user')),
    name        text not null,
    sha256      bytea not null,
    bytes       bigint not null,
    media_type  text not null,
    uploaded_at timestamptz not null,
    uploaded_by uuid,
    primary key (folder, name)
);

-- What the file was called before the name was munged: Greek names lose every letter by it, and are what a reader wants to save under (RFC 6266, filename*).
alter table catalog.resource_file add column sent_name text;

-- A download of an old file asks whether the resource ever had it.
create index resource_file_hash on catalog.resource_file (resource_id, sha256);
