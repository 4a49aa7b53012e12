// node portaljs.js SITE DATASET: reads the catalog with the class that PortalJS's pages are built on, and prints what it found as JSON.
const [site, dataset] = process.argv.slice(2);

(async () => {
  const { CKAN } = await import('@portaljs/ckan');
  const portal = new CKAN(site.replace(/\/$/, ''));
  const names = await portal.getDatasetsList();
  const page = await portal.getDatasetsListWithDetails({ offset: 0, limit: 2 });
  const shown = await portal.getDatasetDetails(dataset);
  const found = await portal.packageSearch({ offset: 0, limit: 5, tags: ['trees'], orgs: [shown.organization.name], groups: [], resFormat: [], query: 'trees', sort: 'metadata_modified desc' });
  const organizations = await portal.getOrgsWithDetails(true);
  const organization = await portal.getOrgDetails(shown.organization.name);
  const groups = await portal.getGroupsWithDetails();
  const activities = await portal.getDatasetActivityStream(dataset);
  const tags = await portal.getAllTags();
  const resource = await portal.getResourceMetadata(shown.resources[0].id);
  const info = await portal.getResourceInfo(resource.id);
  const rows = await portal.datastoreSearch(resource.id);
  const aliases = await portal.getResourcesWithAliasList();
  const formats = await portal.getFacetFields('res_format');
  const missing = await portal.getDatasetDetails('no-such-dataset').then(() => 'found', error => error);
  console.log(JSON.stringify({
    listed: names.includes(dataset), page: page.length, name: shown.name, found: found.datasets.map(d => d.name), count: found.count,
    organizations: organizations.map(o => o.name), packages: organization.packages.map(p => p.name), groups: Array.isArray(groups),
    activities: activities.map(a => a.activity_type), tags: tags.map(t => t.name), columns: info.fields.map(f => f.id), rows: rows.length, aliases: Array.isArray(aliases), formats, missing,
  }));
})().catch(error => { console.error(error); process.exit(1); });
