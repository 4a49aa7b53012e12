-- Tables that clients write (contract 5.3 to 5.5). A version names the row table that it reads, because a table that was deleted and made again is another one.
-- What catalog.resource.table_no means becomes narrower: the table that a source feeds.
alter table ver.resource_version add column table_no int;   -- null = from this version on the resource has no table
update ver.resource_version rv set table_no = r.table_no from catalog.resource r where r.id = rv.resource_id;
create index resource_version_table on ver.resource_version (table_no);

-- A write by API is cheap in proportion to the rows it touches: the hash of its canonical CSV is made when somebody first asks for it.
alter table ver.resource_version alter column sha256 drop not null, alter column bytes drop not null, alter column mapping_hash drop not null;
alter table ver.dataset_version alter column content_hash drop not null;

-- Other names of a table (contract 5.3); the last position is the newest.
create table catalog.datastore_alias (
    name        text primary key,
    resource_id uuid not null references catalog.resource on delete cascade,
    position    int not null
);
create index datastore_alias_resource on catalog.datastore_alias (resource_id);
