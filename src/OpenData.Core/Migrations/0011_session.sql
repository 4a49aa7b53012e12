-- Who is logged in on the pages. As with tokens, only the SHA-256 of what the browser holds is kept (security rules 21, 22).
create table catalog.session (
    hash       bytea primary key,
    user_id    uuid not null references catalog."user" on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_by_user on catalog.session (user_id);

-- Keys that forms are protected with, shared by all web programs and kept over restarts.
create table catalog.protection_key (
    id  text primary key,
    xml text not null
);
