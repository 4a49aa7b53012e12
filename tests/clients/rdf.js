// node rdf.js URL...: fetches each document, parses it with the parser of its media type (none of them ours) and prints as JSON the triples of the first and
// whether each of the others is the same graph.
const { Parser } = require('n3');
const { RdfXmlParser } = require('rdfxml-streaming-parser');
const { JsonLdParser } = require('jsonld-streaming-parser');
const { isomorphic } = require('rdf-isomorphic');

const streamed = (parser, text) => new Promise((resolve, reject) => {
  const quads = [];
  parser.on('data', quad => quads.push(quad)).on('error', reject).on('end', () => resolve(quads));
  parser.write(text);
  parser.end();
});

const parsers = {
  'text/turtle': (text, url) => new Parser({ format: 'text/turtle', baseIRI: url }).parse(text),
  'text/n3': (text, url) => new Parser({ format: 'text/n3', baseIRI: url }).parse(text),
  'application/rdf+xml': (text, url) => streamed(new RdfXmlParser({ baseIRI: url, strict: true }), text),
  'application/ld+json': (text, url) => streamed(new JsonLdParser({ baseIRI: url }), text),
};

const read = async url => {
  const response = await fetch(url, { redirect: 'error' });
  const type = response.headers.get('content-type') || '';
  const parse = parsers[type.split(';')[0]];
  if (response.status !== 200 || !parse)
    throw new Error(`${url}: ${response.status} ${type}`);
  return { url, type, quads: await parse(await response.text(), url) };
};

const term = t => ({ kind: t.termType, value: t.value, language: t.language || null, datatype: t.datatype ? t.datatype.value : null });

(async () => {
  const documents = [];
  for (const url of process.argv.slice(2))
    documents.push(await read(url));
  const [first, ...others] = documents;
  console.log(JSON.stringify({
    triples: first.quads.map(q => [term(q.subject), q.predicate.value, term(q.object)]),
    others: others.map(d => ({ url: d.url, type: d.type, triples: d.quads.length, same: isomorphic(first.quads, d.quads) })),
  }));
})().catch(error => { console.error(error); process.exit(1); });
