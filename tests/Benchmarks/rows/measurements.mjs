// One entry for each line of the table: NAME -> async (context) => results. A result: { work, ours, beside, unit, reach, note }.
// Rates are better when higher, times when lower; `beside` is what psql, pgbench or COPY did in the same minute.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { columns, csv, districts, names, records } from './data.mjs'
import { load } from './loader.mjs'
import { createTable, drop, insert, place } from './table.mjs'
import { download, median, pgbench, psql, psqlOutput, scratch, sleep, wrk } from './tools.mjs'

const search = query => `/api/3/action/datastore_search?${new URLSearchParams(query)}`
const list = ['_id', ...names].map(name => `s."${name}"::text`).join(', ')

/** Ours and the other one by turns, twice, so that both have the same minute. */
async function turns(ours, beside) {
  const a = [], b = []
  for (let i = 0; i < 2; i++) {
    a.push(await ours())
    if (beside)
      b.push(await beside())
  }
  const mean = values => values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined
  return { ours: mean(a), beside: mean(b) }
}

/** A page of 100 under each of 50 filters in turn. */
async function page({ site, main, seconds }, work, query, reach) {
  const at = await place(site, main)
  const paths = districts.map(district => search({ resource_id: main.id, limit: 100, filters: JSON.stringify({ district }), ...query }))
  const script = `\\set n random(1, 50)\nselect ${list} from ${at.from} where ${at.at(at.version)} and s.district = 'district-' || lpad(:n::int::text, 2, '0') order by s._id limit 100;\n`
  for (const path of paths)
    await site.send(path, { token: '' })   // every total once
  await wrk(site.url, paths, 8, 2)         // and the programs warm
  let last
  const rates = await turns(async () => (last = await wrk(site.url, paths, 8, seconds)).rate, () => pgbench(script, 8, seconds))
  return [{ work, ...rates, unit: 'req/s', reach, other: 'pgbench, the page', note: `p50 ${last.p50} ms, p99 ${last.p99} ms${last.bad ? `, ${last.bad} bad` : ''}` }]
}

