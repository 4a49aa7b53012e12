// A CSV of all rows, uploaded as a resource's file and loaded by xloader_submit: seconds from the request to the last row beside one COPY, and the memory of the program that loads.
import fs from 'node:fs'
import { columns, csv, names } from './data.mjs'
import { drop } from './table.mjs'
import { Memory, psql, scratch, sleep } from './tools.mjs'

export async function load({ site, rows, home }) {
  const file = scratch('load.csv')
  const out = fs.openSync(file, 'w')
  fs.writeSync(out, names.join(',') + '\r\n')
  for (let i = 0; i < rows; i += 10_000)
    fs.writeSync(out, csv(i, Math.min(rows, i + 10_000)))
  fs.closeSync(out)

  const name = 'bench-loader'
  await drop(site, name)
  await site.call('organization_show', { id: 'bench' }).catch(() => site.call('organization_create', { name: 'bench' }))
  const dataset = await site.call('package_create', { name, owner_org: 'bench' })
  const form = new FormData()
  for (const [key, value] of Object.entries({ package_id: dataset.id, name, format: 'CSV' }))
    form.set(key, value)
  form.set('upload', await fs.openAsBlob(file), 'rows.csv')
  const uploaded = await fetch(`${site.url}/api/3/action/resource_create`, { method: 'POST', headers: { Authorization: site.token }, body: form })
  if (uploaded.status !== 200)
    throw new Error(`resource_create: ${uploaded.status} ${(await uploaded.text()).slice(0, 300)}`)
  const { id } = (await uploaded.json()).result

  const worker = new Memory(home, 'Etl.Jobs.dll work')
  worker.reset()
  const before = worker.read().now
  const from = performance.now()
  await site.call('xloader_submit', { resource_id: id })
  const count = async () => Number(await psql(`select coalesce((select row_count from ver.resource_version where resource_id = '${id}' order by v desc limit 1), 0)`))
  for (let loaded = 0; loaded < rows; loaded = await count()) {
    if (performance.now() - from > 600_000)
      throw new Error(`after 10 minutes ${loaded} of ${rows} rows are loaded: ${JSON.stringify(await site.call('xloader_status', { resource_id: id })).slice(0, 300)}`)
    await sleep(200)
  }

  const ours = (performance.now() - from) / 1000
  const peak = worker.read().peak
  await drop(site, name)

  await psql(`drop schema if exists bench cascade; create schema bench; create table bench.plain (${columns.map(([column, type]) => `"${column}" ${type}`).join(', ')})`)
  const copied = performance.now()
  await psql('copy bench.plain from stdin (format csv, header)', { input: file })
  const beside = (performance.now() - copied) / 1000
  await psql('drop schema bench cascade')
  return [{ work: `loader, a CSV of ${rows} rows and ${Math.round(fs.statSync(file).size / 1e6)} MB`, ours, beside, other: 'one COPY of the file, no index', unit: 's', reach: { time: 30 }, note: `worker ${before} MB, peak ${peak} MB (reach: 300)` }]
}
