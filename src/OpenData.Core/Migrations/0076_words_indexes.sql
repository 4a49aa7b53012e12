-- Full-text search of large tables (contract 5.6, decision 0017): an index over the words of the rows that are open and were opened up to version v. What came after
-- it is read as it is, so that writers pay nothing, until that is much and the index is made anew.
create table ver.words_index (
    table_no int primary key,
    v        int not null,
    columns  text[] not null,          -- physical, in the order of the fields: of other columns there are other words
    made_at  timestamptz not null
);

-- The text of a value of a type whose output is not immutable for PostgreSQL: dates, times, lists. It is here: all our sessions print ISO dates in UTC.
create function catalog.words_text(anyelement) returns text language plpgsql immutable parallel safe as $$ begin return $1::text; end $$;

-- The words of a row, up to what a tsvector can hold: a longer row can still be written.
create function catalog.row_words(text[]) returns tsvector language plpgsql immutable parallel safe as $$
begin
    return to_tsvector('catalog.words'::regconfig, left(array_to_string($1, ' '), 250000));
end $$;
