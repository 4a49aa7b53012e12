using OpenData.Core.Cubes;
using OpenData.Core.Versions;
using OpenData.Testing;

namespace OpenData.Core.Tests.Cubes;

/// <summary>A budget on a database of its own, with the classes that read it.</summary>
internal sealed class BudgetFixture : IAsyncDisposable
{
    private readonly TestDatabase _test;
    private readonly string _files = Directory.CreateTempSubdirectory("opendata-cubes-").FullName;

    private BudgetFixture(TestDatabase test)
    {
        _test = test;
        Codes = new CodeListStore(test.Database);
        Cubes = new CubeStore(test.Database, new VersionStore(test.Database));
        Reader = new CubeReader(test.Database);
    }

    public TestBudget Budget { get; private set; } = null!;

    public CodeListStore Codes { get; }

    public CubeStore Cubes { get; }

    public CubeReader Reader { get; }

    public Database.Database Database => _test.Database;

    public static async Task<BudgetFixture> CreateAsync(CancellationToken ct)
    {
        var fixture = new BudgetFixture(await TestDatabase.CreateAsync(ct));
        fixture.Budget = await TestBudget.CreateAsync(fixture.Database, fixture._files, "budget", ct);
        return fixture;
    }

    public async Task<CubeAnswer> AskAsync(CubeQueryText text, CancellationToken ct, int? version = null, string language = "el")
    {
        var cube = await Cubes.FindAsync(Budget.PackageId, new VersionRequest(version, null), ct) ?? throw new InvalidOperationException("no cube");
        return await Reader.AggregateAsync(cube, CubeQuery.Parse(text, cube.Model), language, ct);
    }

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        await _test.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }
}
