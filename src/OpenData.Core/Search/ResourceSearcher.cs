using Dapper;
using OpenData.Core.Database;
using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>Finds resources of active public datasets by parts of their fields (contract 3.3, resource_search).</summary>
public sealed class ResourceSearcher(Database.Database database)
{
    private const int MaxTerms = 20;

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["id"] = "r.id::text", ["package_id"] = "r.package_id::text", ["name"] = "r.name", ["description"] = "r.description", ["format"] = "r.format", ["url"] = "r.url",
        ["url_type"] = "r.url_type", ["hash"] = "r.hash", ["resource_type"] = "r.resource_type", ["mimetype"] = "r.mimetype", ["mimetype_inner"] = "r.mimetype_inner",
        ["cache_url"] = "r.cache_url", ["state"] = "r.state", ["created"] = "r.created", ["last_modified"] = "r.last_modified", ["metadata_modified"] = "r.metadata_modified",
        ["position"] = "r.position", ["size"] = "r.size",
    };

    /// <summary>All terms must be true.</summary>
    /// <exception cref="ValidationException">A field that resources do not have.</exception>
    public async Task<(long Count, IReadOnlyList<(Guid Id, Guid PackageId)> Hits)> SearchAsync(
        IReadOnlyList<(string Field, string Text)> terms, string? orderBy, int limit, long offset, CancellationToken ct)
    {
        if (terms.Count > MaxTerms)
            throw new ValidationException(new Dictionary<string, object> { ["query"] = $"More than {MaxTerms} terms" });
        var parameters = new DynamicParameters(new { limit, offset });
        var conditions = terms.Select((term, i) =>
        {
            parameters.Add($"t{i}", term.Field == "hash" ? Like.Beginning(term.Text) : Like.Containing(term.Text));
            return $"({Column(term.Field)})::text ilike @t{i}";
        }).ToList();
        var order = string.IsNullOrEmpty(orderBy) ? "r.created, r.package_id, r.position" : Column(orderBy);
        var from = $"""
            from catalog.resource r join catalog.package p on p.id = r.package_id
            where r.state = 'active' and p.state = 'active' and not p.private and {string.Join(" and ", conditions)}
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var count = await connection.QuerySingleAsync<long>(new CommandDefinition($"select count(*) {from}", parameters, cancellationToken: ct));
        var hits = await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition(
            $"select r.id, r.package_id {from} order by {order}, r.id limit @limit offset @offset", parameters, cancellationToken: ct));
        return (count, hits.AsList());
    }

    private static string Column(string field) => Fields.GetValueOrDefault(field)
        ?? throw new ValidationException(new Dictionary<string, object> { ["query"] = $"Field \"{field}\" not recognised in resource_search." });
}
