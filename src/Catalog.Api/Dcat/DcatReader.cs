using System.Text.Json;
using Dapper;
using OpenData.Core.Database;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Dcat;

/// <summary>What of a dataset stands elsewhere than in its dict.</summary>
internal sealed record DatasetContext
{
    public required Package Package { get; init; }

    /// <summary>Title by language and own fields of its organization; null without one.</summary>
    public OrganizationTexts? Publisher { get; init; }

    /// <summary>Numbers of its published data versions, the oldest first.</summary>
    public IReadOnlyList<int> VersionNumbers { get; init; } = [];

    /// <summary>The versions that the document describes, newest first; a catalog page has none.</summary>
    public IReadOnlyList<DatasetVersion> Versions { get; init; } = [];

    internal sealed record OrganizationTexts(IReadOnlyDictionary<string, string> Titles, Fields Fields);
}

/// <summary>Reads what documents say beside the datasets' dicts. Who may read them was asked before.</summary>
internal sealed class DcatReader(Database database, VersionStore versions)
{
    // A dataset that is published every day has thousands; each names its predecessor, and its page lists all.
    private const int MostVersions = 100;

    /// <summary>When the public catalog began and when it last changed; null while it is empty.</summary>
    public async Task<(DateTimeOffset? Issued, DateTimeOffset? Modified)> TimesAsync(CancellationToken ct)
    {
        const string sql = """
            select (select metadata_created from catalog.package where state = 'active' and not private order by metadata_created limit 1) as issued,
                   (select metadata_modified from catalog.package where state = 'active' and not private order by metadata_modified desc limit 1) as modified
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var (issued, modified) = await connection.QuerySingleAsync<(DateTime? Issued, DateTime? Modified)>(new CommandDefinition(sql, cancellationToken: ct));
        return (issued, modified);
    }

    /// <summary>The datasets of a catalog page with what belongs to them, in three statements for all.</summary>
    public async Task<IReadOnlyList<DatasetContext>> ReadAsync(IReadOnlyList<Package> packages, CancellationToken ct)
    {
        const string organizations = "select id, title_translated::text as titles, extras::text as extras from catalog.\"group\" where id = any(@ids)";
        const string numbers = "select package_id as id, v from ver.dataset_version where package_id = any(@ids) and state = 'published' order by package_id, v";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var publishers = (await connection.QueryAsync<(Guid Id, string Titles, string Extras)>(new CommandDefinition(
                organizations, new { ids = packages.Select(package => package.OwnerOrg).OfType<Guid>().Distinct().ToArray() }, cancellationToken: ct)))
            .ToDictionary(row => row.Id, row => new DatasetContext.OrganizationTexts(Texts(row.Titles), new Fields(Texts(row.Extras))));
        var known = (await connection.QueryAsync<(Guid Id, int V)>(new CommandDefinition(
            numbers, new { ids = packages.Where(package => package.CurrentVersion > 0).Select(package => package.Id).ToArray() }, cancellationToken: ct))).ToLookup(row => row.Id, row => row.V);
        return [.. packages.Select(package => new DatasetContext
        {
            Package = package,
            Publisher = package.OwnerOrg is { } owner ? publishers.GetValueOrDefault(owner) : null,
            VersionNumbers = [.. known[package.Id]],
        })];
    }

    /// <summary>One dataset with its versions described.</summary>
    public async Task<DatasetContext> ReadAsync(Package package, CancellationToken ct)
    {
        var context = (await ReadAsync([package], ct))[0];
        if (context.VersionNumbers.Count == 0)
            return context;
        var all = await versions.ListAsync(package.Id, ct);
        return context with { Versions = [.. all.Where(version => version.State == "published").Take(MostVersions)] };
    }

    private static Dictionary<string, string> Texts(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!.Where(pair => pair.Value.ValueKind == JsonValueKind.String).ToDictionary(pair => pair.Key, pair => pair.Value.GetString()!, StringComparer.Ordinal);
}
