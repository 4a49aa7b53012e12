-- The rows of catalog.package_index a third as wide. A search with facets reads one row of it for every hit, and what it waits for is memory: half of a row were the
-- stems for the score, which are now four bytes each (ranks) instead of sixteen. What every search reads comes first, of fixed width where it can be.

-- Three bytes for a stem, none of them under 128, so that they are found in ranks only where they begin.
create function catalog.rank_key(lexeme text) returns bytea language sql immutable strict parallel safe as $$
    select set_byte(set_byte(set_byte('\x000000', 0, 128 + (h & 127)), 1, 128 + ((h >> 7) & 127)), 2, 128 + ((h >> 14) & 127)) from hashtext(lexeme) h
$$;

-- For each stem of titles, names, tags and groups its key and what a hit of it is worth, 1 to 127: PostgreSQL's rank of that stem alone, in hundredths. Three zeros in
-- front make what is not found worth nothing: get_byte(ranks, position(key in ranks) + 2).
create function catalog.ranks(head tsvector) returns bytea language sql immutable strict parallel safe as $$
    select '\x000000'::bytea || coalesce(string_agg(catalog.rank_key(lexeme) || set_byte('\x00', 0, greatest(1, least(127, round(100 *
               ts_rank('{0.1, 0.2, 0.5, 1.0}', head, ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''')::tsquery)))::int)), '' order by lexeme), '')
      from unnest(head)
$$;

alter table catalog.package_index rename to package_index_wide;
create table catalog.package_index (
    metadata_modified timestamptz not null,
    metadata_created  timestamptz not null,
    title_words       int not null generated always as (1 + length(title) - length(replace(title, ' ', ''))) stored,
    num_resources     int not null,
    num_tags          int not null,
    private           boolean not null,
    id                uuid not null,
    -- With id, state, private and metadata_created the columns that PackageAccess.ReadableSql speaks of.
    owner_org         uuid,
    creator_user_id   uuid,
    state             text not null,
    -- Numbers of catalog.facet_value, 4 bytes each: the values of tags, groups, organization, res_format, license_id, type and vocab_*.
    facets            bytea not null,
    ranks             bytea not null,
    -- Since when everybody can read it; null = not everybody can. What a walk by cursor began with (Harvesting/).
    listed_at         timestamptz,
    name              text collate "C" not null,
    title             text collate "C" not null,
    type              text collate "C" not null,
    license_id        text collate "C",
    -- Titles, name and tags, folded: for parts of words, and for words that are nearly right.
    names             text not null,
    -- The stems of title, name, tags and groups.
    head              tsvector not null,
    -- field:value of every exact field, and field alone where it has a value.
    terms             text[] not null,
    -- All words (Search/SearchDocument.cs).
    search            tsvector not null
);
-- What only an index or a page needs lies outside of the rows.
alter table catalog.package_index set (toast_tuple_target = 128);
alter table catalog.package_index
    alter column state set storage main, alter column facets set storage main, alter column ranks set storage main, alter column name set storage main,
    alter column title set storage main, alter column type set storage main, alter column license_id set storage main,
    alter column names set storage external, alter column head set storage external, alter column terms set storage external, alter column search set storage external;
insert into catalog.package_index (metadata_modified, metadata_created, num_resources, num_tags, private, id, owner_org, creator_user_id, state, facets, ranks, listed_at, name, title, type, license_id, names, head, terms, search)
select metadata_modified, metadata_created, num_resources, num_tags, private, id, owner_org, creator_user_id, state, facets, catalog.ranks(head), listed_at, name, title, type, license_id, names, head, terms, search
  from catalog.package_index_wide;
drop table catalog.package_index_wide;

alter table catalog.package_index add constraint package_index_pkey primary key (id), add constraint package_index_id_fkey foreign key (id) references catalog.package on delete cascade;
-- Small pending lists: every search reads them.
create index package_index_search on catalog.package_index using gin (search) with (gin_pending_list_limit = 512);
create index package_index_terms on catalog.package_index using gin (terms) with (gin_pending_list_limit = 512);
create index package_index_names on catalog.package_index using gin (names gin_trgm_ops) with (gin_pending_list_limit = 512);
create index package_index_owner on catalog.package_index (owner_org);
create index package_index_name on catalog.package_index (name);
create index package_index_modified on catalog.package_index (metadata_modified desc, id) where state = 'active' and not private;
create index package_index_created on catalog.package_index (metadata_created, id) where state = 'active' and not private;
create trigger package_index_changed after insert or delete on catalog.package_index
    for each statement execute function catalog.count_index_change();

-- As in migration 0015, the columns by their names and with ranks.
create or replace function catalog.index_package(target uuid) returns void language plpgsql as $$
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

    insert into catalog.package_index as i (id, state, private, owner_org, creator_user_id, metadata_created, metadata_modified, listed_at, facets, name, title, type, license_id,
                                            num_resources, num_tags, names, head, ranks, terms, search)
    select p.id, p.state, p.private, p.owner_org, p.creator_user_id, p.metadata_created, p.metadata_modified,
           case when p.state = 'active' and not p.private then clock_timestamp() end,
           packed, p.name, p.title, p.type, nullif(p.license_id, ''),
           (select count(*) from catalog.resource r where r.package_id = p.id and r.state = 'active'),
           (select count(*) from catalog.package_tag pt where pt.package_id = p.id),
           catalog.fold(concat_ws(' ', p.title, (select string_agg(value, ' ') from jsonb_each_text(p.title_translated) where value <> p.title), p.name,
               (select string_agg(substr(t, 6), ' ') from unnest(words) t where t like 'tags:%'))),
           h.head, catalog.ranks(h.head), words, p.search
      from catalog.package p
     cross join lateral (select ts_filter(p.search, '{a,b}') as head offset 0) a
     cross join lateral (select ts_delete(a.head, array(select lexeme from unnest(a.head) where lexeme like '~%')) as head offset 0) h
     where p.id = target
    on conflict (id) do update set
           state = excluded.state, private = excluded.private, owner_org = excluded.owner_org, creator_user_id = excluded.creator_user_id,
           metadata_created = excluded.metadata_created, metadata_modified = excluded.metadata_modified,
           listed_at = case when excluded.listed_at is not null then coalesce(i.listed_at, excluded.listed_at) end,
           facets = excluded.facets, name = excluded.name, title = excluded.title, type = excluded.type, license_id = excluded.license_id,
           num_resources = excluded.num_resources, num_tags = excluded.num_tags, names = excluded.names, head = excluded.head, ranks = excluded.ranks,
           terms = excluded.terms, search = excluded.search
     where (i.state, i.private, i.owner_org, i.creator_user_id, i.metadata_created, i.metadata_modified, i.facets, i.name, i.title, i.type, i.license_id,
            i.num_resources, i.num_tags, i.names, i.terms, i.search)
           is distinct from
           (excluded.state, excluded.private, excluded.owner_org, excluded.creator_user_id, excluded.metadata_created, excluded.metadata_modified, excluded.facets,
            excluded.name, excluded.title, excluded.type, excluded.license_id, excluded.num_resources, excluded.num_tags, excluded.names, excluded.terms, excluded.search);
end $$;
