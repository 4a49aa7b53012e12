-- Neighbours of a version and as_of are found by an index: a dataset that clients write every minute has half a million versions, and most of them may have expired.
create index dataset_version_number on ver.dataset_version (package_id, v) where state = 'published';
create index dataset_version_time on ver.dataset_version (package_id, (coalesce(period::timestamp at time zone 'UTC', published_at)), v) where state = 'published';
