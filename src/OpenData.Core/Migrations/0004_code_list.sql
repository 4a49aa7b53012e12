-- Labels of codes, for charts and pages (design C.2). Kept by dataset version like the rows they describe: a picture pinned to a version shows the same
-- words for ever. A dataset's registration writes them (Cubes/CodeListStore.cs).
create table catalog.code_list (
    package_id uuid not null references catalog.package,
    list       text not null,
    code       text not null,                       -- text: leading zeros count
    parent     text,
    label      jsonb not null,                      -- {"el": ..., "en": ...}
    variants   text[] not null default '{}',        -- other spellings in the data
    position   int not null,
    v_from     int not null,                        -- true for versions v_from <= v < v_to
    v_to       int not null default 2147483647,
    primary key (package_id, list, code, v_from)
);

create table catalog.code_list_use (
    package_id uuid not null references catalog.package,
    resource   text not null,
    field      text not null,
    list       text not null,
    primary key (package_id, resource, field)
);
