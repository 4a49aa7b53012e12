-- What datastore_search_sql may see (contract 5.8, decision 0015): a view for each table, under the resource's id and its aliases, with the rows and columns of the
-- current version. Triggers keep views and the grants on them right in the transaction that changes a pointer, a state or a right. The roles are made by the program
-- (CallerSql/SqlRoles.cs), because their names hold the database's: roles belong to the whole server. Until they are there nothing is made.
create schema datastore;             -- the views, and nothing else
create schema datastore_functions;   -- what callers get in place of functions of PostgreSQL's that can fill the memory in one call

-- Which views there are, and of what text: a view is made anew when its text differs.
create table catalog.sql_view (
    name        text primary key,
    resource_id uuid not null,
    definition  text not null
);
create index sql_view_resource on catalog.sql_view (resource_id);

create function catalog.sql_role(kind text) returns text language sql stable as $$
    select 'opendata_' || left(encode(sha256(convert_to(current_database(), 'UTF8')), 'hex'), 12) || '_' || kind
$$;

-- The select behind a view: rows of the current version by one pointer that moves without DDL, or of one version for good. Null where there is no table.
create function catalog.sql_definition(r catalog.resource, at_version int, pinned boolean) returns text language plpgsql stable as $$
declare
    found record;
    lower text := format('(select p.current_version from catalog.package p where p.id = %L)', r.package_id);
    columns text;
    words text;
begin
    select rv.fields, rv.table_no into found
      from ver.resource_version rv
     where rv.resource_id = r.id and rv.v <= at_version order by rv.v desc limit 1;
    if found.table_no is null or to_regclass(format('rows.r_%s', found.table_no)) is null then
        return null;
    end if;
    if pinned then
        lower := at_version::text;
    end if;

    -- The words are those of the row's values as JSON writes them, up to what a tsvector can hold (contract 5.2).
    select string_agg(format(', t.%I as %I', f.physical, f.id), '' order by f.n),
           string_agg(case when f.type in ('json', 'jsonb') then format('''json '' || t.%I::text || '' extra''', f.physical)
                           when f.type in ('timestamp', 'timestamptz') then format('to_json(t.%I) #>> ''{}''', f.physical)
                           else format('t.%I::text', f.physical) end, ', ' order by f.n)
      into columns, words
      from (select n, e ->> 'id' as id, coalesce(e ->> 'column', e ->> 'id') as physical, e ->> 'type' as type
              from jsonb_array_elements(found.fields) with ordinality as x (e, n)) f;
    return format(
        'select t._id, to_tsvector(''pg_catalog.english''::regconfig, left(array_to_string(array[%s]::text[], '' ''), 250000)) as _full_text%s from rows.r_%s t where t._vf <= %s and %s < t._vt',
        words, columns, found.table_no, lower, lower);
end $$;

-- Makes one view of a definition. Its owner may read the rows and the pointer, and nothing else; a barrier, because a caller's expression must not see rows that the bounds hide.
create function catalog.sql_view_make(in_schema text, name text, definition text) returns void language plpgsql as $$
begin
    execute format('grant select on rows.%I to %I', substring(definition from 'from rows\.(r_\d+) t where [^"]+$'), catalog.sql_role('views'));
    execute format('create view %I.%I with (security_barrier) as %s', in_schema, name, definition);
    execute format('alter view %I.%I owner to %I', in_schema, name, catalog.sql_role('views'));
end $$;

-- Held by whoever changes a table's views or the grants on them, to the end of the transaction.
create function catalog.sql_view_lock(wanted uuid) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('datastore ' || wanted::text, 0))
$$;

-- Brings the views of a resource, and what everybody may read of them, to what the catalog says now.
create function catalog.sql_view_refresh(wanted uuid) returns void language plpgsql as $$
declare
    r catalog.resource;
    p catalog.package;
    text_now text;
    names text[] := '{}';
    everybody text := catalog.sql_role('public');
    view record;
    is_public boolean;
