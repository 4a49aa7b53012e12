using Dapper;
using Npgsql;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>Makes the lists of a facet from counts: order, limits, names for people (contract 4.2).</summary>
internal sealed class FacetReader(FacetCounts facets)
{
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
        var found = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        foreach (var name in query.FacetFields)
        {
            var field = name == "dataset_type" ? "type" : name;
            var values = query.FacetLimit == 0 ? new Dictionary<string, long>()
                : !FacetCounts.IsPacked(field) ? await unpacked(IndexField.Of(name))
                : await facets.ByValueAsync(connection, counts, field, ct);
            if (existing is not null && FacetCounts.IsPacked(field))
                values = (await facets.ByValueAsync(connection, existing, field, ct)).ToDictionary(value => value.Key, value => values.GetValueOrDefault(value.Key), StringComparer.Ordinal);
            var listed = field is "organization" or "groups" ? await NamedAsync(connection, values, ct)
                : values.Select(value => new FacetValue { Name = value.Key, DisplayName = field == "license_id" ? LicenseRegister.Find(value.Key)?.Title ?? value.Key : value.Key, Count = value.Value });
            found[name] = Cut(listed, query);
        }

        return found;
    }

    /// <summary>The most frequent first, then by value; with a negative limit all of them by value.</summary>
    private static List<FacetValue> Cut(IEnumerable<FacetValue> values, PackageQuery query)
    {
        var enough = values.Where(value => value.Count >= query.FacetMinimum);
        return query.FacetLimit < 0
            ? [.. enough.OrderBy(value => value.Name, StringComparer.Ordinal)]
            : [.. enough.OrderByDescending(value => value.Count).ThenBy(value => value.Name, StringComparer.Ordinal).Take(query.FacetLimit)];
    }

    /// <summary>Organizations and groups are counted by id; their names are those of now.</summary>
    private static async Task<IEnumerable<FacetValue>> NamedAsync(NpgsqlConnection connection, IReadOnlyDictionary<string, long> values, CancellationToken ct)
    {
        if (values.Count == 0)
            return [];
        var rows = await connection.QueryAsync<(Guid Id, string Name, string Title)>(new CommandDefinition(
            "select id, name, title from catalog.\"group\" where id = any(@ids)", new { ids = values.Keys.Select(Guid.Parse).ToArray() }, cancellationToken: ct));
        return rows.Select(row => new FacetValue { Name = row.Name, DisplayName = row.Title.Length > 0 ? row.Title : row.Name, Count = values[row.Id.ToString()] });
    }
}
