-- psql -v n=100000 -f datasets.sql: invented datasets with the frequencies of real portals: words, tags and organizations by Zipf's law, a few large formats and
-- licences, a fiftieth private. Written past the triggers, so ./opendata rebuild-search has to follow.
\set ON_ERROR_STOP on
set session_replication_role = replica;
select setseed(0.42);

-- 20,000 words of two to four syllables, the most frequent ones real, in both languages.
create temp table word as
select i, case when i <= 40 then (array['data','city','water','budget','traffic','school','air','quality','municipality','population','health','energy','public','land','transport',
    'δήμος','προϋπολογισμός','σχολεία','νερό','κυκλοφορία','πόλη','στοιχεία','υγεία','ενέργεια','πληθυσμός','έργα','δαπάνες','έσοδα','ποιότητα','αέρας',
    'waste','parking','trees','tourism','housing','election','survey','river','noise','accident'])[i]
  else (select string_agg(substr('bcdfghklmnprstvz', 1 + (i * (2 * k + 3) + i / (k * k + 5)) % 16, 1) || substr('aeiou', 1 + (i / (3 * k + 1)) % 5, 1), '' order by k)
          from generate_series(1, 2 + i % 3) k) || substr('nrstlkdm', 1 + i % 8, 1) end as w
  from generate_series(1, 20000) i;
create unique index on word (i);
create function pg_temp.pick(most int, seed bigint) returns int language sql volatile as $$ select 1 + floor(most ^ random())::int % most $$;   -- Zipf

insert into catalog."group" (id, name, title, type, is_organization, created)
select gen_random_uuid(), 'organization-' || i, 'Organization ' || i, 'organization', true, now() from generate_series(1, 400) i
union all select gen_random_uuid(), 'group-' || i, 'Group ' || i, 'group', false, now() from generate_series(1, 30) i;
insert into catalog.tag (id, name) select gen_random_uuid(), w from (select distinct w from word where i <= 1500) x;
insert into catalog.tag (id, name) select gen_random_uuid(), a.w || ' ' || b.w from word a join word b on b.i = a.i + 7 where a.i <= 3500;

create temp table organization as select id, row_number() over (order by name) as i from catalog."group" where is_organization;
create temp table grp as select id, row_number() over (order by name) as i from catalog."group" where not is_organization;
create temp table tag as select id, row_number() over (order by md5(name)) as i from catalog.tag;
create temp table format (i int, f text);
insert into format select row_number() over (), f from unnest(array['CSV','XLSX','JSON','PDF','HTML','XML','GeoJSON','SHP','WMS','ZIP','XLS','KML','RDF','TXT','API','ODS','DOC','TSV','PNG','GPX']) f;

create temp table draft as
select n, gen_random_uuid() as id, pg_temp.pick(400, n) as o, pg_temp.pick(20, n) as license,
       array(select 5 + floor(20000 ^ random())::int from generate_series(1, 3 + n % 6)) as title,
       array(select floor(20000 ^ random())::int from generate_series(1, 20 + n % 60)) as notes
  from generate_series(1, :n) n;

insert into catalog.package (id, name, title, notes, license_id, private, owner_org, extras, author, metadata_created, metadata_modified)
select d.id, 'dataset-' || d.n,
       (select string_agg(w, ' ' order by at) from unnest(d.title) with ordinality t (i, at) join word using (i)),
       (select string_agg(w, ' ' order by at) from unnest(d.notes) with ordinality t (i, at) join word using (i)),
       (array['cc-by','cc-by','cc-zero','odc-odbl','cc-by-sa','notspecified','other-open','odc-by','odc-pddl','uk-ogl','cc-nc','other-at','other-pd','gfdl','other-closed','other-nc','cc-by','cc-by','cc-zero','cc-zero'])[d.license],
       d.n % 50 = 0, o.id, jsonb_build_object('frequency', 'every ' || d.n % 12, 'theme', 'theme ' || d.n % 90), 'Author ' || d.n % 300,
       now() - d.n * interval '7 minutes' - interval '1 day', now() - d.n * interval '3 minutes'
  from draft d join organization o on o.i = d.o;

insert into catalog.package_tag (package_id, tag_id)
select distinct d.id, tag.id from draft d cross join lateral (select 1 + floor(4900 ^ random())::int % 4900 as i from generate_series(1, 1 + d.n % 7)) x join tag on tag.i = x.i;
insert into catalog.package_group (package_id, group_id)
select distinct d.id, grp.id from draft d cross join lateral (select pg_temp.pick(30, d.n) as i from generate_series(1, d.n % 3)) x join grp on grp.i = x.i;
insert into catalog.resource (id, package_id, name, description, format, url, position, created, metadata_modified)
select gen_random_uuid(), d.id, 'Resource ' || k, f.f || ' of ' || (select w from word where word.i = d.title[1]), f.f, 'https://example.org/' || d.n || '/' || k, k - 1, now(), now()
  from draft d cross join lateral (select k, pg_temp.pick(20, d.n) as i from generate_series(1, 1 + d.n % 4) k) x join format f on f.i = x.i;
