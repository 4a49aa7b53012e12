-- What package_search reads (contract 4): one narrow row for each dataset that is not deleted, written in the transaction that changed the dataset, so that a
-- search needs no joins and counts facets from a packed list of numbers. It is derived: catalog.index_package makes any row anew.
create extension if not exists pg_trgm;

create table catalog.package_index (
    id                uuid primary key references catalog.package on delete cascade,
    -- The columns that PackageAccess.ReadableSql speaks of.
    state             text not null,
    private           boolean not null,
    owner_org         uuid,
    creator_user_id   uuid,
    metadata_created  timestamptz not null,
    metadata_modified timestamptz not null,
    -- Since when everybody can read it; null = not everybody can. What a walk by cursor began with (Harvesting/).
    listed_at         timestamptz,
    -- Numbers of catalog.facet_value, 4 bytes each: the values of tags, groups, organization, res_format, license_id, type and vocab_*.
    facets            bytea not null,
    name              text collate "C" not null,
    title             text collate "C" not null,
    type              text collate "C" not null,
    license_id        text collate "C",
    num_resources     int not null,
    num_tags          int not null,
    -- Titles, name and tags, folded: for parts of words, and for words that are nearly right.
    names             text not null,
    -- The stems of title, name, tags and groups, for the score.
    head              tsvector not null,
    -- field:value of every exact field, and field alone where it has a value.
    terms             text[] not null,
    -- All words (Search/SearchDocument.cs).
    search            tsvector not null
);
-- Counting reads many rows: what only an index or a page needs lies outside of them.
alter table catalog.package_index set (toast_tuple_target = 512);
alter table catalog.package_index
    alter column facets set storage main, alter column head set storage main, alter column name set storage main, alter column title set storage main,
    alter column type set storage main, alter column license_id set storage main,
    alter column names set storage external, alter column terms set storage external, alter column search set storage external;
-- Small pending lists: every search reads them.
create index package_index_search on catalog.package_index using gin (search) with (gin_pending_list_limit = 512);
create index package_index_terms on catalog.package_index using gin (terms) with (gin_pending_list_limit = 512);
create index package_index_names on catalog.package_index using gin (names gin_trgm_ops) with (gin_pending_list_limit = 512);
create index package_index_owner on catalog.package_index (owner_org);
create index package_index_name on catalog.package_index (name);
create index package_index_modified on catalog.package_index (metadata_modified desc, id) where state = 'active' and not private;
create index package_index_created on catalog.package_index (metadata_created, id) where state = 'active' and not private;
drop index catalog.package_search;

-- Values of facets by number. Never changed, so that programs may keep them; a value that two transactions made at once has two numbers.
create table catalog.facet_value (
    no    int generated always as identity primary key,
    field text not null,
    value text not null
);
create index facet_value_value on catalog.facet_value (hashtextextended(value, 0), field);

-- How often the index has changed: the sum. Several rows, so that writers do not wait for each other; what is kept between searches is kept with the sum.
create table catalog.index_change (
    shard int generated always as identity primary key,
    n     bigint not null
);
insert into catalog.index_change (n) select 0 from generate_series(1, 16);

-- Under which lexemes catalog.package.search was written (SearchDocument.Format); older ones are written anew after the migrations.
create table catalog.search_format (format int not null);
insert into catalog.search_format values (1);

-- Lower case without accents and final sigma: as Search/Folding.cs.
create function catalog.fold(text) returns text language sql immutable strict parallel safe as $$
    select translate(regexp_replace(lower(normalize($1, NFKD)), '[\u0300-\u036f]', '', 'g'), 'ς', 'σ')
$$;

-- A value as it stands in terms; long ones by their hash, for an index takes no more than 2 kB.
create function catalog.term(field text, value text) returns text language sql immutable parallel safe as $$
    select field || ':' || case when octet_length(value) > 500 then '#' || md5(value) else value end
$$;

