-- The dataset that an activity is about, its object or the owner of its object: lists ask for those of many datasets, and who may read it now decides.
-- No reference: a purge keeps the history, which then only sysadmins see.
alter table catalog.activity add column package_id uuid;
update catalog.activity set package_id = object_id where activity_type in ('new package', 'changed package', 'deleted package', 'follow dataset');
update catalog.activity set package_id = (data->'resource_view'->>'package_id')::uuid where activity_type like '% resource view';
create index activity_package on catalog.activity (package_id, timestamp desc);
