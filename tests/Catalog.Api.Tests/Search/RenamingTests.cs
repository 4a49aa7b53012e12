using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Dapper;
using Npgsql;
using Xunit;

namespace Catalog.Api.Tests.Search;

/// <summary>
/// A dataset is found by the names of its organization, groups and vocabularies, also where these change while it is written (decision 0013). The two writers meet as
/// they should not: a third one holds what the first of them needs last, until both stand still.
/// </summary>
public sealed class RenamingTests(CatalogSite site)
{
    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task A_new_dataset_is_found_by_the_name_that_its_owner_gets_before_it_is_committed(string kind)
    {
        var (_, name) = await site.HasOrganizationAsync(kind);
        var (renamed, tag) = (People.NewName("renamed"), People.NewName("tag"));
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("insert into catalog.tag (id, name) values (gen_random_uuid(), @tag)", new { tag });   // a new dataset with this tag waits for it

        var creating = Task.Run(() => CreateAsync(kind, name, tag));
        await gate.HoldsAsync(1, creating);
        var renaming = Task.Run(() => site.MakeAsync($"{kind}_patch", new JsonObject { ["id"] = name, ["name"] = renamed }));
        await gate.HoldsAsync(2, renaming);
        await gate.RollbackAsync();
        var dataset = (string)(await creating)["name"]!;
        await renaming;

        Assert.Equal((dataset, ""), (string.Join(',', await FindAsync(renamed)), string.Join(',', await FindAsync(name))));
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task A_new_dataset_is_found_by_the_name_that_its_owner_got_while_it_was_being_read(string kind)
    {
        var user = await site.HasUserAsync();
        var (_, name) = await site.HasOrganizationAsync(kind);
        var renamed = People.NewName("renamed");
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("select 1 from catalog.\"user\" where name = @Name for update", user);   // a new member waits for it

        var renaming = Task.Run(() => site.MakeAsync($"{kind}_patch", new JsonObject
        {
            ["id"] = name, ["name"] = renamed, ["users"] = new JsonArray(new JsonObject { ["name"] = user.Name, ["capacity"] = "member" }),
        }));
        await gate.HoldsAsync(1, renaming);
        var creating = Task.Run(() => CreateAsync(kind, name, People.NewName("tag")));
        await gate.HoldsAsync(2, creating);
        await gate.RollbackAsync();
        await renaming;
        var dataset = (string)(await creating)["name"]!;

        Assert.Equal((dataset, ""), (string.Join(',', await FindAsync(renamed)), string.Join(',', await FindAsync(name))));
    }

    [Fact]
    public async Task A_dataset_that_gets_a_tag_while_its_vocabulary_is_renamed_has_it_under_the_new_name()
    {
        var (name, renamed) = (People.NewName("voc"), People.NewName("voc"));
        await site.MakeAsync("vocabulary_create", new JsonObject { ["name"] = name, ["tags"] = new JsonArray(new JsonObject { ["name"] = "red" }) });
        var first = await CreateTaggedAsync(name);
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("select 1 from catalog.package where name = @first for update", new { first });   // who indexes it anew waits for it

        var renaming = Task.Run(() => site.MakeAsync("vocabulary_update", new JsonObject { ["id"] = name, ["name"] = renamed }));
        await gate.HoldsAsync(1, renaming);
        var creating = Task.Run(() => CreateTaggedAsync(name));
        await gate.HoldsAsync(2, creating);
        await gate.RollbackAsync();
        await renaming;
        var second = await creating;

        var found = (await site.ResultAsync($"package_search?fq=vocab_{renamed}:red"))["results"]!.AsArray().Select(dataset => (string)dataset!["name"]!);
        Assert.Equal([first, second], found.Order(StringComparer.Ordinal));
        Assert.Equal(0, (int)(await site.ResultAsync($"package_search?fq=vocab_{name}:red"))["count"]!);
    }

    [Fact]
    public async Task A_dataset_that_enters_a_group_while_it_is_deleted_is_not_counted_with_it()
    {
        var (id, name) = await site.HasOrganizationAsync("group");
        var first = (string)(await CreateAsync("group", name, "open data"))["name"]!;
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("select 1 from catalog.package where name = @first for update", new { first });

        var deleting = Task.Run(() => site.MakeAsync("group_patch", new JsonObject { ["id"] = name, ["state"] = "deleted" }));
        await gate.HoldsAsync(1, deleting);
        var creating = Task.Run(() => CreateAsync("group", name, "open data"));
        await gate.HoldsAsync(2, creating);
        await gate.RollbackAsync();
        await Task.WhenAll(deleting, creating);

        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        Assert.Empty(await connection.QueryAsync<string>("select name from catalog.package_index where terms @> array['groups:' || @id]", new { id }));
    }

    [Fact]
    public async Task A_tag_that_is_deleted_is_no_word_of_its_datasets_any_more()
    {
        var (name, tag) = (People.NewName("voc"), People.NewName("vermillion"));
        await site.MakeAsync("vocabulary_create", new JsonObject { ["name"] = name, ["tags"] = new JsonArray(new JsonObject { ["name"] = tag }) });
        var dataset = (string)(await site.MakeAsync("package_create", new JsonObject
        {
            ["name"] = People.NewName("dyed"), ["owner_org"] = "workshop", ["tags"] = new JsonArray(new JsonObject { ["name"] = tag, ["vocabulary_id"] = name }),
        }))["name"]!;
        Assert.Equal([dataset], await FindAsync(tag));

        await site.MakeAsync("tag_delete", new JsonObject { ["id"] = tag, ["vocabulary_id"] = name });

        Assert.Equal([], await FindAsync(tag));
    }

    [Fact]
    public async Task An_organization_that_is_purged_while_it_gets_a_dataset_loses_that_one_too()
    {
        var (_, name) = await site.HasOrganizationAsync();
        var tag = People.NewName("tag");
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("insert into catalog.tag (id, name) values (gen_random_uuid(), @tag)", new { tag });

        var creating = Task.Run(() => CreateAsync("organization", name, tag));
        await gate.HoldsAsync(1, creating);
        var purging = Task.Run(() => site.PostAsync("organization_purge", new JsonObject { ["id"] = name }.ToJsonString(), site.Site.Token));
        await gate.HoldsAsync(2, purging);
        await gate.RollbackAsync();
        var dataset = (string)(await creating)["name"]!;

        Assert.Equal(200, (await purging).Status);
        Assert.Null((await site.ResultAsync($"package_show?id={dataset}"))["owner_org"]);
        Assert.Equal([], await FindAsync(name));
    }

    [Fact]
    public async Task A_dataset_for_an_organization_that_is_purged_at_this_moment_is_refused()
    {
        var user = await site.HasUserAsync();
        var (id, name) = await site.HasOrganizationAsync();
        await site.MakeAsync("follow_group", new JsonObject { ["id"] = id }, user.Token);
        await using var gate = await Gate.OpenAsync(site);
        await gate.ExecuteAsync("select 1 from catalog.follower where object_id::text = @id for update", new { id });   // who purges takes it away

        var purging = Task.Run(() => site.MakeAsync("organization_purge", new JsonObject { ["id"] = name }));
        await gate.HoldsAsync(1, purging);
        var creating = Task.Run(() => site.TryAsync("package_create", new JsonObject { ["name"] = People.NewName("named"), ["owner_org"] = name }, site.Site.Token));
        await gate.HoldsAsync(2, creating);
        await gate.RollbackAsync();
        await purging;

        Assert.Equal((409, "What this belongs to was removed at this moment: read again"), await creating);
    }

    private Task<JsonNode> CreateAsync(string kind, string owner, string tag)
    {
        var document = new JsonObject { ["name"] = People.NewName("named"), ["owner_org"] = kind == "organization" ? owner : "workshop", ["tags"] = new JsonArray(new JsonObject { ["name"] = tag }) };
        if (kind == "group")
            document["groups"] = new JsonArray(new JsonObject { ["name"] = owner });
        return site.MakeAsync("package_create", document);
    }

    private async Task<string> CreateTaggedAsync(string vocabulary) => (string)(await site.MakeAsync("package_create", new JsonObject
    {
        ["name"] = People.NewName("red"), ["owner_org"] = "workshop", ["tags"] = new JsonArray(new JsonObject { ["name"] = "red", ["vocabulary_id"] = vocabulary }),
    }))["name"]!;

    private async Task<IEnumerable<string>> FindAsync(string words) =>
        (await site.ResultAsync($"package_search?q=%22{words}%22&rows=5"))["results"]!.AsArray().Select(dataset => (string)dataset!["name"]!).ToList();

    /// <summary>A transaction that others run into.</summary>
    private sealed class Gate : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly NpgsqlConnection _observer;
        private readonly NpgsqlTransaction _transaction;

        private Gate(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlConnection observer) => (_connection, _transaction, _observer) = (connection, transaction, observer);

        public static async Task<Gate> OpenAsync(CatalogSite site)
        {
            var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
            return new Gate(connection, await connection.BeginTransactionAsync(CatalogSite.Ct), await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct));
        }

        public Task<int> ExecuteAsync(string sql, object? parameters) => _connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: CatalogSite.Ct));

        /// <summary>Waits until so many others wait for it, or for one that does; or until the last of them has come through all the same.</summary>
        public async Task HoldsAsync(int count, Task last)
        {
            const string sql = """
                with recursive held as (
                    select @pid as pid
                    union
                    select a.pid from pg_stat_activity a join held h on h.pid = any(pg_blocking_pids(a.pid)) where a.datname = current_database())
                select count(*)::int - 1 from held
                """;
            while (!last.IsCompleted && await _observer.QuerySingleAsync<int>(new CommandDefinition(sql, new { pid = _connection.ProcessID }, cancellationToken: CatalogSite.Ct)) < count)
                await Task.Delay(20, CatalogSite.Ct);
        }

        public Task RollbackAsync() => _transaction.RollbackAsync(CatalogSite.Ct);

        public async ValueTask DisposeAsync()
        {
            await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
            await _observer.DisposeAsync();
        }
    }
}
