-- Callers' SQL over a view behind a barrier read the whole version for "order by _id limit 10" and made the words of every row for it, for PostgreSQL plans such a view by itself. Bounds
-- that are row security of the table hide the same rows from expressions of callers, but the view is planned as a part of the query: indexes give order, least and greatest
-- (decision 0015). Views of one version stay behind a barrier: bounds that differ from query to query are no property of a table. They belong to a role of their own, pins.

-- Bounds of a table for the owners of views: of the current version for the one, none for the other. It locks the table, so only where they differ from what is there.
create function catalog.sql_bound(row_table text, bounds text) returns void language plpgsql as $$
declare
    wanted text := format('%s of %s', bounds, catalog.sql_role('views'));
begin
    if exists (select 1 from pg_policy p where p.polrelid = format('rows.%I', row_table)::regclass and p.polname = 'sql_current' and obj_description(p.oid, 'pg_policy') = wanted) then
        return;
    end if;
    execute format('alter table rows.%I enable row level security', row_table);   -- its owner, the program, does not notice
    execute format('drop policy if exists sql_current on rows.%I', row_table);
    execute format('drop policy if exists sql_pinned on rows.%I', row_table);
    execute format('create policy sql_current on rows.%I for select to %I using (%s)', row_table, catalog.sql_role('views'), bounds);
    execute format('create policy sql_pinned on rows.%I for select to %I using (true)', row_table, catalog.sql_role('pins'));
    execute format('comment on policy sql_current on rows.%I is %L', row_table, wanted);
end $$;

-- Makes one view of a definition. Its owner may read the rows and the pointer, and nothing else.
create or replace function catalog.sql_view_make(in_schema text, name text, definition text) returns void language plpgsql as $$
declare
    found text[] := regexp_match(definition, '^(.*) from rows\.(r_\d+) t where ([^"]+)$');
    owner text := catalog.sql_role('views');
begin
    if to_regrole(catalog.sql_role('pins')) is null then   -- a program of before has made the roles
        execute format('create view %I.%I with (security_barrier) as %s', in_schema, name, definition);
    elsif in_schema = 'datastore' then
        perform catalog.sql_bound(found[2], replace(found[3], 't._v', '_v'));
        execute format('create view %I.%I as %s from rows.%I t', in_schema, name, found[1], found[2]);
    else
        owner := catalog.sql_role('pins');
        execute format('create view %I.%I with (security_barrier) as %s', in_schema, name, definition);
    end if;
    execute format('grant select on rows.%I to %I', found[2], owner);
    execute format('alter view %I.%I owner to %I', in_schema, name, owner);
end $$;

-- Whether that view has to be made anew: it is gone, it came with a copy of the database, or a program of before made it.
create function catalog.sql_view_is_old(name text) returns boolean language sql stable as $$
    select not exists (select 1 from pg_class c
                        where c.relname = name and c.relnamespace = 'datastore'::regnamespace and c.relowner = to_regrole(catalog.sql_role('views'))
                          and (c.reloptions is null or to_regrole(catalog.sql_role('pins')) is null))
$$;

create or replace function catalog.sql_view_refresh(wanted uuid) returns void language plpgsql as $$
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

    for view in
        select v.name from catalog.sql_view v
         where v.resource_id = wanted and (v.name <> all (names) or v.definition <> text_now or catalog.sql_view_is_old(v.name))
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
