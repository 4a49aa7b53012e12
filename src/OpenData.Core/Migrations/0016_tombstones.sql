-- Harvesting (design E): tombstones of datasets that strangers could read and no longer can, and times of change that are not older than the commit.
alter table catalog.tombstone drop constraint tombstone_reason_check;
alter table catalog.tombstone add constraint tombstone_reason_check check (reason in ('deleted', 'purged', 'private', 'draft'));

-- At the end of the transaction, so that a reader who asks for what came after a moment misses nothing that was on its way. A dataset that is back has no tombstone.
create function catalog.bury_package() returns trigger language plpgsql as $$
declare
    now_state text;
    now_private boolean;
begin
    select state, private into now_state, now_private from catalog.package where id = old.id;
    if now_state = 'active' and not now_private then
        delete from catalog.tombstone where package_id = old.id;
    elsif old.state = 'active' and not old.private then
        insert into catalog.tombstone (package_id, name, deleted_at, reason)
        values (old.id, old.name, clock_timestamp(),
                case when now_state is null then 'purged' when now_state = 'active' then 'private' else now_state end);
    end if;
    return null;
end $$;

create constraint trigger package_buried after update on catalog.package deferrable initially deferred
    for each row when (old.state <> new.state or old.private <> new.private) execute function catalog.bury_package();
create constraint trigger package_purged after delete on catalog.package deferrable initially deferred
    for each row execute function catalog.bury_package();

-- A harvester asks next time for what was modified since its last run began. A transaction that took long is stamped with its beginning: committed after the
-- run it would never be asked for. Old times that an import brings with it are left alone.
create function catalog.stamp_package() returns trigger language plpgsql as $$
begin
    if clock_timestamp() - new.metadata_modified between interval '1 second' and interval '10 minutes' then
        update catalog.package set metadata_modified = clock_timestamp() where id = new.id and metadata_modified = new.metadata_modified;
    end if;
    return null;
end $$;

-- Triggers of one event run in the order of their names: before package_indexed.
create constraint trigger package_a_stamped_new after insert on catalog.package deferrable initially deferred
    for each row execute function catalog.stamp_package();
create constraint trigger package_a_stamped after update of metadata_modified on catalog.package deferrable initially deferred
    for each row when (old.metadata_modified <> new.metadata_modified) execute function catalog.stamp_package();