export const measurements = {
  'page-total': context => page(context, 'filtered page of 100 with total, 8 clients', {}, { rate: 1500, ratio: 0.5 }),

  page: context => page(context, 'the same without total', { include_total: false }, { rate: 2000, ratio: 0.5 }),

  async q({ site, main, seconds }) {
    const paths = [search({ resource_id: main.id, q: 'water', limit: 100 })]
    const { total } = JSON.parse((await site.send(paths[0])).text).result
    const at = await place(site, main)
    const script = `select ${list} from ${at.from} where ${at.at(at.version)} and s.notes ~ '\\mwater\\M' order by s._id limit 100;\n`
    let last
    const rates = await turns(async () => (last = await wrk(site.url, paths, 8, seconds)).rate, () => pgbench(script, 8, seconds))
    return [{ work: `q with ${total} matches, 8 clients`, ...rates, unit: 'req/s', reach: { rate: 300 }, other: 'pgbench, a page by pattern, no rank, no total', note: `p50 ${last.p50} ms${last.bad ? `, ${last.bad} bad` : ''}` }]
  },

  async sql({ site, main, seconds }) {
    const text = table => `select category, year, count(*) as n, sum(amount) as total, avg(rate) as mean from ${table} group by category, year order by total desc`
    const at = await place(site, main)
    const paths = [`/api/3/action/datastore_search_sql?sql=${encodeURIComponent(text(`"${main.id}"`))}`]
    const script = text(`(select ${names.map(name => `"${name}"`).join(', ')} from ${at.from} where ${at.at(at.version)}) x`) + ';\n'
    const results = []
    for (const clients of [1, 4]) {
      let last
      const rates = await turns(async () => (last = await wrk(site.url, paths, clients, Math.max(4, seconds))).rate, () => pgbench(script, clients, Math.max(4, seconds)))
      results.push({ work: `SQL group by over all rows, ${clients} client${clients > 1 ? 's' : ''}`, ...rates, unit: 'req/s', reach: { ratio: 0.9 }, other: 'pgbench', note: last.bad ? `${last.bad} bad` : '' })
    }
    return results
  },

  async aggregate({ site, main, seconds }) {
    if (!await site.has('datastore_aggregate'))
      return [{ work: 'datastore_aggregate', note: 'not in this build' }]
    const path = n => `/api/3/action/datastore_aggregate?${new URLSearchParams({
      resource_id: main.id, group_by: 'category,year', select: 'count,sum(amount) as total,avg(quantity) as mean', order_by: 'total desc', where: JSON.stringify({ quantity: { gte: n } }),
    })}`
    let engine
    for (let i = 0; i < 120 && engine !== 'duckdb'; i++, await sleep(500))   // the second question has the Parquet file made
      engine = JSON.parse((await site.send(path(-i))).text).result.engine
    const at = await place(site, main)
    const script = `\\set n random(1, 5000)\nselect category, year, count(*), sum(amount) as total, avg(quantity) from ${at.from} where ${at.at(at.version)} and quantity >= :n::int group by category, year order by total desc;\n`
    let last
    const different = Array.from({ length: 5000 }, (_, n) => path(n))
    const rates = await turns(async () => (last = await wrk(site.url, different, 2, Math.max(4, seconds))).rate, () => pgbench(script, 2, Math.max(4, seconds)))
    const again = await wrk(site.url, [path(-1000)], 8, seconds)
    return [
      { work: 'datastore_aggregate, two columns over all rows, 2 clients', ...rates, unit: 'req/s', other: 'pgbench', note: `by ${engine}, a new query each time, p50 ${last.p50} ms${last.bad ? `, ${last.bad} bad` : ''}` },
      { work: 'the same query again, 8 clients', ours: again.rate, unit: 'req/s', note: `p50 ${again.p50} ms` },
    ]
  },

  async dump({ site, main }) {
    const at = await place(site, main)
    let size
    const rates = await turns(async () => {
      const { bytes, seconds } = await download(`${site.url}/datastore/dump/${main.id}`)
      size = bytes
      return bytes / seconds / 1e6
    }, async () => {
      const { bytes, seconds } = await psqlOutput(`copy (select s._id, ${names.map(name => `s."${name}"`).join(', ')} from ${at.from} where ${at.at(at.version)}) to stdout (format csv)`)
      return bytes / seconds / 1e6
    })
    return [{ work: `CSV dump, ${Math.round(size / 1e6)} MB`, ...rates, unit: 'MB/s', reach: { ratio: 0.7 }, other: 'psql, copy to stdout' }]
  },

  async insert({ site, rows }) {
    const count = Math.min(rows, 200_000)
    await drop(site, 'bench-insert')
    await insert(site, await createTable(site, 'bench-insert'), 2 * count)   // the programs warm
    await drop(site, 'bench-insert')
    const table = await createTable(site, 'bench-insert')
    const ours = await insert(site, table, count)
    const file = scratch('rows.csv')
    fs.writeFileSync(file, csv(0, count))
    await psql(`drop schema if exists bench cascade; create schema bench;
      create table bench.plain (${columns.map(([name, type]) => `"${name}" ${type}`).join(', ')}, primary key (code)); create index on bench.plain (district); create index on bench.plain (category)`)
    const from = performance.now()
    await psql('copy bench.plain from stdin (format csv)', { input: file })
    const beside = count / (performance.now() - from) * 1000
    await psql('drop schema bench cascade')
    await drop(site, 'bench-insert')
    return [{ work: `insert by API, ${count} rows in batches of 5,000`, ours, beside, unit: 'rows/s', reach: { rate: 50_000 }, other: 'one COPY, same key and indexes' }]
  },

  async loader({ site, rows, home }) {
    if (!await site.has('xloader_submit'))
      return [{ work: 'loader', note: 'no xloader_submit in this build' }]
    return load({ site, rows, home })
  },

  async history({ site, history: make, seconds }) {
    const { table, base } = await make()
    const at = await place(site, table)
    const paths = version => districts.map(district => search({ resource_id: table.id, limit: 100, filters: JSON.stringify({ district }), ...(version ? { version } : {}) }))
    const old = base + 179
    await wrk(site.url, paths(old), 8, 1)
    await wrk(site.url, paths(), 8, 1)
    const rates = await turns(async () => (await wrk(site.url, paths(old), 8, seconds)).rate, async () => (await wrk(site.url, paths(), 8, seconds)).rate)
    const body = change => `{"resource_id":"${table.id}","method":"upsert","force":true,"records":${records(0, Math.ceil(table.rows / 1000), change)}}`
    const times = []
    for (let i = 0; i < 5; i++) {
      const text = body(Date.now() % 100_000)
      const from = performance.now()
      await site.call('datastore_upsert', text)
      times.push((performance.now() - from) / 1000)
    }
    return [
      { work: 'page of version 180 of 365, 8 clients', ...rates, unit: 'req/s', reach: { ratio: 0.5 }, other: 'page of the current version', note: `versions ${base} to ${at.version}` },
      { work: 'publish a 0.1 % change by API', ours: median(times), unit: 's', reach: { time: 2.5 } },
    ]
  },

  async fair({ site, main, seconds }) {
    const show = async token => {
      const from = performance.now()
      const { status } = await site.send(`/api/3/action/package_show?id=${main.name}`, { token })
      return { status, ms: performance.now() - from }
    }
    const sample = async time => {
      const list = []
      for (const until = performance.now() + time * 1000; performance.now() < until; await sleep(20))
        list.push(await show(site.token))
      return list
    }
    const quiet = await sample(Math.min(3, seconds))
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'hostile.mjs'), site.url, main.id, '64'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', part => said += part)
    await sleep(1500)
    const busy = await sample(Math.max(10, seconds))
    child.stdin.end()
    await new Promise(resolve => child.on('close', resolve))
    const good = busy.filter(one => one.status === 200).map(one => one.ms)
    const p99 = good.toSorted((a, b) => a - b)[Math.floor(good.length * 0.99)]
    return [{
      work: 'package_show while 64 heavy queries run, median', ours: median(good), beside: median(quiet.map(one => one.ms)), unit: 'ms', reach: { time: 50 }, other: 'without them',
      note: `p99 ${p99?.toFixed(0)} ms, ${busy.length - good.length} of ${busy.length} not 200; the heavy ones: ${said.trim()}`,
    }]
  },
}
