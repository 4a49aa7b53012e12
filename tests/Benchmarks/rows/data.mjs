// The rows of the benchmark: 12 columns of all usual types, the same ones every time. A row is a function of its number, so that any part can be made again.

export const columns = [
  ['code', 'text'], ['district', 'text'], ['category', 'text'], ['year', 'int'], ['month', 'int'], ['amount', 'numeric'], ['quantity', 'int'], ['rate', 'float'],
  ['day', 'date'], ['seen', 'timestamp'], ['open', 'bool'], ['notes', 'text'],
]
export const names = columns.map(([name]) => name)
export const districts = Array.from({ length: 50 }, (_, i) => `district-${String(i + 1).padStart(2, '0')}`)

const categories = ['Δρόμοι', 'Πράσινο', 'Σχολεία', 'Ύδρευση', 'Φωτισμός', 'Καθαριότητα', 'Culture', 'Sports', 'Health', 'Transport', 'Housing', 'Other']
const words = ['repair', 'supply', 'contract', 'invoice', 'annual', 'service', 'lamp', 'street', 'park', 'school', 'δρόμος', 'πλατεία', 'έργο', 'study', 'bench', 'bridge', 'paint', 'garden',
  'fence', 'bus', 'tram', 'library', 'museum', 'stadium', 'court', 'market', 'harbour', 'station', 'tower', 'wall']

/** A number between 0 and 2^32 that looks random (the finalizer of MurmurHash3). */
const mix = (i, salt) => {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
const two = n => String(n).padStart(2, '0')

/** Values as texts in the order of the columns. `change` gives another amount to the same code. 17.7 % of all notes have the word water. */
export function row(i, change = 0) {
  const r = k => mix(i, k)
  const year = 2010 + r(3) % 15, month = 1 + r(4) % 12
  const cents = r(change + 100) % 100_000_000
  const notes = Array.from({ length: 6 + r(11) % 5 }, (_, k) => words[r(20 + k) % words.length])
  if (r(12) % 1000 < 177)
    notes.splice(r(13) % notes.length, 0, 'water')
  return [
    `K${String(i).padStart(8, '0')}`, districts[r(1) % 50], categories[r(2) % 12], String(year), String(month), `${Math.floor(cents / 100)}.${two(cents % 100)}`, String(r(6) % 10_000),
    String((r(7) % 100_000) / 1000), `${year}-${two(month)}-${two(1 + r(8) % 28)}`, `${year}-${two(month)}-${two(1 + r(8) % 28)}T${two(r(9) % 24)}:${two(r(9) % 60)}:${two(r(10) % 60)}`,
    String(r(14) % 3 === 0), notes.join(' '),
  ]
}

const raw = new Set(['year', 'month', 'quantity', 'rate', 'open'])
/** JSON of records, amounts as texts so that they stay exact. */
export const records = (from, to, change) => {
  const list = []
  for (let i = from; i < to; i++)
    list.push('{' + row(i, change).map((value, c) => `"${names[c]}":${raw.has(names[c]) ? value : JSON.stringify(value)}`).join(',') + '}')
  return `[${list.join(',')}]`
}
export const csv = (from, to) => {
  let text = ''
  for (let i = from; i < to; i++)
    text += row(i).join(',') + '\r\n'
  return text
}
