// node ckanapi-writes.js SITE TOKEN ORGANIZATION NAME: makes, changes and deletes a dataset with an uploaded file, and an organization, with ckanapi (TypeScript), and prints what it saw as JSON.
const { Portal, Payload } = require('ckanapi');

const [site, token, organization, name] = process.argv.slice(2);
const stranger = new Portal(site), editor = stranger.withToken(token);
const refusal = promise => promise.then(() => null, error => error);
const form = values => {
  const data = new FormData();
  for (const [key, value] of Object.entries(values))
    data.append(key, ...(Array.isArray(value) ? value : [value]));
  return new Payload(data);
};
const text = async url => Buffer.from(await (await fetch(url)).arrayBuffer()).toString();

(async () => {
  const madeOrganization = await editor.action.organization_create({ name: `${name}-org`, title: 'By ckanapi' });
  const made = await editor.action.package_create({ name, owner_org: organization, title: 'Made' });
  const resource = await editor.action.resource_create(form({ package_id: made.id, name: 'rows', upload: [new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'My Rows.csv'] }));
  const bytes = await text(resource.url);
  const replaced = await editor.action.resource_patch(form({ id: resource.id, upload: [new Blob(['a,b\n3,4\n'], { type: 'text/csv' }), 'new.csv'] }));
  const newBytes = await text(replaced.url);
  const updated = await editor.action.package_update(await editor.action.package_show({ id: name }));
  const patched = await editor.action.package_patch({ id: name, tags: [{ name: 'ckanapi' }] });
  const invalid = await refusal(editor.action.package_create({ name: 'A B', owner_org: organization, resources: [{}, { size: 'big' }] }));
  const denied = await refusal(stranger.action.package_create({ name: `${name}-2` }));
  const missing = await refusal(editor.action.package_show({ id: 'no-such-dataset' }));
  const help = await stranger.documentation({ name: 'package_show' });
  const removed = await editor.action.resource_delete({ id: resource.id });
  const deleted = await editor.action.package_delete(form({ id: made.id }));
  console.log(JSON.stringify({
    organization: madeOrganization.name, name: made.name, bytes, newBytes, format: resource.format, size: resource.size, type: resource.url_type, path: new URL(resource.url).pathname.split('/').pop(),
    kept: [replaced.id === resource.id, replaced.name], resources: updated.resources.map(r => r.url_type), patched: patched.tags.map(t => t.name), invalid, denied, missing,
    help: typeof help, removed, deleted,
  }));
})().catch(error => { console.error(error); process.exit(1); });
