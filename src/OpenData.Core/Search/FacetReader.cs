using Dapper;
using Npgsql;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>Makes the lists of a facet from counts: order, limits, names for people (contract 4.2).</summary>
internal sealed class FacetReader(FacetCounts facets)
{
    private static readonly IReadOnlyDictionary<string, long> None = new Dictionary<string, long>();

    /// <param name="connection">The one that counted.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="counts">Of the hits.</param>
    /// <param name="existing">Of everything the caller may see, where values without hits are asked for, else null.</param>
    /// <param name="unpacked">Counts of a field whose values are not packed.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> ReadAsync(
        NpgsqlConnection connection, PackageQuery query, IReadOnlyList<KeyValuePair<int, int>> counts, IReadOnlyList<KeyValuePair<int, int>>? existing,
        Func<IndexField, Task<IReadOnlyDictionary<string, long>>> unpacked, CancellationToken ct)
    {
        var counted = await facets.ByFieldAsync(connection, counts, ct);
        var all = existing is null ? null : await facets.ByFieldAsync(connection, existing, ct);
        var byField = new Dictionary<string, IReadOnlyDictionary<string, long>>(StringComparer.Ordinal);
        foreach (var name in query.FacetFields)
        {
            var field = Field(name);
            var values = query.FacetLimit == 0 ? None
                : FacetCounts.IsPacked(field) ? counted.GetValueOrDefault(field, None)
                : await unpacked(IndexField.Of(name));
            if (all is not null && FacetCounts.IsPacked(field))
                values = all.GetValueOrDefault(field, None).ToDictionary(value => value.Key, value => values.GetValueOrDefault(value.Key), StringComparer.Ordinal);
            byField[name] = values;
        }

        var groups = await GroupsAsync(connection, [.. byField.Where(facet => IsGroup(Field(facet.Key))).SelectMany(facet => facet.Value.Keys).Select(Guid.Parse)], ct);
        return byField.ToDictionary(facet => facet.Key, facet => Cut(Named(Field(facet.Key), facet.Value, groups), query), StringComparer.Ordinal);
    }

    private static string Field(string name) => name == "dataset_type" ? "type" : name;

    private static bool IsGroup(string field) => field is "organization" or "groups";

    /// <summary>Organizations and groups are counted by id; their names are those of now.</summary>
    private static IEnumerable<(string Name, string Title, long Count)> Named(string field, IReadOnlyDictionary<string, long> values, IReadOnlyDictionary<string, (string Name, string Title)> groups) =>
        IsGroup(field) ? values.Where(value => groups.ContainsKey(value.Key)).Select(value => (groups[value.Key].Name, groups[value.Key].Title, value.Value))
        : field == "license_id" ? values.Select(value => (value.Key, LicenseRegister.Find(value.Key)?.Title ?? "", value.Value))
        : values.Select(value => (value.Key, "", value.Value));

    /// <summary>The most frequent first, then by value; with a negative limit all of them by value.</summary>
    private static IReadOnlyList<FacetValue> Cut(IEnumerable<(string Name, string Title, long Count)> values, PackageQuery query)
    {
        var enough = values.Where(value => value.Count >= query.FacetMinimum);
        var listed = query.FacetLimit < 0
            ? enough.OrderBy(value => value.Name, StringComparer.Ordinal)
            : enough.OrderByDescending(value => value.Count).ThenBy(value => value.Name, StringComparer.Ordinal).Take(query.FacetLimit);
        return [.. listed.Select(value => new FacetValue { Name = value.Name, DisplayName = value.Title.Length > 0 ? value.Title : value.Name, Count = value.Count })];
    }

    private static async Task<IReadOnlyDictionary<string, (string Name, string Title)>> GroupsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
            return new Dictionary<string, (string Name, string Title)>();
        var rows = await connection.QueryAsync<(Guid Id, string Name, string Title)>(new CommandDefinition(
            "select id, name, title from catalog.\"group\" where id = any(@ids)", new { ids }, cancellationToken: ct));
        return rows.ToDictionary(row => row.Id.ToString(), row => (row.Name, row.Title));
    }
}
