using System.Text;
using Dapper;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>The tests of pages share one site and one browser, and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PortalTests : ICollectionFixture<PortalSite>, ICollectionFixture<Browser>
{
    public const string Name = "portal";
}

/// <summary>
/// A running site with the three real days of the city, published by the real worker, a delivery that was rejected, and a dataset whose every text is hostile.
/// Made once, for all tests that read pages.
/// </summary>
public sealed class PortalSite : IAsyncLifetime
{
    public const string Budget = "thessaloniki-budget";
    public const string Hostile = "hostile-texts";
    public const string HostileGroup = "hostile-group";

    /// <summary>In every place where somebody else's text can stand.</summary>
    public const string Attack = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'";

    private TestSite? _site;

    internal TestSite Site => _site ?? throw new InvalidOperationException("not started");

    public HttpClient Client => Site.Client;

    public Guid Expenditure { get; private set; }

    public Guid Revenue { get; private set; }

    public Guid HostileTable { get; private set; }

    public long RejectedRun { get; private set; }

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One address of every kind of page, as in Greek, with as few rows as show all there is.</summary>
    public IReadOnlyList<string> Kinds =>
    [
        "/", "/dataset?tags=budget", "/budget", $"/dataset/{Budget}", $"/dataset/{Budget}/v/1", $"/dataset/{Budget}/diff/1..3?resource=revenue&page=6",
        Table(Expenditure) + "?version=2&f.phase=paid&f.amount=%3E3000000&sort=amount+desc", Table(Expenditure) + "?f.amount=abc",
        "/runs", "/runs/1", $"/runs/{RejectedRun}", "/developers", $"/dataset/{Hostile}", $"/dataset/{Hostile}/resource/{HostileTable}", "/nothing-is-here",
        "/organization", $"/organization/{HostileGroup}-org", $"/group/{HostileGroup}", $"/group/about/{HostileGroup}", "/user/hostile-user", $"/dataset/groups/{Hostile}", $"/dataset/activity/{Budget}", "/user/login",
    ];

    /// <summary>More addresses of the same kinds.</summary>
    public IReadOnlyList<string> Paths =>
    [
        .. Kinds, "/dataset", "/group", "/organization?q=nobody", $"/organization/about/{HostileGroup}-org", $"/group/{HostileGroup}?q=nothing-has-this-name", $"/dataset/groups/{Budget}", $"/dataset/activity/{Hostile}",
        $"/dataset?groups={HostileGroup}", "/dataset?q=προυπολογισμος&sort=title_string+asc", "/dataset?q=nothing-has-this-name", "/runs?status=rejected",
        $"/dataset/{Budget}/diff/0..1?page=3", Table(Expenditure), Table(Revenue) + "?page=2&version=2&f.phase=collected&sort=amount+desc",
    ];

    public static string Table(Guid resource) => $"/dataset/{Budget}/resource/{resource}";

    /// <summary>A path in both languages.</summary>
    public static IEnumerable<string> InBoth(string path) => [path, "/en" + path];

