-- Full-text search in rows (datastore_search?q=): English words by the English stemmer as in CKAN, words with other letters by the Greek one,
-- which also forgives accents, capitals and final sigma. PostgreSQL's parser tells the two kinds of words apart.
create text search configuration catalog.words (copy = pg_catalog.english);
alter text search configuration catalog.words alter mapping for word, hword, hword_part with pg_catalog.greek_stem;
