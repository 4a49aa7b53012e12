-- What dataset_version_diff and datastore_changes ask between a version and the one before it (DifferenceSql): a page of 100.
\set a random(1, 364)
select _id, _before, _after from (
    select coalesce(n._id, o._id) as _id, o._id is not null as _was,
           case when o._id is not null then array[o.code::text, o.service::text, o.phase::text, o.direction::text, o.fiscal_year::text, o.level1::text, o.level2::text, o.amount::text, o.label::text, o.day::text]::text[] end as _before,
           case when n._id is not null then array[n.code::text, n.service::text, n.phase::text, n.direction::text, n.fiscal_year::text, n.level1::text, n.level2::text, n.amount::text, n.label::text, n.day::text]::text[] end as _after
      from (select * from bench_versions.r where _vf > :a and _vf <= :a + 1 and _vt > :a + 1 and _id > 0) n
      full join (select * from bench_versions.r where _vf <= :a and _vt > :a and _vt <= :a + 1 and _id > 0) o on o._id = n._id
     where o._id is null or n._id is null or (n._h <> o._h and row(n.code, n.service, n.phase, n.direction, n.fiscal_year, n.level1, n.level2, n.amount::text, n.label, n.day)
           is distinct from row(o.code, o.service, o.phase, o.direction, o.fiscal_year, o.level1, o.level2, o.amount::text, o.label, o.day))) x
 order by _id, _was desc limit 100;
