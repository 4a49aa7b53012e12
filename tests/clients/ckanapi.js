// node ckanapi.js SITE DATASET: the same with ckanapi (TypeScript), and prints what it found as JSON.
const { Portal } = require('ckanapi');

const [site, dataset] = process.argv.slice(2);
const portal = new Portal(site);

(async () => {
  const status = await portal.action.status_show();
  const names = await portal.action.package_list();
  const shown = await portal.action.package_show({ id: dataset });
  const found = await portal.action.package_search({ fq: `name:${dataset}`, rows: 1 });
  const organization = await portal.action.organization_show({ id: shown.organization.id });
  const resource = await portal.action.resource_show({ id: shown.resources[0].id });
  const rows = await portal.action.datastore_search({ resource_id: resource.id, limit: 2, sort: '_id desc', filters: {} });
  const info = await portal.action.datastore_info({ id: resource.id });
  const file = Buffer.from(await (await fetch(resource.url)).arrayBuffer());
  const missing = await portal.action.package_show({ id: 'no-such-dataset' }).then(() => 'found', error => error.__type ?? error.type ?? error.message ?? String(error));
  console.log(JSON.stringify({
    version: status.ckan_version, listed: names.includes(dataset), name: shown.name, count: found.count, organization: organization.name, total: rows.total,
    hits: rows.records.length, columns: info.fields.map(f => f.id), bytes: file.length,
    sha256: require('crypto').createHash('sha256').update(file).digest('hex'), hash: resource.hash, missing,
  }));
})().catch(error => { console.error(error); process.exit(1); });
