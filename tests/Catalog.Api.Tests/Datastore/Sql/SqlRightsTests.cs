using System.Text;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>SQL sees what <c>datastore_search</c> sees, also right after a right has changed (security rule 23).</summary>
public sealed class SqlRightsTests(SqlFixture fixture) : IClassFixture<SqlFixture>
{
    private SqlSite Site => fixture.Site;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_caller_reads_by_SQL_what_a_search_reads_in_every_state()
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        await Site.Data.Organizations.SaveAsync($"own-{id}", new Dictionary<string, string> { ["en"] = "Own" }, "", Ct);
        await Site.Data.Organizations.SaveAsync($"other-{id}", new Dictionary<string, string> { ["en"] = "Other" }, "", Ct);
        var package = await Site.HasTableAsync($"matrix-{id}", Ct, draft => draft with { OwnerOrg = $"own-{id}" });
        var (name, resource) = ($"matrix-{id}", package.Resources[0].Id.ToString());
        var callers = new Dictionary<string, string?>
        {
            ["anonymous"] = null, ["sysadmin"] = Site.Site.Token, ["stranger"] = await Site.Data.HasUserAsync($"s-{id}", Ct), ["collaborator"] = await Site.Data.HasUserAsync($"c-{id}", Ct),
            ["member"] = await Site.Data.HasUserAsync($"m-{id}", Ct, ($"own-{id}", "member")), ["admin"] = await Site.Data.HasUserAsync($"a-{id}", Ct, ($"own-{id}", "admin")),
            ["other"] = await Site.Data.HasUserAsync($"o-{id}", Ct, ($"other-{id}", "admin")),
        };
        (string Action, string Body)[] changes =
        [
            ("package_patch", $"{{\"id\": \"{name}\", \"private\": true}}"),
            ("package_collaborator_create", $"{{\"id\": \"{name}\", \"user_id\": \"c-{id}\", \"capacity\": \"member\"}}"),
            ("package_owner_org_update", $"{{\"id\": \"{name}\", \"organization_id\": \"other-{id}\"}}"),
            ("package_collaborator_delete", $"{{\"id\": \"{name}\", \"user_id\": \"c-{id}\"}}"),
            ("package_patch", $"{{\"id\": \"{name}\", \"private\": false}}"),
            ("package_patch", $"{{\"id\": \"{name}\", \"state\": \"draft\"}}"),
            ("package_patch", $"{{\"id\": \"{name}\", \"state\": \"active\"}}"),
            ("package_delete", $"{{\"id\": \"{name}\"}}"),
            ("package_patch", $"{{\"id\": \"{name}\", \"state\": \"active\"}}"),
            ("resource_delete", $"{{\"id\": \"{resource}\"}}"),
        ];
        var differences = new List<string>();
        var answers = new HashSet<int>();

        await CompareAsync("as published");
        foreach (var (action, body) in changes)
        {
            Assert.True(await PostAsync(action, body) == 200, $"{action} {body}");
            await CompareAsync($"{action} {body}");
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
        Assert.Superset(new HashSet<int> { 200, 403 }, answers);
        await RequireNothingLentAsync();

        async Task CompareAsync(string change)
        {
            foreach (var (caller, token) in callers)
            {
                // A resource that was deleted can be read in the versions that had it; SQL knows current tables only.
                var search = change.StartsWith("resource_delete", StringComparison.Ordinal) ? 409 : await PostAsync("datastore_search", $"{{\"resource_id\": \"{resource}\"}}", token);
                var (status, answer) = await Site.AskAsync($"SELECT note FROM \"{resource}\" LIMIT 1", token);
                answers.Add(status);
                if (status != search || (status != 200 && answer.Contains(SqlSite.Canary, StringComparison.Ordinal)))
                    differences.Add($"{caller} after {change}: SQL {status}, search {search}: {answer}");
            }
        }
    }

    [Fact]
    public async Task A_query_over_public_and_own_private_tables_is_answered_and_nothing_stays_lent()
    {
        var member = await Site.Data.HasUserAsync($"join-{Guid.NewGuid():N}", Ct, ("city", "member"));

        var rows = await Site.RowsAsync("SELECT b.note FROM \"{pub}\" a JOIN \"{priv}\" b USING (_id) WHERE _id = 1", member);

        Assert.Equal($"\"{SqlSite.Canary}\"", rows);
        await RequireNothingLentAsync();
    }

