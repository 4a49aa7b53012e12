// node datapackage.js SITE DATASET VERSION: reads a version as a Data Package with the library of the specification's authors, and prints what it found as JSON.
const { Package } = require('datapackage');

const [site, dataset, version] = process.argv.slice(2);

(async () => {
  const found = await Package.load(`${site.replace(/\/$/, '')}/dataset/${dataset}/v/${version}/datapackage.json`);
  const table = found.resources[0];
  const rows = table.valid ? await table.read({ keyed: true }) : [];
  console.log(JSON.stringify({
    valid: found.valid, errors: [...found.errors, ...table.errors].map(String), name: found.descriptor.name, tabular: table.tabular,
    types: table.schema.fields.map(field => field.type), key: table.schema.primaryKey, codes: rows.map(row => row.code), heights: rows.map(row => row.height),
  }));
})().catch(error => { console.error(error); process.exit(1); });
