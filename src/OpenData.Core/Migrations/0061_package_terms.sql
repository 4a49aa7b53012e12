-- The terms of migration 0015 by a function whose plan is kept: one in SQL is planned anew by each transaction, which was two fifths of what a new dataset cost.
create or replace function catalog.package_terms(target uuid) returns text[] language plpgsql stable as $$
begin
    return (
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
     where value is not null and t is not null);
end $$

;
