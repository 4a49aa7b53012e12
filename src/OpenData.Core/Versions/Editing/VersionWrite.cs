using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>What people do with published versions: one transaction under the dataset's lock, which ends with an activity and a line in <c>ver.version_event</c> (design A.4).</summary>
internal sealed class VersionWrite : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private VersionWrite(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid packageId, Guid? userId, DateTimeOffset now) =>
        (Connection, _transaction, PackageId, UserId, Now) = (connection, transaction, packageId, userId, now);

    public NpgsqlConnection Connection { get; }

    public Guid PackageId { get; }

    public Guid? UserId { get; }

    public DateTimeOffset Now { get; }

    /// <summary>What readers see; 0 = nothing.</summary>
    public int Current { get; private init; }

    /// <summary>The number that the next version gets.</summary>
    public int Next { get; private init; }

    /// <exception cref="NotFoundException">The dataset was purged meanwhile.</exception>
    public static async Task<VersionWrite> BeginAsync(Database.Database database, TimeProvider clock, Guid packageId, Guid? userId, CancellationToken ct)
    {
        var connection = await database.Write.OpenConnectionAsync(ct);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(ct);
            var found = await connection.QuerySingleOrDefaultAsync<(int Current, int Next)?>(new CommandDefinition(
                "select current_version, next_version from catalog.package where id = @packageId for update", new { packageId }, cancellationToken: ct)) ?? throw new NotFoundException();
            return new VersionWrite(connection, transaction, packageId, userId, Clock.Microseconds(clock.GetUtcNow())) { Current = found.Current, Next = found.Next };
        }
        catch
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ValidationException">There is no such version, or it was taken away.</exception>
    public async Task RequirePublishedAsync(int version, CancellationToken ct)
    {
        var state = await Connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select state from ver.dataset_version where package_id = @PackageId and v = @version", new { PackageId, version }, cancellationToken: ct));
        if (state != "published")
            throw new ValidationException("version", state is null ? FormattableString.Invariant($"There is no version {version}") : FormattableString.Invariant($"Version {version} was {state}"));
    }

    /// <summary>Writes what was done, and commits.</summary>
    /// <param name="kind">As in <c>ver.version_event</c>.</param>
    /// <param name="version">About which version.</param>
    /// <param name="detail">Why and what, for people; nothing that was redacted.</param>
    /// <param name="published">The new version that it made, or null.</param>
    /// <param name="ct">Gives up; nothing is written then.</param>
    public async Task CommitAsync(string kind, int version, JsonObject detail, int? published, CancellationToken ct)
    {
        const string sql = """
            insert into ver.version_event (package_id, v, kind, at, user_id, detail) values (@PackageId, @version, @kind, @Now, @UserId, @detail::jsonb);
            update catalog.package set metadata_modified = greatest(@Now, metadata_modified + interval '1 microsecond') where id = @PackageId
            """;
        await Connection.ExecuteAsync(new CommandDefinition(sql, new { PackageId, version, kind, Now, UserId, detail = detail.ToJsonString() }, cancellationToken: ct));
        await ActivityLog.AddPackageAsync(Connection, ActivityTypes.ChangedPackage, PackageId, UserId, Now, ct, published);
        await _transaction.CommitAsync(ct);
    }

    /// <summary>Writes what was said of versions to come, and commits: nothing that a harvester would have to read anew.</summary>
    public async Task LogAsync(string kind, int version, JsonObject detail, CancellationToken ct)
    {
        await Connection.ExecuteAsync(new CommandDefinition(
            "insert into ver.version_event (package_id, v, kind, at, user_id, detail) values (@PackageId, @version, @kind, @Now, @UserId, @detail::jsonb)",
            new { PackageId, version, kind, Now, UserId, detail = detail.ToJsonString() }, cancellationToken: ct));
        await _transaction.CommitAsync(ct);
    }

    /// <summary>Lets go without writing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
