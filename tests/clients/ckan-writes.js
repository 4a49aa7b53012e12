// node ckan-writes.js SITE TOKEN ORGANIZATION NAME: makes, changes and deletes a dataset and an organization with ckan.js, and prints what it saw as JSON.
const CKAN = require('ckan');

const [site, token, organization, name] = process.argv.slice(2);
const call = (client, action, data) => new Promise((resolve, reject) =>
  client.action(action, data, (error, body) => error ? reject(new Error(error)) : resolve(body.result)));
// What the client makes of an error: a text that ends in the body.
const refusal = promise => promise.then(() => null, error => {
  const [, code, body] = /HTTP code (\d+)\. Message: ([^]*)$/.exec(error.message);
  return { code: Number(code), error: JSON.parse(body).error };
});

(async () => {
  const editor = new CKAN.Client(site, token), stranger = new CKAN.Client(`${site.replace(/\/$/, '')}/api/`);
  const madeOrganization = await call(editor, 'organization_create', { name: `${name}-org`, title: 'By ckan.js' });
  const made = await call(editor, 'dataset_create', {
    name, owner_org: organization, tags: [{ name: 'ckan js' }], extras: [{ key: 'client', value: 'ckan.js' }], resources: [{ url: 'http://example.org/a.csv' }],
  });
  const updated = await call(editor, 'dataset_update', { ...made, title: 'Updated' });
  const patched = await call(editor, 'dataset_patch', { id: name, notes: 'Patched' });
  const resource = await call(editor, 'resource_create', { package_id: name, url: 'http://example.org/b.json', size: '12' });
  const invalid = await refusal(call(editor, 'dataset_create', { name: 'A B', owner_org: organization }));
  const denied = await refusal(call(stranger, 'dataset_create', { name: `${name}-2` }));
  const deleted = await call(editor, 'dataset_delete', { id: name });
  const hidden = await refusal(call(stranger, 'dataset_show', { id: name }));
  console.log(JSON.stringify({
    organization: madeOrganization.name, name: made.name, tags: made.tags.map(t => t.name), format: made.resources[0].format, title: updated.title, resources: updated.resources.length,
    patched: [patched.title, patched.notes], size: resource.size, position: resource.position, invalid, denied, deleted, hidden,
  }));
})().catch(error => { console.error(error); process.exit(1); });