    [Fact]
    public async Task Many_borrowers_and_a_dataset_that_changes_its_state_do_not_disturb_each_other()
    {
        var name = $"busy-{Guid.NewGuid():N}";
        var package = await Site.HasTableAsync(name, Ct, draft => draft with { Private = true });
        var member = await Site.Data.HasUserAsync($"many-{Guid.NewGuid():N}", Ct, ("city", "member"));
        var sql = $"SELECT count(*) FROM \"{package.Resources[0].Id}\" a JOIN \"{{priv}}\" b USING (_id)";

        var asked = Enumerable.Range(0, 24).Select(_ => Site.AskAsync(sql, member)).ToList();
        var changed = new List<int>();
        for (var i = 0; i < 6; i++)
            changed.Add(await PostAsync("package_patch", $"{{\"id\": \"{name}\", \"private\": {(i % 2 == 0 ? "false" : "true")}}}"));
        var answers = (await Task.WhenAll(asked)).Select(answer => answer.Status).ToList();

        Assert.All(changed, status => Assert.Equal(200, status));
        Assert.All(answers, status => Assert.Contains(status, new[] { 200, 503 }));   // 503: no place within two seconds, or the view was being written to
        Assert.Contains(200, answers);
        await RequireNothingLentAsync();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM \"{0}\" WHERE note::int > 0")]
    [InlineData("SELECT count(*) FROM \"{0}\" a JOIN \"{0}\" b ON a._id = b._id AND (a.note || b.note)::int > 0")]
    [InlineData("SELECT count(*) FILTER (WHERE note::int > 0) FROM \"{0}\"")]
    [InlineData("SELECT count(*) FROM (SELECT note::int AS n FROM \"{0}\" ORDER BY _id) x WHERE n > 0 AND 1 / n >= 0")]
    [InlineData("SELECT count(*) FROM \"{0}\" t WHERE to_jsonb(t)->>'note' = '5'")]
    public async Task Expressions_of_callers_see_no_row_of_another_version(string sql)
    {
        var package = await Site.HasTableAsync($"versions-{Guid.NewGuid():N}", Ct);
        await Site.PublishAsync(package, SqlSite.Canary, Ct, rows: 4);
        await Site.PublishAsync(package, "5", Ct, rows: 4);
        var text = sql.Replace("{0}", package.Resources[0].Id.ToString(), StringComparison.Ordinal);

        Assert.Equal("4", await Site.RowsAsync(text));
        Assert.Equal("4", await Site.RowsAsync(text, version: 3));
    }

    [Fact]
    public async Task What_a_killed_program_had_lent_is_taken_back_by_the_next()
    {
        var member = await Site.Data.HasUserAsync($"left-{Guid.NewGuid():N}", Ct, ("city", "member"));
        await Site.AskAsync("SELECT 1");
        await using (var connection = await Site.Site.Database.Write.OpenConnectionAsync(Ct))
            await connection.ExecuteAsync(new CommandDefinition("select catalog.sql_lend(1, array[@priv, @deleted])", new { priv = Site.Names["priv"], deleted = Site.Names["deleted"] }, cancellationToken: Ct));

        await Site.ResultAsync("SELECT 1 FROM \"{draft}\"", member);

        await RequireNothingLentAsync();
    }

    [Fact]
    public async Task The_error_of_a_query_that_names_a_hidden_alias_does_not_tell_its_columns()
    {
        var alias = $"hidden_{Guid.NewGuid():N}";
        await using (var connection = await Site.Site.Database.Write.OpenConnectionAsync(Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into catalog.datastore_alias (name, resource_id, position) values (@alias, @priv::uuid, 9)", new { alias, priv = Site.Names["priv"] }, cancellationToken: Ct));
        }

        var wrong = await Site.AskAsync($"SELECT nott FROM {alias}");
        var right = await Site.AskAsync($"SELECT note FROM {alias}");
        var column = await Site.RowsAsync($"SELECT 1 AS {alias}");
        var sysadmin = await Site.RowsAsync($"SELECT count(*) FROM {alias}", Site.Site.Token);

        Assert.Equal((403, 403), (wrong.Status, right.Status));
        Assert.Equal(wrong.Body, right.Body);
        Assert.Equal(("1", "6"), (column, sysadmin));
    }

    private async Task RequireNothingLentAsync()
    {
        await using var connection = await Site.Site.Database.Write.OpenConnectionAsync(Ct);
        var lent = await connection.QueryAsync<string>(new CommandDefinition("""
            select rolname || ' ' || c.relname
              from pg_class c cross join pg_roles r
             where c.relnamespace::regnamespace::text like 'datastore%' and c.relkind = 'v' and has_table_privilege(r.oid, c.oid, 'select')
               and (r.rolname like catalog.sql_role('lent') || '%' or r.rolname = catalog.sql_role('check')
                    or (r.rolname = catalog.sql_role('public') and not exists (
                        select 1 from catalog.sql_view v join catalog.resource x on x.id = v.resource_id join catalog.package p on p.id = x.package_id
                         where v.name = c.relname and p.state = 'active' and not p.private)))
            """, cancellationToken: Ct));
        Assert.Empty(lent);
    }

    private async Task<int> PostAsync(string action, string body, string? token = "admin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/{action}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token == "admin" ? Site.Site.Token : token);
        using var response = await Site.Site.Client.SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
