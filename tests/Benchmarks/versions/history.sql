-- A table of 1,000,000 rows and 365 versions, each of which changes 0.1 % of them, in the form of RowTable.CreateAsync (design A.7).
\set ON_ERROR_STOP on
drop schema if exists bench_versions cascade;
create schema bench_versions;
create table bench_versions.r (
    _id bigint not null, _k uuid not null, _h uuid not null, _vf int not null, _vt int not null default 2147483647, _f int, _s smallint, _r int, _c smallint,
    code text, service text, phase text, direction text, fiscal_year int, level1 text, level2 text, amount numeric(18,2), label text, day date);
insert into bench_versions.r
select i, lpad(to_hex(i), 32, '0')::uuid, md5(i::text)::uuid, 1, 2147483647, 1, 0, i, 4,
       lpad((i % 10000)::text, 4, '0') || '.' || lpad((i % 100)::text, 2, '0'), 'service ' || i % 40, (array['initial', 'revised', 'committed', 'paid'])[1 + i % 4], 'expenditure', 2016,
       (i % 9)::text, (i % 90)::text, (i % 1000000) / 100.0, 'Αμοιβές ' || i % 500, date '2016-01-01' + i % 365
  from generate_series(1, 1000000) i;
create unique index r_id on bench_versions.r (_id, _vf);
create index r_vf on bench_versions.r (_vf);
create index r_vt on bench_versions.r (_vt) where _vt < 2147483647;
do $$
declare next bigint := 1000001;
begin
    for v in 2..365 loop
        -- 700 changed, 150 gone, 150 new
        create temporary table touched on commit drop as
            select _id, _vf from bench_versions.r where _id in (select 1 + floor(random() * 1000000)::bigint from generate_series(1, 850)) and _vt = 2147483647;
        update bench_versions.r t set _vt = v from touched x where t._id = x._id and t._vf = x._vf;
        insert into bench_versions.r
        select t._id, t._k, md5(t._id || '-' || v)::uuid, v, 2147483647, t._f, t._s, t._r, t._c, code, service, phase, direction, fiscal_year, level1, level2, amount + 0.01, label, day
          from (select t.* from bench_versions.r t join touched x on x._id = t._id and x._vf = t._vf limit 700) t;
        insert into bench_versions.r
        select n, lpad(to_hex(n), 32, '0')::uuid, md5(n::text)::uuid, v, 2147483647, 1, 0, 1, 4, code, service, phase, direction, fiscal_year, level1, level2, amount, label, day
          from (select next + row_number() over () as n, b.* from bench_versions.r b where _id between 1000 and 1149 and _vf = 1) b;
        next := next + 151;
        drop table touched;
    end loop;
end $$;
vacuum (analyze) bench_versions.r;
select pg_size_pretty(pg_total_relation_size('bench_versions.r')) as "all versions", pg_size_pretty(pg_relation_size('bench_versions.r')) as rows, count(*) as "rows kept" from bench_versions.r;
