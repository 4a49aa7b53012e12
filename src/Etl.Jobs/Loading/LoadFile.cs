using Dapper;
using Etl.Jobs.Fetching;
using OpenData.Core.Database;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Loading;

/// <summary>Gets the file of a resource into the blob store: an upload is there, an address is asked.</summary>
internal sealed class LoadFile(Database database, GuardedHttp http)
{
    /// <returns>SHA-256 of the bytes, hex.</returns>
    /// <exception cref="LoadRefused">There is nothing to load, or a source feeds the resource.</exception>
    /// <exception cref="FetchException">The address did not give it.</exception>
    public async Task<string> GetAsync(Guid resourceId, CancellationToken ct)
    {
        const string sql = """
            select url, url_type, encode(file_sha256, 'hex') as sha256, table_no is not null as is_fed from catalog.resource where id = @resourceId and state = 'active'
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<(string Url, string? UrlType, string? Sha256, bool IsFed)?>(new CommandDefinition(sql, new { resourceId }, cancellationToken: ct));
        if (found is not { } resource)
            throw new LoadRefused("load.gone");
        if (resource.IsFed)
            throw new LoadRefused("load.fed");
        if (resource.UrlType == "datastore")
            throw new LoadRefused("load.nothing");
        if (resource.UrlType == "upload")
            return resource.Sha256 ?? throw new LoadRefused("load.nothing");
        if (!Uri.TryCreate(resource.Url, UriKind.Absolute, out var address))
            throw new LoadRefused("load.nothing", resource.Url);
        return (await http.GetAsync(address, known: null, ct)).Blob!.Value.Sha256;
    }
}

/// <summary>A load that cannot be, for a reason that its resource gives.</summary>
internal sealed class LoadRefused(string rule, string? value = null) : Exception(rule)
{
    public LoadError Error { get; } = new(rule, Value: value);
}
