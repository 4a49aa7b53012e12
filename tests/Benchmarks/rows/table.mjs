// Tables of the benchmark, made through the API as a publisher would.
import { columns, records } from './data.mjs'
import { psql } from './tools.mjs'

export const batch = 5_000

/** A dataset with an empty table: key, two indexes, 12 columns. */
export async function createTable(site, name) {
  await site.call('organization_show', { id: 'bench' }).catch(() => site.call('organization_create', { name: 'bench', title: 'Benchmark' }))
  const dataset = await site.call('package_create', { name, title: name, owner_org: 'bench', notes: 'Invented rows.' })
  const created = await site.call('datastore_create', {
    resource: { package_id: dataset.id, name }, fields: columns.map(([id, type]) => ({ id, type })), primary_key: ['code'], indexes: ['district', 'category'],
  })
  return { name, package: dataset.id, id: created.resource_id }
}

/** Rows in batches of 5,000, one after the other. Returns the rows a second that the server took: making a batch is not counted. */
export async function insert(site, table, rows, say = () => {}) {
  let milliseconds = 0
  for (let from = 0; from < rows; from += batch) {
    const to = Math.min(rows, from + batch)
    const body = `{"resource_id":"${table.id}","method":"insert","force":true,"records":${records(from, to)}}`
    const at = performance.now()
    await site.done('datastore_upsert', body)
    milliseconds += performance.now() - at
    if (to % 100_000 === 0)
      say(`  ${table.name}: ${to} rows, ${Math.round(to / milliseconds * 1000)} a second`)
  }
  return rows / milliseconds * 1000
}

/** Takes the dataset and its rows away for good. */
export async function drop(site, name) {
  await site.call('dataset_purge', { id: name }).catch(() => {})
}

/** The table's place in the database, its columns there, and its current version. */
export async function place(site, table) {
  const [no, version] = (await psql(`
    select rv.table_no, p.current_version from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id join catalog.package p on p.id = r.package_id
     where r.id = '${table.id}' order by rv.v desc limit 1`)).split('|').map(Number)
  return { from: `rows.r_${no} s`, version, at: v => `s._vf <= ${v} and ${v} < s._vt` }
}