begin
    if to_regrole(everybody) is null then
        return;
    end if;
    perform catalog.sql_view_lock(wanted);
    select * into r from catalog.resource where id = wanted;
    select * into p from catalog.package where id = r.package_id;
    if r.state = 'active' and p.current_version > 0 then
        text_now := catalog.sql_definition(r, p.current_version, false);
    end if;
    if text_now is not null then
        -- PostgreSQL would cut a longer name, and then it would be another one's.
        select wanted::text || coalesce(array_agg(a.name), '{}') into names from catalog.datastore_alias a where a.resource_id = wanted and octet_length(a.name) <= 63;
    end if;

    -- What is gone or of another form; a view that another role owns comes from a copy of the database.
    for view in
        select v.name from catalog.sql_view v
         where v.resource_id = wanted
           and (v.name <> all (names) or v.definition <> text_now
                or not exists (select 1 from pg_class c where c.relname = v.name and c.relnamespace = 'datastore'::regnamespace and c.relowner = catalog.sql_role('views')::regrole))
    loop
        execute format('drop view if exists datastore.%I', view.name);
        delete from catalog.sql_view v where v.name = view.name;
    end loop;
    for view in select n as name from unnest(names) n where n not in (select v.name from catalog.sql_view v) loop
        perform catalog.sql_view_make('datastore', view.name, text_now);
        insert into catalog.sql_view values (view.name, wanted, text_now);
    end loop;

    is_public := p.state = 'active' and not p.private;
    for view in select v.name from catalog.sql_view v where v.resource_id = wanted and has_table_privilege(everybody, format('datastore.%I', v.name), 'select') <> is_public loop
        execute format(case when is_public then 'grant select on datastore.%I to %I' else 'revoke select on datastore.%I from %I' end, view.name, everybody);
    end loop;
end $$;

create function catalog.sql_view_of_package() returns trigger language plpgsql as $$
begin
    -- A write to one table of many leaves the others alone.
    perform catalog.sql_view_refresh(x.id)
       from (select r.id from catalog.resource r
              where r.package_id = new.id
                and (old.private <> new.private or old.state <> new.state or 0 in (old.current_version, new.current_version)
                     or exists (select 1 from ver.resource_version rv
                                 where rv.resource_id = r.id and rv.v > least(old.current_version, new.current_version) and rv.v <= greatest(old.current_version, new.current_version)))
              order by r.id) x;
    return null;
end $$;
create trigger sql_view after update of current_version, private, state on catalog.package for each row
    when (old.current_version <> new.current_version or old.private <> new.private or old.state <> new.state)
    execute function catalog.sql_view_of_package();

create function catalog.sql_view_of_alias() returns trigger language plpgsql as $$
begin
    perform catalog.sql_view_refresh(coalesce(new.resource_id, old.resource_id));
    return null;
end $$;
create trigger sql_view after insert or delete on catalog.datastore_alias for each row execute function catalog.sql_view_of_alias();

create function catalog.sql_view_of_resource() returns trigger language plpgsql as $$
begin
    perform catalog.sql_view_refresh(coalesce(new.id, old.id));
    return null;
end $$;
create trigger sql_view after update of state, table_no, package_id on catalog.resource for each row
    when (old.state <> new.state or old.table_no is distinct from new.table_no or old.package_id <> new.package_id)
    execute function catalog.sql_view_of_resource();
create trigger sql_view_gone after delete on catalog.resource for each row execute function catalog.sql_view_of_resource();

-- A version that is current can still be written to: a table that is deleted by API, a redaction.
create function catalog.sql_view_of_version() returns trigger language plpgsql as $$
begin
    if exists (select 1 from catalog.resource r join catalog.package p on p.id = r.package_id
                where r.id = coalesce(new.resource_id, old.resource_id) and coalesce(new.v, old.v) <= p.current_version) then
        perform catalog.sql_view_refresh(coalesce(new.resource_id, old.resource_id));
    end if;
    return null;
end $$;
create trigger sql_view after insert or update or delete on ver.resource_version for each row execute function catalog.sql_view_of_version();

