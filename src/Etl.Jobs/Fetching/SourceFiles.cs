using Dapper;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Files;

namespace Etl.Jobs.Fetching;

/// <summary>Original files, <c>ver.source_file</c>: one row for the same bytes, however often and from wherever they come.</summary>
internal sealed class SourceFiles(Database database, TimeProvider clock)
{
    /// <summary>The number of the file; a new one if its bytes were never seen. The bytes must be in the blob store already.</summary>
    public async Task<int> AddAsync(StoredBlob blob, string name, string? fetchedFrom, Validators? validators, string? mediaType, CancellationToken ct)
    {
        const string sql = """
            with known as (select id from ver.source_file where sha256 = @sha256),
            fresh as (
                insert into ver.source_file (sha256, bytes, media_type, original_name, fetched_from, etag, last_modified, first_seen)
                select @sha256, @Bytes, @mediaType, @name, @fetchedFrom, @ETag, @LastModified, @now where not exists (select 1 from known)
                on conflict (sha256) do nothing returning id)
            select id from known union all select id from fresh
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var parameters = new
        {
            sha256 = Convert.FromHexString(blob.Sha256), blob.Bytes, mediaType, name, fetchedFrom, validators?.ETag, validators?.LastModified,
            now = OpenData.Core.Clock.Microseconds(clock.GetUtcNow()),
        };
        // Nothing comes back when another transaction inserted the same bytes in between; the second look sees its row.
        return await AskAsync(connection) ?? await AskAsync(connection) ?? throw new InvalidOperationException("source file neither found nor added");

        Task<int?> AskAsync(NpgsqlConnection on) => on.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
