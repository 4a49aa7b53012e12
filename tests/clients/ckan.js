// node ckan.js SITE DATASET: lists, shows, searches and downloads a dataset with ckan.js, and prints what it found as JSON.
const CKAN = require('ckan');
const request = require('request');

const [site, dataset] = process.argv.slice(2);
const client = new CKAN.Client(site);
const action = (name, data) => new Promise((resolve, reject) =>
  client.action(name, data, (error, body) => error ? reject(new Error(error)) : resolve(body.result)));
const datastoreQuery = query => new Promise((resolve, reject) =>
  client.datastoreQuery(query, (error, out) => error ? reject(new Error(error)) : resolve(out)));
const download = url => new Promise((resolve, reject) =>
  request({ url, encoding: null }, (error, response, body) => error || response.statusCode !== 200 ? reject(error || new Error(response.statusCode)) : resolve(body)));

(async () => {
  const names = await action('dataset_list', {});
  const shown = await action('dataset_show', { id: dataset });
  const found = await action('package_search', { q: `name:${dataset}`, facet: 'true', 'facet.field': ['tags'] });
  const resource = shown.resources[0];
  const rows = await datastoreQuery({ resource_id: resource.id, size: 2, q: '' });
  const tables = await new Promise((resolve, reject) => client.datastoreResources((error, body) => error ? reject(new Error(error)) : resolve(body.result)));
  const file = await download(resource.url);
  const missing = await action('dataset_show', { id: 'no-such-dataset' }).then(() => 'found', error => /HTTP code 404/.test(error.message) ? 'missing' : error.message);
  console.log(JSON.stringify({
    listed: names.includes(dataset), name: shown.name, count: found.count, tags: Object.keys(found.facets.tags), total: rows.total, types: rows.fields.map(f => f.type),
    hits: rows.hits.length, tables: tables.records.length > 0 && tables.records.every(r => r.name), bytes: file.length,
    sha256: require('crypto').createHash('sha256').update(file).digest('hex'), hash: resource.hash, missing,
  }));
})().catch(error => { console.error(error); process.exit(1); });