-- Lends a role exactly these views, and takes back what it had: at the start of a query and at its end. With versions, pinned views are made for it in its own schema.
create function catalog.sql_lend(slot int, names text[], versions int[] default null) returns void language plpgsql as $$
declare
    borrower text := catalog.sql_role('lent_' || slot);
    own_schema text := 'datastore_lent_' || slot;
    item record;
begin
    -- One after the other at each view, and always in the same order: PostgreSQL refuses two changes of one object's grants at a time.
    perform catalog.sql_view_lock(x.resource_id)
       from (select distinct v.resource_id from catalog.sql_view v
              where v.name = any (names) or v.name in (select c.relname from pg_shdepend d join pg_class c on c.oid = d.objid where d.refobjid = borrower::regrole and d.classid = 'pg_class'::regclass)
              order by 1) x;
    for item in
        select d.objid::regclass as view from pg_shdepend d join pg_class c on c.oid = d.objid
         where d.dbid = (select oid from pg_database where datname = current_database()) and d.refclassid = 'pg_authid'::regclass
           and d.refobjid = borrower::regrole and d.classid = 'pg_class'::regclass and d.deptype = 'a'
    loop
        execute format('revoke all on %s from %I', item.view, borrower);
    end loop;
    for item in select c.relname from pg_class c where c.relnamespace = to_regnamespace(own_schema) and c.relkind = 'v' loop
        execute format('drop view %I.%I', own_schema, item.relname);
    end loop;

    for item in
        select n.name, n.version, v.resource_id from unnest(names, versions) as n (name, version) join catalog.sql_view v on v.name = n.name order by v.resource_id, n.name
    loop
        if item.version is not null then
            perform catalog.sql_view_make(own_schema, item.name, catalog.sql_definition(r, item.version, true)) from catalog.resource r where r.id = item.resource_id;
        end if;
        execute format('grant select on %I.%I to %I', case when item.version is null then 'datastore' else own_schema end, item.name, borrower);
    end loop;
end $$;

-- One call of these can ask for a gigabyte. They run as their owner, because callers may be denied the originals.
create function datastore_functions.repeat(text, int) returns text language plpgsql immutable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    if octet_length($1)::bigint * $2 > 1000000 then
        raise exception using errcode = 'program_limit_exceeded', message = 'requested length too large';
    end if;
    return pg_catalog.repeat($1, $2);
end $$;
create function datastore_functions.lpad(text, int, text default ' ') returns text language plpgsql immutable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    if $2 > 250000 then
        raise exception using errcode = 'program_limit_exceeded', message = 'requested length too large';
    end if;
    return pg_catalog.lpad($1, $2, $3);
end $$;
create function datastore_functions.rpad(text, int, text default ' ') returns text language plpgsql immutable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    if $2 > 250000 then
        raise exception using errcode = 'program_limit_exceeded', message = 'requested length too large';
    end if;
    return pg_catalog.rpad($1, $2, $3);
end $$;
create function datastore_functions.array_fill(anyelement, int[]) returns anyarray language plpgsql immutable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (select exp(sum(ln(greatest(n, 1)))) from unnest($2) n) > 100001 then
        raise exception using errcode = 'program_limit_exceeded', message = 'array size exceeds the maximum allowed';
    end if;
    return pg_catalog.array_fill($1, $2);
end $$;
-- libxml looks for no cancellation while it evaluates: only what is soon done is let in.
create function datastore_functions.xpath_guard(text, xml) returns void language plpgsql immutable strict as $$
begin
    if length($1) > 500 or regexp_count($1, '//|::|[[*]') > 4 or octet_length($2::text) > 50000 then
        raise exception using errcode = 'program_limit_exceeded', message = 'XPath expression or document too large';
    end if;
end $$;
create function datastore_functions.xpath(text, xml, text[] default '{}') returns xml[] language plpgsql immutable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform datastore_functions.xpath_guard($1, $2);
    return pg_catalog.xpath($1, $2, $3);
end $$;
create function datastore_functions.xpath_exists(text, xml, text[] default '{}') returns boolean language plpgsql immutable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform datastore_functions.xpath_guard($1, $2);
    return pg_catalog.xpath_exists($1, $2, $3);
end $$;
revoke execute on all functions in schema datastore_functions from public;
