using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>What people ask at hackathons, how values look, and how errors speak (contract 5.7, 5.8).</summary>
public sealed class DatastoreSearchSqlTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    private SqlSite Site => fixture.Site;

    [Theory]
    [InlineData("SELECT year, sum(amount) FROM \"{pub}\" GROUP BY year ORDER BY year", "2020,401.00 2021,601.00 2022,200.50 2023,300.50")]
    [InlineData("SELECT a.name, b.amount FROM \"{pub}\" a JOIN \"{pub2}\" b ON a._id = b._id WHERE a.year = 2023", "\"line 3\",300.50")]
    [InlineData("SELECT name, rank() OVER (PARTITION BY year ORDER BY amount DESC) AS r FROM \"{pub}\" WHERE year = 2020 ORDER BY r", "\"line 4\",1 \"line 0\",2")]
    [InlineData("SELECT sum(amount) OVER w FROM \"{pub}\" WINDOW w AS (ORDER BY _id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) LIMIT 2", "0.50 101.00")]
    [InlineData("WITH t(y, n) AS (SELECT year, count(*) FROM \"{pub}\" GROUP BY 1) SELECT y FROM t WHERE n > 1 ORDER BY 1", "2020 2021")]
    [InlineData("WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t", "10")]
    [InlineData("SELECT '12'::int + CAST('1.50' AS numeric(10,2)) AS a, date '2024-02-29' + 1 AS b, 'abc'::varchar(2) AS c, 1::double precision AS d", "13.50,\"2024-03-01\",\"ab\",1.0")]
    [InlineData("SELECT date_trunc('month', paid)::date, extract(month FROM paid), to_char(paid, 'YYYY/MM'), paid + interval '1 month' FROM \"{pub}\" WHERE name = 'line 1'",
        "\"2024-02-01\",2,\"2024/02\",\"2024-03-15T00:00:00\"")]
    [InlineData("SELECT name FROM \"{pub}\" WHERE name ~ '^line [45]$' AND name !~* 'LINE 5'", "\"line 4\"")]
    [InlineData("SELECT regexp_replace('a1b22', '[0-9]+', '#', 'g'), substring('x-42' FROM '[0-9]+'), 'abc' SIMILAR TO 'a%' AS s, 'abc' LIKE 'a\\_%' AS l", "\"a#b#\",\"42\",true,false")]
    [InlineData("SELECT '{\"a\": {\"b\": [1, 2]}}'::jsonb #>> '{a,b,1}', json_build_object('x', 1), to_jsonb(1.50)", "\"2\",\"{\\u0022x\\u0022 : 1}\",\"1.50\"")]
    [InlineData("SELECT array_agg(year ORDER BY _id), string_to_array('a,NULL,\"b', ','), '{}'::int[], array[[1,2],[3,4]] FROM \"{pub}\"",
        "[2020,2021,2022,2023,2020,2021],[\"a\",\"NULL\",\"\\u0022b\"],[],[[1,2],[3,4]]")]
    [InlineData("SELECT d::date, count(p._id) FROM generate_series('2024-01-01'::date, '2024-02-01', '1 month') d LEFT JOIN \"{pub}\" p ON date_trunc('month', p.paid) = d GROUP BY d ORDER BY d",
        "\"2024-01-01\",1 \"2024-02-01\",1")]
    [InlineData("SELECT p.name, x.n FROM \"{pub}\" p CROSS JOIN LATERAL (SELECT count(*) n FROM \"{pub2}\" q WHERE q.year = p.year) x WHERE p._id = 1", "\"line 0\",2")]
    [InlineData("SELECT year FROM \"{pub}\" UNION SELECT year + 10 FROM \"{pub2}\" EXCEPT SELECT 2020 ORDER BY 1 DESC LIMIT 2", "2033 2032")]
    [InlineData("SELECT DISTINCT ON (year) year, name FROM \"{pub}\" ORDER BY year, amount DESC LIMIT 1", "2020,\"line 4\"")]
    [InlineData("SELECT year, count(*) FILTER (WHERE amount > 300) FROM \"{pub}\" GROUP BY ROLLUP (year) HAVING count(*) > 1 ORDER BY year NULLS LAST", "2020,1 2021,1 null,3")]
    [InlineData("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), mode() WITHIN GROUP (ORDER BY year) FROM \"{pub}\"", "250.5,2020")]
    [InlineData("SELECT CASE WHEN amount BETWEEN 0 AND 100 THEN 'low' ELSE 'high' END AS k, count(*) FROM \"{pub}\" GROUP BY k ORDER BY k", "\"high\",5 \"low\",1")]
    [InlineData("SELECT coalesce(null, 1), nullif(1, 1), greatest(1, 2), exists(SELECT 1), trim(' a '), position('b' in 'ab'), char_length('αβ')", "1,null,2,true,\"a\",2,2")]
    [InlineData("SELECT count(*) FROM \"{pub}\" WHERE _full_text @@ plainto_tsquery('english', 'lines 2023')", "1")]
    [InlineData("SELECT timestamp '2021-01-02 03:04:05.5' AS a, timestamptz '2021-01-02 03:04:05+02' AS b, 'infinity'::timestamp AS c, now() IS NOT NULL",
        "\"2021-01-02T03:04:05.500000\",\"2021-01-02T01:04:05\\u002B00:00\",\"infinity\",true")]
    [InlineData("SELECT 'NaN'::float8 AS a, '-Infinity'::float8 AS b, 12345678901234567890.1234567890::numeric AS c", "\"NaN\",\"-Infinity\",12345678901234567890.1234567890")]
    [InlineData("/* a /* nested */ ; */ SELECT $$a;b$$ AS a, $t$ ' $t$ AS b, U&'\\0441' AS c, E'\\x41' AS d, 'it''s' AS e -- and an end ;", "\"a;b\",\" \\u0027 \",\"\\u0441\",\"A\",\"it\\u0027s\"")]
    [InlineData("SELECT repeat('ab', 3), lpad('7', 3, '0'), pg_catalog.lower('A'), \"upper\"('a')", "\"ababab\",\"007\",\"a\",\"A\"")]
    [InlineData("VALUES (1, 'a'), (2, null)", "1,\"a\" 2,null")]
    [InlineData("SELECT public.\"{pub}\".name FROM public.\"{pub}\" LIMIT 1;", "\"line 0\"")]
    [InlineData("SELECT 1 AS a, 2 AS a", "2")]
    [InlineData("(SELECT 1) UNION ALL (SELECT 2)", "1 2")]
    public async Task Queries_of_all_kinds_work(string sql, string rows)
    {
        var answer = await Site.RowsAsync(sql);

        Assert.Equal(rows, answer);
    }

    [Fact]
    public async Task A_star_shows_the_row_number_and_the_words_as_CKAN_names_them()
    {
        var result = await Site.ResultAsync("SELECT * FROM \"{pub}\" ORDER BY _id LIMIT 1");

        Assert.Equal(["sql", "fields", "records"], result.AsObject().Select(pair => pair.Key));
        Assert.Equal(
            "_id int4,_full_text tsvector,name text,year int4,amount numeric,paid date,note text,Опис видатку text",
            string.Join(',', result["fields"]!.AsArray().Select(field => $"{field!["id"]} {field["type"]}")));
        Assert.Equal("'-01':6 '-15':7 '0':2 '0.50':4 '2020':3 '2024':5 'line':1 'public':8", (string)result["records"]![0]!["_full_text"]!);
    }

    [Fact]
    public async Task More_rows_than_the_limit_are_cut_and_the_answer_says_so()
    {
        var cut = await Site.ResultAsync("SELECT x FROM generate_series(1, 40000) x");
        var whole = await Site.ResultAsync("SELECT x FROM generate_series(1, 32000) x");

        Assert.Equal((32_000, true), (cut["records"]!.AsArray().Count, (bool)cut["records_truncated"]!));
        Assert.Equal((32_000, null), (whole["records"]!.AsArray().Count, whole["records_truncated"]));
    }

    [Fact]
    public async Task An_error_points_at_its_place_in_the_callers_text()
    {
        var (status, body) = await Site.AskAsync("SELECT name,\n  nocolumn FROM \"{pub}\"");
        var error = JsonNode.Parse(body)!["error"]!;

        Assert.Equal((409, "Validation Error"), (status, (string)error["__type"]!));
        Assert.Equal($"(psycopg2.errors.UndefinedColumn) column \"nocolumn\" does not exist\nLINE 2:   nocolumn FROM \"{Site.Names["pub"]}\"\n          ^", (string)error["query"]![0]!);
        Assert.Equal($"SELECT * FROM (SELECT name,\n  nocolumn FROM \"{Site.Names["pub"]}\") AS blah LIMIT 32001 ;", (string)error["info"]!["statement"]![0]!);
    }

    [Theory]
    [InlineData("SELEC 1", 409, "syntax error at or near \"SELEC\"")]
    [InlineData("SELECT 1 +", 409, "syntax error")]
    [InlineData("SELECT 1/0", 409, "division by zero")]
    [InlineData("SELECT 'a'::int", 409, "invalid input syntax for type integer")]
    [InlineData("SELECT * FROM nope", 409, "relation \"nope\" does not exist")]
    [InlineData("SELECT dblink('a', 'b')", 409, "function dblink(unknown, unknown) does not exist")]
    [InlineData("SELECT 1; SELECT 2", 409, "Query is not a single statement.")]
    [InlineData("SELECT 'a\\'", 409, "Query is not a single statement.")]
    [InlineData("", 409, "syntax error")]
    [InlineData("SELECT pg_sleep(1)", 403, "Not authorized to call function pg_sleep")]
    [InlineData("SELECT * FROM pg_catalog.pg_tables", 403, "Not authorized to access system tables")]
    [InlineData("SELECT (SELECT count(*) FROM pg_class)", 403, "Not authorized to access system tables")]
    [InlineData("SELECT * FROM \"_table_metadata\"", 403, "Not authorized to access system tables")]
    [InlineData("SELECT pg_read_file('/etc/passwd')", 403, "Not authorized to read resource.")]
    [InlineData("SELECT max(note) FROM \"{priv}\"", 403, "User  not authorized to read resource ")]
    public async Task What_is_refused_is_refused_in_CKANs_words(string sql, int expected, string words)
    {
        var (status, body) = await Site.AskAsync(sql);
        var error = JsonNode.Parse(body)!["error"]!;
        var text = (string)(error["message"] ?? error["query"]![0])!;

        Assert.Equal(expected, status);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 409, "Missing value")]
    [InlineData("{\"sql\": 5}", 409, "syntax error")]
    [InlineData("{\"sql\": \"SELECT \\u0000\"}", 400, "Error decoding JSON")]
    [InlineData("{\"sql\": \"SELECT 1\", \"version\": \"1\"}", 200, "[{\"?column?\":1}]")]
    public async Task Odd_parameters_get_clear_answers(string body, int expected, string words)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Site.Site.Client.PostAsync("/api/3/action/datastore_search_sql", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_in_the_request_is_the_version_of_every_table()
    {
        var ct = TestContext.Current.CancellationToken;
        var package = await Site.HasTableAsync($"pinned-{Guid.NewGuid():N}", ct);
        await Site.PublishAsync(package, "second", ct, rows: 3);
        var sql = $"SELECT note, count(*) FROM \"{package.Resources[0].Id}\" GROUP BY note";

        Assert.Equal("\"second\",3", await Site.RowsAsync(sql));
        Assert.Equal("\"public\",6", await Site.RowsAsync(sql, version: 1));
        Assert.Equal(404, (await Site.AskAsync(sql, version: 7)).Status);
        Assert.Equal(403, (await Site.AskAsync("SELECT * FROM \"{priv}\"", version: 1)).Status);
        Assert.Equal("\"second\",3", await Site.RowsAsync(sql));
    }
}
