// node search.mjs URL SECONDS: package_search with five facets over a fixed mix of 200 queries, at 1 and 8 clients; prints median and p99 of each kind in ms.
import http from 'node:http'

const [url, seconds] = [process.argv[2], Number(process.argv[3] ?? 10)]
const facets = encodeURIComponent(JSON.stringify(['organization', 'tags', 'groups', 'res_format', 'license_id']))

const get = (agent, path) => new Promise((resolve, reject) => {
  http.get(url + path, { agent }, response => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', part => body += part)
    response.on('end', () => response.statusCode === 200 ? resolve(body) : reject(new Error(`${response.statusCode} ${path} ${body.slice(0, 200)}`)))
  }).on('error', reject)
})

/** Words and phrases out of datasets all over the catalog, filters out of its facets: 70 words, 50 phrases, 70 filters on each facet alike, 10 times everything. */
async function queries() {
  const agent = new http.Agent({ keepAlive: true })
  const words = [], phrases = []
  const { count } = JSON.parse(await get(agent, '/api/3/action/package_search?rows=0')).result
  for (let i = 0; words.length < 70; i++) {
    const [dataset] = JSON.parse(await get(agent, `/api/3/action/package_search?rows=1&sort=id+asc&start=${Math.floor(count * (i % 97) / 97)}`)).result.results
    const title = dataset.title.split(' '), notes = dataset.notes.split(' ')
    const pool = i % 2 ? title : notes
    words.push({ kind: 'word', q: i % 5 === 4 ? `${pool[0]} ${pool[1]}` : pool[i % pool.length] })
    if (phrases.length < 50)
      phrases.push({ kind: 'phrase', q: `"${pool[0]} ${pool[1]}"` })
  }

  const all = JSON.parse(await get(agent, `/api/3/action/package_search?rows=0&facet.limit=100&facet.field=${facets}`)).result.facets
  const filters = Object.entries(all).flatMap(([field, values]) => {
    const names = Object.keys(values)
    return Array.from({ length: 14 }, (_, i) => ({ kind: `fq ${field}`, fq: `${field}:"${names[i % names.length]}"` }))
  })
  agent.destroy()
  return [...words, ...phrases, ...filters, ...Array.from({ length: 10 }, (_, i) => ({ kind: 'everything', q: '*:*', start: i * 10 }))]
}

const path = query => `/api/3/action/package_search?facet.field=${facets}&` +
  Object.entries(query).filter(([key]) => key !== 'kind').map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')

const quantile = (times, part) => times.length === 0 ? NaN : times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]

async function run(mix, clients) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
  const times = []
  const until = performance.now() + seconds * 1000
  let next = 0
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() < until) {
      const query = mix[next++ % mix.length]
      const from = performance.now()
      await get(agent, path(query))
      times.push({ kind: query.kind, ms: performance.now() - from })
    }
  }))
  agent.destroy()
  return times
}

const mix = (await queries()).map((query, i) => ({ query, at: (i * 7919) % 200 })).sort((a, b) => a.at - b.at).map(item => item.query)
await run(mix, 2)   // warm
for (const clients of [1, 8]) {
  const times = await run(mix, clients)
  const line = (name, list) => console.log(`${name.padEnd(20)} ${String(list.length).padStart(6)}  median ${quantile(list, 0.5).toFixed(1).padStart(7)}  p99 ${quantile(list, 0.99).toFixed(1).padStart(7)}`)
  console.log(`${clients} client${clients > 1 ? 's' : ''}: ${(times.length / seconds).toFixed(0)} requests per second, times in ms`)
  line('all', times.map(time => time.ms))
  for (const kind of new Set(mix.map(query => query.kind)))
    line(kind, times.filter(time => time.kind === kind).map(time => time.ms))
}
