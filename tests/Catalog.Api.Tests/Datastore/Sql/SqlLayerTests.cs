using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpenData.Core.CallerSql;
using OpenData.Core.Errors;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>
/// Each of the two checks alone (security rule 2): what one of them lets through is here by name, so that a rule which is lost shows also where the other one would have caught the text.
/// </summary>
public sealed class SqlLayerTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    /// <summary>Of texts that must be refused, those that only the server can know: relations and schemas that a caller may not read, and what is no function, type or statement at all.</summary>
    private const string SentToTheServer = """
        S033 S034 S035 S036 S038 O012 O015 O016 O017 O018 O020 O021 O022 O023 O024 O026 O027 P005 lexer-006 lexer-011 lexer-012 lexer-013 lexer-032 lexer-034 lexer-038
        lexer-040 lexer-047 catalog-030 catalog-044 catalog-055 catalog-056 catalog-057 catalog-058 catalog-064 catalog-065 catalog-066 catalog-067 catalog-068 catalog-069
        exec_text-006 exec_text-007 exec_text-008 file-015 lock-029 leak-046 private-001 private-002 private-003 private-004 private-005 private-006 private-007 private-008
        private-009 private-010 private-011 private-012 private-013 private-014 private-015 private-016 private-017 private-018 private-019 private-020 private-021
        private-022 private-023 private-024 private-025 private-026 private-027 private-028 private-029 private-030 private-031 private-032 private-037 statement-043
        statement-044 statement-045 name-001 name-002 name-003 name-004 name-005 name-009 name-010 name-011 name-018 name-019 private_error-001 private_error-002
        private_error-003 private_error-004 private_error-005 private_error-006 private_error-007 private_error-008 catalog-074
        """;

    /// <summary>Of the same texts: one that closes our bracket, and one whose semicolon stands in a string, but not for CKAN.</summary>
    private const string PassedByTheTree = "O038 lexer-003";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_check_lets_nothing_through_that_has_no_place_on_a_list()
    {
        await using var server = new SqlServer(fixture.Site.Site.Database, NullLogger<SqlServer>.Instance);
        var names = await server.StartAsync(Ct);

        var passed = Denied().Where(text => Passes(() => SqlCheck.Check(text.Sql, names))).Select(text => text.Id);

        var list = string.Join(' ', passed);
        Assert.True(list == SentToTheServer.ReplaceLineEndings(" "), list);
    }

    [Fact]
    public async Task The_tree_alone_refuses_what_the_first_check_would_have()
    {
        await using var server = new SqlServer(fixture.Site.Site.Database, NullLogger<SqlServer>.Instance);
        var names = await server.StartAsync(Ct);
        var readable = await ReadableAsync();
        var passed = new List<string>();

        foreach (var (id, sql) in Denied())
        {
            await using var connection = await server.OpenAsync(SqlRoles.Check, Ct);
            if (await PassesAsync(() => SqlTree.ReadAsync(connection, new CheckedSql { Caller = sql, Text = sql, Names = new HashSet<string>() }, null, names, readable.Contains, Ct)))
                passed.Add(id);
        }

        var list = string.Join(' ', passed);
        Assert.True(list == PassedByTheTree, list);
    }

    /// <summary>Tokens with what they are: a word, q quoted name, t text, n number, and signs as they stand.</summary>
    [Theory]
    [InlineData("select 'a;b' , \"C\"\"d\" from T$1", "w:select t , q:C\"d w:from w:t$1")]
    [InlineData("e'\\\\'';' x", "t w:x")]
    [InlineData("E'\\'' ;' y", "t ; t?")]
    [InlineData("b'1' X'f' n'a' u&'\\0041' bx'1'", "t t t t w:bx t")]
    [InlineData("'a' 'b'", "t t")]
    [InlineData("'a'\n 'b' c", "t w:c")]
    [InlineData("'a' -- x\n 'b'", "t")]
    [InlineData("'a' /* x */\n 'b'", "t t")]
    [InlineData("e'a'\n'\\'' ;' ", "t ;?")]
    [InlineData("$$a;$$ $b$ $$ $c$ $b$ $é$'$é$ a$b$c", "t t t w:a$b$c")]
    [InlineData("1 1.5 .5 1. 1e5 1.5E-3 1..2 a[1:2]", "n n n n n n n . n w:a [ n : n ]")]
    [InlineData("a/* /* */ ; */b --;\rc", "w:a w:b w:c")]
    [InlineData("1+--2\n3*/*;*/4 @-/**/5 <-- \n6", "n + n * n @- n < n")]
    [InlineData("a::int b:c :: d =>", "w:a :: w:int w:b : w:c :: w:d =>")]
    [InlineData("ÄB \u00a0x ſet", "w:Äb w:\u00a0x w:ſet")]
    [InlineData("a\vb\fc", "w:a \v w:b w:c")]
    [InlineData("\"a;b\" \"x\"\"\"\"y\"", "q:a;b q:x\"\"y")]
    public void A_text_is_split_as_PostgreSQL_splits_it(string text, string expected)
    {
        if (expected.EndsWith('?'))
        {
            Assert.Throws<ValidationException>(() => SqlLexer.Read(text));
            return;
        }

        Assert.Equal(expected, string.Join(' ', SqlLexer.Read(text).Select(token => token.Kind switch
        {
            SqlTokenKind.Word => "w:" + token.Value,
            SqlTokenKind.QuotedName => "q:" + token.Value,
            SqlTokenKind.Text => "t",
            SqlTokenKind.Number => "n",
            _ => token.Value,
        })));
    }

    [Theory]
    [InlineData("1a")]
    [InlineData("0x1F")]
    [InlineData("1_000")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.5é")]
    [InlineData("1$a$")]
    [InlineData("$1")]
    [InlineData("$a")]
    [InlineData("$1a$ x $1a$")]
    [InlineData("u&\"a\"")]
    [InlineData("'a")]
    [InlineData("\"a")]
    [InlineData("e'\\'")]
    [InlineData("/* /* */")]
    [InlineData("$a$ $b$")]
    public void What_versions_of_PostgreSQL_read_differently_or_does_not_end_is_refused(string text)
    {
        Assert.Throws<ValidationException>(() => SqlLexer.Read(text));
    }

    [Fact]
    public async Task Texts_are_bounded_in_length_depth_and_selects()
    {
        await using var server = new SqlServer(fixture.Site.Site.Database, NullLogger<SqlServer>.Instance);
        var names = await server.StartAsync(Ct);
        string Nested(int depth) => $"select {new string('(', depth)}1{new string(')', depth)}";
        string Unions(int selects) => string.Join(" union all ", Enumerable.Repeat("select 1", selects));
        string Long(int bytes) => $"select '{new string('x', bytes - 9)}'";

        Assert.Equal((true, false), (Passes(() => SqlCheck.Check(Nested(100), names)), Passes(() => SqlCheck.Check(Nested(101), names))));
        Assert.Equal((true, false), (Passes(() => SqlCheck.Check(Unions(100), names)), Passes(() => SqlCheck.Check(Unions(101), names))));
        Assert.Equal((true, false), (Passes(() => SqlCheck.Check(Long(64 * 1024), names)), Passes(() => SqlCheck.Check(Long((64 * 1024) + 1), names))));
        Assert.False(Passes(() => SqlCheck.Check($"select '{new string('α', 33_000)}'", names)));
    }

    private IEnumerable<(string Id, string Sql)> Denied() =>
        new[] { "malicious.jsonl", "malicious-more.jsonl" }
            .SelectMany(name => File.ReadLines(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Datastore", "Sql", name)))
            .Select(line => JsonNode.Parse(line)!)
            .Where(text => (string)text["expect"]! == "deny")
            .Select(text => ((string)text["id"]!, fixture.Site.Expand((string)text["sql"]!)));

    /// <summary>The views of the public tables, as the runner would allow them to everybody.</summary>
    private async Task<HashSet<uint>> ReadableAsync()
    {
        await using var connection = await fixture.Site.Site.Database.Write.OpenConnectionAsync(Ct);
        return [.. (await connection.QueryAsync<long>(new CommandDefinition("""
            select unnest(array[c.oid::int8, c.reltype::int8]) from pg_class c
             where c.relnamespace = 'datastore'::regnamespace and has_table_privilege(catalog.sql_role('public'), c.oid, 'select')
            """, cancellationToken: Ct))).Select(oid => (uint)oid)];
    }

    private static bool Passes(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (CatalogException)
        {
            return false;
        }
    }

    private static async Task<bool> PassesAsync(Func<Task> check)
    {
        try
        {
            await check();
            return true;
        }
        catch (Exception e) when (e is CatalogException or NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }
}