    /// <summary>The page as text; errors of the server fail here.</summary>
    public async Task<string> GetAsync(string path, int status = 200)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.True((int)response.StatusCode == status, $"{path}: {(int)response.StatusCode}");
        return await response.Content.ReadAsStringAsync(Ct);
    }

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        _site = await TestSite.StartAsync(null, ct);
        await Site.RunCommandAsync(["register", "--with-samples", Path.Combine(Repository.Root, "datasets", Budget)], ct);
        var worker = Site.StartWorker();
        await Site.RunCommandAsync(["check", Budget], ct);
        await WaitAsync("published", 3, ct);
        DeliverBadDay();
        await Site.RunCommandAsync(["check", Budget], ct);
        await WaitAsync("rejected", 1, ct);
        await worker.StopAsync(TimeSpan.FromSeconds(5));

        await using var connection = await Site.Database.Read.OpenConnectionAsync(ct);
        RejectedRun = await connection.QuerySingleAsync<long>("select id from etl.run where status = 'rejected'");
        var ids = (await connection.QueryAsync<(string Name, Guid Id)>("select name, id from catalog.resource")).ToDictionary(row => row.Name, row => row.Id);
        (Expenditure, Revenue) = (ids["expenditure"], ids["revenue"]);
        await SaveHostileAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    private async Task WaitAsync(string status, int runs, CancellationToken ct)
    {
        await using var connection = await Site.Database.Read.OpenConnectionAsync(ct);
        while (await connection.QuerySingleAsync<int>("select count(*)::int from etl.run where status = @status and finished_at is not null", new { status }) < runs)
        {
            if (await connection.QuerySingleOrDefaultAsync<string>("select reason from etl.run where status = 'failed' limit 1") is { } reason)
                throw new InvalidOperationException($"A run failed: {reason} {Site.Log("Etl.Jobs")}");
            await Task.Delay(100, ct);
        }
    }

    /// <summary>The last day again under a new date, with one amount that cannot be read.</summary>
    private void DeliverBadDay()
    {
        var data = Path.Combine(Repository.Root, "datasets", Budget, "data");
        foreach (var folder in new[] { "Expenses", "Incomes" })
        {
            var bytes = File.ReadAllBytes(Path.Combine(data, folder, "2016_04_29_21.29.csv"));
            if (folder == "Expenses")
            {
                var lines = Encoding.BigEndianUnicode.GetString(bytes).Split('\n');
                var cells = lines[12].Split(';');
                cells[4] = "12.34.56,00";
                lines[12] = string.Join(';', cells);
                bytes = Encoding.BigEndianUnicode.GetBytes(string.Join('\n', lines));
            }

            var path = Path.Combine(Site.Files, "inbox", Budget, folder, "2016_05_02_21.29.csv");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    private async Task SaveHostileAsync(CancellationToken ct)
    {
        var data = new DataBuilder(Site);
        var texts = new Dictionary<string, string> { ["el"] = Attack, ["en"] = Attack };
        var userId = await SaveHostilePeopleAsync(ct);
        var saved = await data.HasPackageAsync(Hostile, ct, draft => draft with
        {
            Title = texts, OwnerOrg = $"{HostileGroup}-org", Groups = [HostileGroup], CreatorUserId = userId,
            Extras = new Dictionary<string, string> { ["spatial"] = Attack, ["temporal_start"] = Attack, ["uri"] = "http://example.org/" + Attack },
            Notes = new Dictionary<string, string> { ["el"] = MarkdownTests.Payloads, ["en"] = MarkdownTests.Payloads },
            Author = Attack, Maintainer = Attack, LicenseId = Attack, Tags = ["tag"],
            Resources =
            [
                new ResourceDraft { Name = "rows", HasTable = true, Title = texts, Format = Attack },
                new ResourceDraft { Name = "script", Url = "javascript:alert(1)", Title = texts },
                new ResourceDraft { Name = "data", Url = "data:text/html,<script>alert(1)</script>" },
            ],
        });
        var fields = new Field[] { new() { Id = "code", Type = "text", Title = texts }, new() { Id = "other", Type = "text", Title = texts, Description = texts } };
        HostileTable = saved.Resources[0].Id;
        await data.PublishAsync(saved, ct, new Table("rows", fields, ["code"], [[Attack, "javascript:alert(1)"], ["=cmd()", null]]) { File = Attack });
    }

    private async Task<Guid> SaveHostilePeopleAsync(CancellationToken ct)
    {
        const string sql = """
            insert into catalog."group" (id, name, title, title_translated, description, extras, type, is_organization, created)
            select gen_random_uuid(), @HostileGroup || suffix, @Attack, jsonb_build_object('el', @Attack, 'en', @Attack), @Payloads, jsonb_build_object(@Attack, @Attack, 'link', 'javascript:alert(1)'),
                   case when suffix = '' then 'group' else 'organization' end, suffix <> '', now()
              from unnest(array['', '-org']) suffix;
            insert into catalog."user" (id, name, fullname, email, about, created) values (gen_random_uuid(), 'hostile-user', @Attack, 'never-shown@example.org', @Payloads, now()) returning id
            """;
        await using var connection = await Site.Database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<Guid>(new CommandDefinition(sql, new { HostileGroup, Attack, MarkdownTests.Payloads }, cancellationToken: ct));
    }
}
