using Dapper;
using Npgsql;

namespace OpenData.Core.Packages;

/// <summary>The files that were uploaded for resources: the one that each has now and all that it had. The bytes are in the blob store.</summary>
public sealed class ResourceFileStore(Database.Database database)
{
    /// <summary>The file that the resource has now, with the media type that its publisher gave it since; null for links and names without a file.</summary>
    public Task<ResourceFile?> FindCurrentAsync(Guid resourceId, CancellationToken ct) => QueryAsync(
        """
        select encode(f.sha256, 'hex') as sha256, r.url as file_name, case when r.url = f.file_name then f.sent_name end as sent_name,
               r.mimetype as media_type, f.bytes, f.uploaded_at
          from catalog.resource r join catalog.resource_file f on f.resource_id = r.id and f.sha256 = r.file_sha256
         where r.id = @resourceId and r.url_type = 'upload'
         order by f.uploaded_at desc limit 1
        """, new { resourceId }, ct);

    /// <summary>A file that a resource of this dataset has or had, also when the resource is gone; null when it never had one with that hash (hex).</summary>
    public Task<ResourceFile?> FindAsync(Guid packageId, Guid resourceId, string sha256, CancellationToken ct) => QueryAsync(
        """
        select encode(f.sha256, 'hex') as sha256, f.file_name, f.sent_name, f.media_type, f.bytes, f.uploaded_at
          from catalog.resource r join catalog.resource_file f on f.resource_id = r.id and f.sha256 = decode(@sha256, 'hex')
         where r.id = @resourceId and r.package_id = @packageId
         order by f.uploaded_at desc limit 1
        """, new { packageId, resourceId, sha256 }, ct);

    /// <summary>Inside the transaction that writes the resource. Two files of one resource never have one time: the resource's lock is held.</summary>
    internal static Task AddAsync(NpgsqlConnection connection, Guid resourceId, ResourceUpload upload, Guid? uploadedBy, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.resource_file (resource_id, sha256, bytes, file_name, sent_name, media_type, uploaded_at, uploaded_by)
            select @resourceId, decode(@Sha256, 'hex'), @Bytes, @Name, @sentName, @MediaType,
                   greatest(@now, (select max(uploaded_at) + interval '1 microsecond' from catalog.resource_file where resource_id = @resourceId)), @uploadedBy
            """;
        return connection.ExecuteAsync(new CommandDefinition(
            sql, new { resourceId, upload.File.Sha256, upload.File.Bytes, upload.Name, sentName = upload.SentName, upload.MediaType, now, uploadedBy }, cancellationToken: ct));
    }

    private async Task<ResourceFile?> QueryAsync(string sql, object values, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ResourceFile>(new CommandDefinition(sql, values, cancellationToken: ct));
    }
}

/// <summary>An uploaded file of a resource.</summary>
public sealed record ResourceFile
{
    /// <summary>Hex, lower case.</summary>
    public string Sha256 { get; init; } = "";
    public string FileName { get; init; } = "";

    /// <summary>What it was called before its name was munged; null where nobody knows, or where the publisher has given it another name since.</summary>
    public string? SentName { get; init; }
    public string? MediaType { get; init; }
    public long Bytes { get; init; }
    public DateTimeOffset UploadedAt { get; init; }
}
