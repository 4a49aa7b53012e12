using Dapper;

namespace OpenData.Core.Files;

/// <summary>Finds uploaded pictures by the name under which they are offered.</summary>
public sealed class ImageStore(Database.Database database)
{
    public async Task<StoredImage?> FindAsync(string folder, string name, CancellationToken ct)
    {
        const string sql = """
            select encode(sha256, 'hex') as sha256, media_type, uploaded_at from catalog.image where folder = @folder and name = @name
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StoredImage>(new CommandDefinition(sql, new { folder, name }, cancellationToken: ct));
    }
}

/// <summary>An uploaded picture.</summary>
public sealed record StoredImage
{
    public string Sha256 { get; init; } = "";
    public string MediaType { get; init; } = "";
    public DateTimeOffset UploadedAt { get; init; }
}
