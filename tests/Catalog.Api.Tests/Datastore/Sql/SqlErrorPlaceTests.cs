using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>An error shows the line of the caller's own text and a mark under the place (contract 5.8), whoever found it: the lexer, the lists, the server's analysis or its execution.</summary>
public sealed class SqlErrorPlaceTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    [Theory]
    [InlineData("¦SELEC 1", "SyntaxError", "syntax error at or near \"SELEC\"")]
    [InlineData("SELECT 1 FORM ¦x y", "SyntaxError", "syntax error at or near")]
    [InlineData("SELECT 1 +¦", "SyntaxError", "syntax error at end of input")]
    [InlineData("SELECT 1 FROM -- nothing¦", "SyntaxError", "syntax error at end of input")]
    [InlineData("SELECT (1¦", "SyntaxError", "syntax error at end of input")]
    [InlineData("SELECT (1)¦)", "SyntaxError", "syntax error at or near \")\"")]
    [InlineData("SELECT ¦'open", "SyntaxError", "unterminated quoted string")]
    [InlineData("SELECT 1 AS ¦\"open", "SyntaxError", "unterminated quoted identifier")]
    [InlineData("SELECT 1 ¦/* open", "SyntaxError", "unterminated /* comment")]
    [InlineData("SELECT ¦$a$ open", "SyntaxError", "unterminated dollar-quoted string")]
    [InlineData("SELECT ¦12abc", "SyntaxError", "trailing junk after numeric literal")]
    [InlineData("SELECT ¦$1", "SyntaxError", "there is no parameter here")]
    [InlineData("SELECT 1 ¦INTO x", "SyntaxError", "SELECT ... INTO is not allowed here")]
    [InlineData("SELECT 1::¦regclass", "UndefinedObject", "type \"regclass\" does not exist here")]
    [InlineData("SELECT CAST(1 AS ¦nosuch)", "UndefinedObject", "type \"nosuch\" does not exist here")]
    [InlineData("SELECT x FROM json_to_record('{}') AS t(x ¦regclass)", "UndefinedObject", "type \"regclass\" does not exist here")]
    [InlineData("SELECT * FROM ¦xmltable('/a' PASSING ('<a/>'::xml) COLUMNS b text)", "FeatureNotSupported", "a table made of XML or JSON is not allowed here")]
    [InlineData("SELECT name\r\nFROM \"{pub}\"\r\nWHERE ¦nocol = 1", "UndefinedColumn", "column \"nocol\" does not exist")]
    [InlineData("SELECT 'α€😀', ¦nocol FROM public.\"{pub}\"", "UndefinedColumn", "column \"nocol\" does not exist")]
    [InlineData("SELECT ¦yeer FROM \"{pub}\"", "UndefinedColumn", "HINT: Perhaps you meant to reference the column")]
    [InlineData("SELECT 1 FROM ¦nope", "UndefinedTable", "relation \"nope\" does not exist")]
    [InlineData("SELECT ¦x.name FROM \"{pub}\" y", "UndefinedTable", "missing FROM-clause entry for table \"x\"")]
    [InlineData("SELECT ¦nofunc(1)", "UndefinedFunction", "function nofunc(integer) does not exist")]
    [InlineData("SELECT year ¦+ name FROM \"{pub}\"", "UndefinedFunction", "operator does not exist: integer + text")]
    [InlineData("SELECT ¦name FROM \"{pub}\" a, \"{pub}\" b", "AmbiguousColumn", "column reference \"name\" is ambiguous")]
    [InlineData("SELECT ¦name, count(*) FROM \"{pub}\"", "GroupingError", "must appear in the GROUP BY clause")]
    [InlineData("SELECT sum(¦count(*)) FROM \"{pub}\"", "GroupingError", "aggregate function calls cannot be nested")]
    [InlineData("SELECT 1 FROM \"{pub}\" WHERE ¦year", "DatatypeMismatch", "argument of WHERE must be type boolean")]
    [InlineData("SELECT ¦'x'::int", "InvalidTextRepresentation", "invalid input syntax for type integer")]
    [InlineData("SELECT date ¦'2024-02-31'", "DataError", "date/time field value out of range")]
    [InlineData("SELECT sum(year) OVER ¦w FROM \"{pub}\"", "UndefinedObject", "window \"w\" does not exist")]
    [InlineData("SELECT 1 UNION SELECT ¦1, 2", "SyntaxError", "each UNION query must have the same number of columns")]
    [InlineData("SELECT year FROM \"{pub}\" ORDER BY ¦3", "ProgrammingError", "ORDER BY position 3 is not in select list")]
    public async Task A_mark_stands_under_the_place(string marked, string condition, string words)
    {
        var sql = fixture.Site.Expand(marked);
        var at = sql.IndexOf('¦', StringComparison.Ordinal);
        sql = sql.Remove(at, 1);

        var error = await ErrorAsync(sql);

        var start = at == 0 ? 0 : sql.LastIndexOf('\n', at - 1) + 1;
        var head = $"LINE {sql[..start].Count(c => c == '\n') + 1}: ";
        Assert.StartsWith($"(psycopg2.errors.{condition}) ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.EndsWith($"\n{head}{sql[start..].Split('\n')[0]}\n{new string(' ', head.Length + at - start)}^", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT amount / (year - year) FROM \"{pub}\"", "division by zero")]
    [InlineData("SELECT name::int FROM \"{pub}\"", "invalid input syntax for type integer: \"line 0\"")]
    [InlineData("SELECT 'a' ~ (name || '(') FROM \"{pub}\"", "invalid regular expression: parentheses () not balanced")]
    [InlineData("SELECT repeat('x', 2000000)", "requested length too large")]
    public async Task An_error_of_a_value_is_told_without_a_place_or_with_one_of_the_callers_text(string sql, string words)
    {
        var error = await ErrorAsync(fixture.Site.Expand(sql));

        Assert.True(error.Contains(words, StringComparison.Ordinal), error);
        Assert.DoesNotContain("blah", error, StringComparison.Ordinal);
        Assert.DoesNotContain("opendata", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_long_line_the_part_around_the_place_is_shown()
    {
        var error = await ErrorAsync($"SELECT {string.Join(", ", Enumerable.Range(1, 100))}, nocol, {string.Join(", ", Enumerable.Range(1, 100))} FROM \"{fixture.Site.Names["pub"]}\"");
        var lines = error.Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("LINE 1: ...", lines[1], StringComparison.Ordinal);
        Assert.Equal("nocol", lines[1][(lines[2].Length - 1)..][..5]);
    }

    private async Task<string> ErrorAsync(string sql)
    {
        var (status, body) = await fixture.Site.AskAsync(sql);
        Assert.True(status == 409, body);
        return (string)JsonNode.Parse(body)!["error"]!["query"]![0]!;
    }
}
