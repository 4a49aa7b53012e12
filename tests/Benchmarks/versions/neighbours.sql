-- What dataset_version_diff and datastore_changes ask between a version and the one before it (DifferenceSql): a page of 100.
\set a random(1, 364)
select _id, _before, _after from (
    select coalesce(n._id, o._id) as _id, o._id is not null as _was, o._texts as _before, n._texts as _after
      from (select _id, _h, array[code::text, service::text, phase::text, direction::text, fiscal_year::text, level1::text, level2::text, amount::text, label::text, day::text]::text[] as _texts
              from bench_versions.r where _vf > :a and _vf <= :a + 1 and _vt > :a + 1 and _id > 0) n
      full join (select _id, _h, array[code::text, service::text, phase::text, direction::text, fiscal_year::text, level1::text, level2::text, amount::text, label::text, day::text]::text[] as _texts
              from bench_versions.r where _vf <= :a and _vt > :a and _vt <= :a + 1 and _id > 0) o on o._id = n._id
     where o._id is null or n._id is null or (n._h <> o._h and n._texts is distinct from o._texts)) x
 order by _id, _was desc limit 100;