-- A date of an extra as text that sorts by time, or null when it is none.
create function catalog.date_term(value text) returns text language plpgsql stable parallel safe as $$
begin
    if value !~ '^\d{4}-\d\d-\d\d' or length(value) > 40 then
        return null;
    end if;
    return to_char((value::timestamptz at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
exception when others then
    return null;
end $$;

-- The exact terms of a dataset and the fields that have a value.
create function catalog.package_terms(target uuid) returns text[] language sql stable as $$
    with pair as (
        select case when t.vocabulary_id is null then 'tags' else 'vocab_' || v.name end as field, t.name as value
          from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id left join catalog.vocabulary v on v.id = t.vocabulary_id
         where pt.package_id = target
        union all
        select 'groups', g.id::text
          from catalog.package_group pg join catalog."group" g on g.id = pg.group_id
         where pg.package_id = target and g.state = 'active' and not g.is_organization
        union all
        select x.field, x.value
          from catalog.resource r
         cross join lateral (values ('res_format', r.format), ('res_url', r.url), ('res_type', r.resource_type), ('res_name', r.name), ('res_description', r.description)) x (field, value)
         where r.package_id = target and r.state = 'active'
        union all
        select x.field, x.value
          from catalog.package p
         cross join lateral (values
               ('license_id', nullif(p.license_id, '')), ('url', nullif(p.url, '')), ('type', p.type), ('notes', nullif(p.notes, '')),
               ('author', nullif(p.author, '')), ('author_email', nullif(p.author_email, '')),
               ('maintainer', nullif(p.maintainer, '')), ('maintainer_email', nullif(p.maintainer_email, '')),
               ('version', coalesce(nullif(p.version, ''), (select d.label from ver.dataset_version d where d.package_id = p.id and d.v = p.current_version)))) x (field, value)
         where p.id = target
        union all
        -- An extra whose key is a field of CKAN's is found by its words only (contract 4.3).
        select k.key, case when k.key like '%\_date' then catalog.date_term(e.value) else e.value end
          from catalog.package p cross join lateral jsonb_each_text(p.extras) e
         cross join lateral (select regexp_replace(e.key, '[^A-Za-z0-9_-]', '', 'g') as key) k
         where p.id = target and k.key <> '' and k.key !~ '^(vocab_|extras_|res_)'
           and k.key not in ('id', 'name', 'title', 'notes', 'url', 'version', 'author', 'author_email', 'maintainer', 'maintainer_email', 'license_id', 'state', 'type',
                             'dataset_type', 'entity_type', 'organization', 'owner_org', 'creator_user_id', 'capacity', 'permission_labels', 'private', 'isopen', 'site_id',
                             'title_string', 'num_resources', 'num_tags', 'views_total', 'views_recent', 'metadata_created', 'metadata_modified', 'indexed_ts',
                             'tags', 'groups', 'text', 'title_ngram', 'name_ngram')
        union all
        select 'extras_' || regexp_replace(e.key, '[^A-Za-z0-9_-]', '', 'g'), e.value
          from catalog.package p cross join lateral jsonb_each_text(p.extras) e where p.id = target)
    select coalesce(array_agg(distinct t), '{}')
      from pair cross join lateral (values
           (field),
           (case when field not in ('notes', 'author', 'author_email', 'maintainer', 'maintainer_email', 'res_name', 'res_description') and field not like 'extras\_%'
                 then catalog.term(field, value) end)) x (t)
     where value is not null and t is not null
$$;

-- Writes the index row of one dataset anew, or takes it away.
create function catalog.index_package(target uuid) returns void language plpgsql as $$
declare
    fields text[];
    vals   text[];
    packed bytea;
    words  text[];
begin
    -- Two transactions that change parts of one dataset: the second one computes after the first has ended.
    perform 1 from catalog.package where id = target and state <> 'deleted' for no key update;
    if not found then
        delete from catalog.package_index where id = target;
        return;
    end if;

    words := catalog.package_terms(target);
    select array_agg(split_part(t, ':', 1)), array_agg(substr(t, strpos(t, ':') + 1)) into fields, vals
      from unnest(words) t where t ~ '^(tags|groups|res_format|license_id|type|vocab_[^:]*):';
    select fields || 'organization'::text, vals || owner_org::text into fields, vals from catalog.package where id = target;
    insert into catalog.facet_value (field, value)
    select f, v from unnest(fields, vals) u (f, v)
     where v is not null
       and not exists (select 1 from catalog.facet_value d where hashtextextended(d.value, 0) = hashtextextended(v, 0) and d.value = v and d.field = f);
    select coalesce(string_agg(int4send(no), ''), '') into packed
      from (select min(d.no) as no from unnest(fields, vals) u (f, v)
              join catalog.facet_value d on hashtextextended(d.value, 0) = hashtextextended(v, 0) and d.value = v and d.field = f
             group by f, v) x;   -- a dataset without organization has no value: null is equal to nothing

    insert into catalog.package_index as i
    select p.id, p.state, p.private, p.owner_org, p.creator_user_id, p.metadata_created, p.metadata_modified,
           case when p.state = 'active' and not p.private then clock_timestamp() end,
           packed, p.name, p.title, p.type, nullif(p.license_id, ''),
           (select count(*) from catalog.resource r where r.package_id = p.id and r.state = 'active'),
           (select count(*) from catalog.package_tag pt where pt.package_id = p.id),
           catalog.fold(concat_ws(' ', p.title, (select string_agg(value, ' ') from jsonb_each_text(p.title_translated) where value <> p.title), p.name,
               (select string_agg(substr(t, 6), ' ') from unnest(words) t where t like 'tags:%'))),
           ts_delete(h.head, array(select lexeme from unnest(h.head) where lexeme like '~%')), words, p.search
      from catalog.package p cross join lateral (select ts_filter(p.search, '{a,b}') as head) h
     where p.id = target
    on conflict (id) do update set
           state = excluded.state, private = excluded.private, owner_org = excluded.owner_org, creator_user_id = excluded.creator_user_id,
           metadata_created = excluded.metadata_created, metadata_modified = excluded.metadata_modified,
           listed_at = case when excluded.listed_at is not null then coalesce(i.listed_at, excluded.listed_at) end,
           facets = excluded.facets, name = excluded.name, title = excluded.title, type = excluded.type, license_id = excluded.license_id,
           num_resources = excluded.num_resources, num_tags = excluded.num_tags, names = excluded.names, head = excluded.head,
           terms = excluded.terms, search = excluded.search
     where (i.state, i.private, i.owner_org, i.creator_user_id, i.metadata_created, i.metadata_modified, i.facets, i.name, i.title, i.type, i.license_id,
            i.num_resources, i.num_tags, i.names, i.terms, i.search)
           is distinct from
           (excluded.state, excluded.private, excluded.owner_org, excluded.creator_user_id, excluded.metadata_created, excluded.metadata_modified, excluded.facets,
            excluded.name, excluded.title, excluded.type, excluded.license_id, excluded.num_resources, excluded.num_tags, excluded.names, excluded.terms, excluded.search);
end $$;

-- At the end of the transaction, once for each dataset however many of its rows changed.
create function catalog.package_changed() returns trigger language plpgsql as $$
declare
    target uuid;
begin
    if tg_table_name = 'package' then
        target := new.id;
    elsif tg_op = 'DELETE' then
        target := old.package_id;
    else
        target := new.package_id;
    end if;

    -- A row of this transaction was written at its end, when nothing could follow but another stamp (migration 0016).
    if not exists (select 1 from catalog.package_index i join catalog.package p on p.id = i.id
                    where i.id = target and i.xmin = pg_current_xact_id()::xid and i.metadata_modified = p.metadata_modified) then
        perform catalog.index_package(target);
    end if;
    return null;
end $$;

create constraint trigger package_indexed after insert or update on catalog.package
    deferrable initially deferred for each row execute function catalog.package_changed();
create constraint trigger resource_indexed after insert or update or delete on catalog.resource
    deferrable initially deferred for each row execute function catalog.package_changed();
create constraint trigger package_tag_indexed after insert or update or delete on catalog.package_tag
    deferrable initially deferred for each row execute function catalog.package_changed();
create constraint trigger package_group_indexed after insert or update or delete on catalog.package_group
    deferrable initially deferred for each row execute function catalog.package_changed();

-- A group that is deleted or comes back leaves or enters its datasets; a vocabulary or a tag under another name is another field or value.
create function catalog.part_changed() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'group' then
        perform catalog.index_package(package_id) from catalog.package_group where group_id = new.id order by package_id;
    elsif tg_table_name = 'tag' then
        perform catalog.index_package(package_id) from catalog.package_tag where tag_id = new.id order by package_id;
    else
        perform catalog.index_package(x.package_id)
           from (select distinct pt.package_id from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id where t.vocabulary_id = new.id order by 1) x;
    end if;
    return null;
end $$;

create constraint trigger group_indexed after update of state on catalog."group"
    deferrable initially deferred for each row when (old.state <> new.state) execute function catalog.part_changed();
create constraint trigger tag_indexed after update of name on catalog.tag
    deferrable initially deferred for each row when (old.name <> new.name) execute function catalog.part_changed();
create constraint trigger vocabulary_indexed after update of name on catalog.vocabulary
    deferrable initially deferred for each row when (old.name <> new.name) execute function catalog.part_changed();

-- A row that nobody else is writing: no writer waits here.
create function catalog.count_index_change() returns trigger language plpgsql as $$
begin
    update catalog.index_change set n = n + 1
     where shard = (select shard from catalog.index_change limit 1 for update skip locked);
    if not found then
        insert into catalog.index_change (n) values (1);
    end if;
    return null;
end $$;

-- Every write of the index is an insert that may become an update.
create trigger package_index_changed after insert or delete on catalog.package_index
    for each statement execute function catalog.count_index_change();

do $$ begin perform catalog.index_package(id) from catalog.package order by id; end $$;
update catalog.package_index set listed_at = metadata_created where listed_at is not null;
