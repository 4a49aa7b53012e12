-- Who may do what (contract 2.12): members of organizations and groups, collaborators on single datasets, and what a person's account holds.
alter table catalog."user" add column password_hash text;
alter table catalog."user" add column image_url text not null default '';
alter table catalog."user" add column activity_streams_email_notifications boolean not null default false;
alter table catalog."user" add column plugin_extras jsonb;
alter table catalog."user" add column last_active timestamptz;
-- Activities after this time are new on the dashboard (contract 3.4).
alter table catalog."user" add column activity_seen_at timestamptz;
-- Two live accounts never share an address, in whatever case it was typed.
create unique index user_email on catalog."user" (lower(email)) where state = 'active' and email <> '';

alter table catalog."group" add column extras jsonb not null default '{}';   -- key to text

-- CKAN takes any text as a capacity; admin, editor and member are the ones with rights.
create table catalog.member (
    id       uuid not null unique default gen_random_uuid(),
    group_id uuid not null references catalog."group" on delete cascade,
    user_id  uuid not null references catalog."user",
    capacity text not null,
    primary key (group_id, user_id)
);
create index member_user on catalog.member (user_id);

-- A group within a group: an organization's parents (contract 2.6 "groups").
create table catalog.group_parent (
    id        uuid not null unique default gen_random_uuid(),
    group_id  uuid not null references catalog."group" on delete cascade,
    parent_id uuid not null references catalog."group" on delete cascade,
    capacity  text not null default 'public',
    primary key (group_id, parent_id)
);
create index group_parent_parent on catalog.group_parent (parent_id);

alter table catalog.package_group add column id uuid not null unique default gen_random_uuid();
alter table catalog.package_group add column capacity text not null default 'public';
create index package_group_group on catalog.package_group (group_id);

create table catalog.package_collaborator (
    package_id uuid not null references catalog.package on delete cascade,
    user_id    uuid not null references catalog."user",
    capacity   text not null check (capacity in ('admin', 'editor', 'member')),
    modified   timestamptz not null,
    primary key (package_id, user_id)
);
create index package_collaborator_user on catalog.package_collaborator (user_id);

create index api_token_user on catalog.api_token (user_id);
