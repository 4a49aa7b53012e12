-- What an activity must remember to show the dataset of that time to those, and only those, who could read it then, with the bytes of that time.
alter table catalog.activity add column seq bigint generated always as identity;   -- order of activities of one microsecond
-- Who could read the object then: public, member-<organization>, creator-<user> (contract 2.8). Empty = sysadmins.
alter table catalog.activity add column permission_labels text[] not null default '{}';
-- The data version that was current afterwards; activity.version is the one that was published with it.
alter table catalog.activity add column current_version int;
-- SHA-256 (hex) of the uploaded file of each resource then, by resource id.
alter table catalog.activity add column files jsonb;
