using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>Names for versions: <c>budget-2016-final</c>. A tagged version is kept when others expire.</summary>
public sealed partial class VersionTags(Database.Database database, TimeProvider clock)
{
    private const int Most = 50;

    /// <summary>Gives a version a tag; one that it has already changes nothing.</summary>
    /// <exception cref="ValidationException">No such version, no tag, another version's tag, too many.</exception>
    public async Task AddAsync(Guid packageId, int version, string tag, Guid? userId, CancellationToken ct)
    {
        if (tag.Length > 100 || !TagForm().IsMatch(tag))
            throw new ValidationException("tag", "Must be 1 to 100 letters, digits, dots, hyphens or underscores, and not a number");
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        await write.RequirePublishedAsync(version, ct);
        var holder = await HolderAsync(write, tag, ct);
        if (holder == version)
            return;
        if (holder is not null)
            throw new ValidationException("tag", string.Create(CultureInfo.InvariantCulture, $"Version {holder} has this tag: take it away there first"));
        var changed = await write.Connection.ExecuteAsync(new CommandDefinition(
            "update ver.dataset_version set tags = tags || @tag where package_id = @packageId and v = @version and cardinality(tags) < @Most", new { packageId, version, tag, Most }, cancellationToken: ct));
        if (changed == 0)
            throw new ValidationException("tag", $"A version has at most {Most} tags");
        await write.CommitAsync("tag", version, new JsonObject { ["tag"] = tag }, null, ct);
    }

    /// <exception cref="ValidationException">The version does not have it.</exception>
    public async Task RemoveAsync(Guid packageId, int version, string tag, Guid? userId, CancellationToken ct)
    {
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        await write.RequirePublishedAsync(version, ct);
        if (await HolderAsync(write, tag, ct) != version)
            throw new ValidationException("tag", string.Create(CultureInfo.InvariantCulture, $"Version {version} does not have this tag"));
        await write.Connection.ExecuteAsync(new CommandDefinition(
            "update ver.dataset_version set tags = array_remove(tags, @tag) where package_id = @packageId and v = @version", new { packageId, version, tag }, cancellationToken: ct));
        await write.CommitAsync("untag", version, new JsonObject { ["tag"] = tag }, null, ct);
    }

    private static Task<int?> HolderAsync(VersionWrite write, string tag, CancellationToken ct) => write.Connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
        "select v from ver.dataset_version where package_id = @PackageId and tags @> array[@tag::text] order by v desc limit 1", new { write.PackageId, tag }, cancellationToken: ct));

    [GeneratedRegex(@"^[\p{L}\p{Nd}._-]{0,99}[\p{L}._-][\p{L}\p{Nd}._-]{0,99}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TagForm();
}
