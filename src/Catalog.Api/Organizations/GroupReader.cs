using System.Text.Json;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;

namespace Catalog.Api.Organizations;

/// <summary>An organization or group as pages and feeds show it.</summary>
internal sealed record GroupView
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Title { get; init; } = "";

    /// <summary>JSON object of title by language.</summary>
    public string TitleTranslated { get; init; } = "{}";

    /// <summary>Markdown.</summary>
    public string Description { get; init; } = "";

    /// <summary>An address, the name of an uploaded picture, or empty.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>JSON object of text by key.</summary>
    public string Extras { get; init; } = "{}";
    public bool IsOrganization { get; init; }
    public DateTimeOffset Created { get; init; }

    /// <summary>Active ones that the caller may read.</summary>
    public long Datasets { get; init; }

    /// <summary>Title by language.</summary>
    public IReadOnlyDictionary<string, string> Titles => JsonSerializer.Deserialize<Dictionary<string, string>>(TitleTranslated)!;

    /// <summary>Where there is no title, the name is one.</summary>
    public string DisplayName => Title.Length > 0 ? Title : Name;

    /// <summary>Its page, without language.</summary>
    public string Path => $"/{(IsOrganization ? "organization" : "group")}/{Name}";
}

/// <summary>Active organizations and groups, for readers.</summary>
internal sealed class GroupReader(Database database)
{
    private const string Columns = $"""
        g.id, g.name, g.title, g.title_translated::text as title_translated, g.description, g.image_url, g.extras::text as extras, g.is_organization, g.created,
        (select count(*) from catalog.package p
          where p.state = 'active' and {PackageAccess.ReadableSql}
            and (p.owner_org = g.id or exists (select 1 from catalog.package_group pg where pg.package_id = p.id and pg.group_id = g.id))) as datasets
        """;

    private const string Listed = """
        g.state = 'active' and g.is_organization = @isOrganization
           and (@words = '' or g.name ilike @pattern or g.title ilike @pattern or g.title_translated::text ilike @pattern)
        """;

    /// <summary>The active one of that kind, or null. An id wins over an equal name.</summary>
    public async Task<GroupView?> FindAsync(string idOrName, bool isOrganization, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from catalog."group" g
             where g.state = 'active' and g.is_organization = @isOrganization and (g.id = @id or g.name = @idOrName)
             order by g.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var id = Guid.TryParseExact(idOrName, "D", out var parsed) ? parsed : (Guid?)null;
        return await connection.QuerySingleOrDefaultAsync<GroupView>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { id, idOrName, isOrganization }), cancellationToken: ct));
    }

    /// <summary>A page of them by title, and how many there are.</summary>
    /// <param name="isOrganization">Which kind.</param>
    /// <param name="words">Only those with this text in name or title; empty = all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="offset">Left out at the beginning.</param>
    /// <param name="caller">Whose datasets are counted.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<(IReadOnlyList<GroupView> Found, long Total)> ListAsync(bool isOrganization, string words, int limit, long offset, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from catalog."group" g where {Listed} order by coalesce(nullif(g.title, ''), g.name), g.name collate "C" limit @limit offset @offset
            """;
        var parameters = PackageAccess.Parameters(caller, new { isOrganization, words, pattern = $"%{Escape(words)}%", limit, offset });
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var total = await connection.QuerySingleAsync<long>(new CommandDefinition($"select count(*) from catalog.\"group\" g where {Listed}", parameters, cancellationToken: ct));
        return ([.. await connection.QueryAsync<GroupView>(new CommandDefinition(sql, parameters, cancellationToken: ct))], total);
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
