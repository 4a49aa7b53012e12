// node hostile.mjs URL RESOURCE CLIENTS: heavy queries without end, from nobody in particular; prints what became of them when its input ends.
import http from 'node:http'

const [url, resource, clients] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const action = '/api/3/action/'
const sql = text => `${action}datastore_search_sql?sql=${encodeURIComponent(text.replaceAll('T', `"${resource}"`))}`
const search = query => `${action}datastore_search?${new URLSearchParams({ resource_id: resource, ...query })}`
const heavy = [
  () => sql(`select count(*) from T a, T b where a.amount < b.amount and a.quantity <> ${n()}`),
  () => sql(`select district, notes, count(*), sum(amount) from T where quantity <> ${n()} group by 1, 2 order by 4 desc limit 100`),
  () => sql(`select *, row_number() over (partition by district order by notes, amount) from T order by rate * ${n()} desc limit 30000`),
  () => sql(`select count(distinct md5(notes || '${n()}')) from T`),
  () => sql(`with recursive r as (select ${n()} as i union all select i + 1 from r) select max(i) from r`),
  () => search({ limit: 32000, sort: 'notes desc, amount', offset: n() * 100 }),
  () => search({ limit: 32000, distinct: true, fields: 'notes,amount', offset: n() * 100 }),
  () => search({ limit: 32000, plain: false, q: 'str:* | sch:* | b:*', sort: 'rate desc', offset: n() }),
  () => search({ limit: 10, filters: JSON.stringify({ notes: { gt: `m${n()}` }, rate: { lt: n() } }) }),
]
let seed = 1
const n = () => (seed = seed * 48271 % 2147483647) % 9973
const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
const counts = {}
let stopped = false

const one = path => new Promise(resolve => {
  const request = http.get(url + path, { agent }, response => {
    response.resume()
    response.on('end', () => resolve(response.statusCode))
    response.on('error', () => resolve('cut'))
  })
  request.on('error', () => resolve('none'))
})
for (let c = 0; c < clients; c++) {
  (async () => {
    for (let i = c; !stopped; i++) {
      const status = await one(heavy[i % heavy.length]())
      counts[status] = (counts[status] ?? 0) + 1
      if (status !== 200)
        await new Promise(resolve => setTimeout(resolve, 50))
    }
  })()
}
process.stdin.resume()
process.stdin.on('end', () => {
  console.log(JSON.stringify(counts))
  process.exit(0)
})
