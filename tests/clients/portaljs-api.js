// node portaljs-api.js SITE TOKEN ORGANIZATION NAME: the same with PortalJS's API client, whose errors are sentences for people, and prints what it saw as JSON.
const { default: CkanRequest } = require('@portaljs/ckan-api-client-js');

const [site, token, organization, name] = process.argv.slice(2);
const editor = { ckanUrl: site, apiKey: token };
const post = async (action, json) => (await CkanRequest.post(action, { ...editor, json })).result;
const refusal = promise => promise.then(() => null, error => ({ name: error.name, message: error.message, type: error.error?.__type }));
console.error = () => { };   // the client prints what it throws

(async () => {
  const madeOrganization = await post('organization_create', { name: `${name}-org` });
  const made = await post('package_create', { name, owner_org: organization, resources: [{ url: 'http://example.org/a.csv', name: 'a' }] });
  const shown = (await CkanRequest.get(`package_show?id=${name}`, { ckanUrl: site })).result;
  const patched = await post('package_patch', { id: name, title: 'Patched' });
  const resource = await post('resource_create', { package_id: name, url: 'http://example.org/b.json' });
  const invalid = await refusal(post('package_create', { name: 'A B', owner_org: organization }));
  const denied = await refusal(CkanRequest.post('package_create', { ckanUrl: site, json: { name: `${name}-2` } }));
  const missing = await refusal(CkanRequest.get('package_show?id=no-such-dataset', { ckanUrl: site }));
  // It declares a form without saying where its parts end: nobody can read that.
  const form = new FormData();
  form.append('id', made.id);
  const unreadable = await refusal(CkanRequest.post('package_patch', { ...editor, formData: form }));
  const deleted = await post('package_delete', { id: made.id });
  console.log(JSON.stringify({
    organization: madeOrganization.name, name: shown.name, formats: shown.resources.map(r => r.format), patched: patched.title, position: resource.position,
    invalid, denied, missing, unreadable, deleted,
  }));
})().catch(error => { console.log(error); process.exit(1); });
