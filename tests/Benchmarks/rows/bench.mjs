// node bench.mjs --url URL --home DIR [--rows N] [--only NAME]... [--seconds N] [--json FILE]: started by ./bench, which sets PGHOST and so on. docs/performance.md says how to read it.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { records } from './data.mjs'
import { measurements } from './measurements.mjs'
import { createTable, drop, insert, place } from './table.mjs'
import { Memory, Site, psql } from './tools.mjs'

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' }, home: { type: 'string' }, rows: { type: 'string', default: '1000000' }, only: { type: 'string', multiple: true }, seconds: { type: 'string', default: '5' },
    json: { type: 'string' }, list: { type: 'boolean', default: false },
  },
})
if (options.list) {
  console.log(`NAME is one of: ${Object.keys(measurements).join(', ')}`)
  process.exit(0)
}
const unknown = (options.only ?? []).filter(name => !measurements[name])
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(', ')}. There are: ${Object.keys(measurements).join(', ')}`)
  process.exit(2)
}

const rows = Number(options.rows), seconds = Number(options.seconds)
const site = new Site(options.url, fs.readFileSync(path.join(options.home, 'admin.token'), 'utf8').trim())
const stateFile = path.join(options.home, 'bench.json')
const state = fs.existsSync(stateFile) ? JSON.parse(fs.readFileSync(stateFile)) : {}
const keep = () => fs.writeFileSync(stateFile, JSON.stringify(state, null, 2))
const say = text => console.error(text)

/** A table of the wanted rows: the one of the last time, or loaded now. */
async function table(name) {
  if (state[name]?.rows === rows)
    return state[name]
  await drop(site, name)
  say(`Loading ${rows} rows x 12 columns into ${name} by API ...`)
  const made = await createTable(site, name)
  const rate = await insert(site, made, rows, say)
  say(`  ${Math.round(rate)} rows a second`)
  await psql('vacuum analyze')
  state[name] = { ...made, rows, rate }
  keep()
  return state[name]
}

/** A table with 365 versions, each of which changed a thousandth of the rows. */
async function history() {
  const name = 'bench-history'
  const made = await table(name)
  made.base ??= (await place(site, made)).version
  const change = Math.ceil(rows / 1000)
  for (let day = (await place(site, made)).version - made.base + 1; day < 365; day++) {
    const from = day * change % rows
    await site.call('datastore_upsert', `{"resource_id":"${made.id}","method":"upsert","force":true,"records":${records(from, Math.min(rows, from + change), day)}}`)
    if (day % 50 === 0)
      say(`  ${name}: ${day} days`)
  }
  await psql('vacuum analyze')
  keep()
  return { table: made, base: made.base }
}

const commit = execFileSync('git', ['-C', import.meta.dirname, 'rev-parse', '--short', 'HEAD']).toString().trim()
const report = { date: new Date().toISOString(), commit, cores: os.cpus().length, processor: os.cpus()[0].model, postgres: await psql('show server_version'), rows, seconds, results: [] }
const context = { site, rows, seconds, home: options.home, main: await table('bench-rows'), history }
const web = new Memory(options.home, 'Catalog.Api.dll')
for (const [name, measure] of Object.entries(measurements)) {
  if (options.only && !options.only.includes(name))
    continue
  say(`Measuring ${name} ...`)
  web.reset()
  const before = web.read().now, load = os.loadavg()[0]
  try {
    for (const result of await measure(context))
      report.results.push({ name, ...result, ratio: result.beside ? result.ours / result.beside : undefined, memory: { before, peak: web.read().peak }, load: Math.max(load, os.loadavg()[0]) })
  } catch (error) {
    report.results.push({ name, work: name, note: `failed: ${error.message.split('\n')[0]}` })
    process.exitCode = 1
  }
}

const number = value => value === undefined ? '-' : value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(0) : value.toPrecision(2)
const reached = ({ ours, ratio, reach }) => reach === undefined || ours === undefined ? '' : [
  reach.rate === undefined ? undefined : [`${number(reach.rate)}`, ours >= reach.rate],
  reach.time === undefined ? undefined : [`< ${number(reach.time)}`, ours < reach.time],
  reach.ratio === undefined ? undefined : [`x ${reach.ratio}`, ratio >= reach.ratio],
].filter(Boolean).map(([text, good]) => `${text} ${good ? 'yes' : 'NO'}`).join(', ')
const lines = [['work', 'ours', 'beside it', 'ratio', 'reach', 'web MB', 'load', 'beside is; notes'], ...report.results.map(result => [
  result.work, result.ours === undefined ? '-' : `${number(result.ours)} ${result.unit}`, number(result.beside), result.ratio?.toFixed(2) ?? '-', reached(result),
  result.memory ? `${result.memory.before}, peak ${result.memory.peak}` : '', result.load?.toFixed(1) ?? '', [result.other, result.note].filter(Boolean).join('; '),
])]
const widths = lines[0].map((_, c) => Math.max(...lines.map(line => line[c].length)))
console.log(`${report.date}, commit ${commit}, ${report.cores} cores (${report.processor}), PostgreSQL ${report.postgres}, ${rows} rows x 12 columns`)
for (const line of lines)
  console.log(line.map((text, c) => c === line.length - 1 ? text : text.padEnd(widths[c])).join('  '))
const file = options.json ?? path.join(options.home, `result-${report.date.replaceAll(':', '')}.json`)
fs.writeFileSync(file, JSON.stringify(report, null, 2) + '\n')
console.log(`As JSON: ${file}`)
process.exit()
