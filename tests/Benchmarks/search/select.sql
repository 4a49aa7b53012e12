-- pgbench: the same selects as package_search with five facets makes of fq=organization:…, without the web program.
\set i random(1, 400)
select array(select p.id from catalog.package_index p
              where p.state = 'active' and not p.private and p.owner_org = any(array(select o.id from catalog."group" o where o.is_organization and o.name = 'organization-' || :i))
              order by p.metadata_modified desc nulls last, p.id limit 10),
       count(*), string_agg(p.facets, '')
  from catalog.package_index p
 where p.state = 'active' and not p.private and p.owner_org = any(array(select o.id from catalog."group" o where o.is_organization and o.name = 'organization-' || :i));
