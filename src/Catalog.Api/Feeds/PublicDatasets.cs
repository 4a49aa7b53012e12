using System.Runtime.CompilerServices;
using Dapper;
using OpenData.Core.Database;
using OpenData.Core.Packages;

namespace Catalog.Api.Feeds;

/// <summary>All public datasets, for lists that machines read as a whole; one page of them is in memory at a time.</summary>
internal sealed class PublicDatasets(Database database, PackageStore packages)
{
    private const string IsPublic = "p.state = 'active' and not p.private and p.type not in ('harvest', 'showcase')";
    private const int Step = 100;

    /// <summary>Name and time of the last change.</summary>
    public sealed record Entry
    {
        public string Name { get; init; } = "";
        public DateTimeOffset Modified { get; init; }
    }

    /// <summary>Complete, by id: what is written while the walk goes on can be missed, never repeated.</summary>
    public async IAsyncEnumerable<Package> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        const string sql = $"select p.id from catalog.package p where {IsPublic} and p.id > @after order by p.id limit @Step";
        for (var after = Guid.Empty; ;)
        {
            List<Guid> ids;
            await using (var connection = await database.Read.OpenConnectionAsync(ct))
                ids = [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, new { after, Step }, cancellationToken: ct))];
            foreach (var package in await packages.ListAsync(ids, ct))
                yield return package;
            if (ids.Count < Step)
                yield break;
            after = ids[^1];
        }
    }

    /// <summary>When the last dataset of each part changed: as many parts as there are times ten thousand datasets, at least one.</summary>
    public async Task<IReadOnlyList<DateTimeOffset?>> PartsAsync(int size, CancellationToken ct)
    {
        const string sql = $"""
            select max(modified) from (select (row_number() over (order by p.id) - 1) / @size as part, p.metadata_modified as modified from catalog.package p where {IsPublic}) x
             group by part order by part
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<DateTime>(new CommandDefinition(sql, new { size }, cancellationToken: ct))).Select(time => (DateTimeOffset?)time)];
    }

    /// <summary>One of these parts, counted from 0.</summary>
    public async IAsyncEnumerable<Entry> PartAsync(int part, int size, [EnumeratorCancellation] CancellationToken ct)
    {
        const string sql = $"select p.name, p.metadata_modified as modified from catalog.package p where {IsPublic} order by p.id limit @size offset @offset";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        await foreach (var entry in connection.QueryUnbufferedAsync<Entry>(sql, new { size, offset = (long)part * size }).WithCancellation(ct))
            yield return entry;
    }
}
