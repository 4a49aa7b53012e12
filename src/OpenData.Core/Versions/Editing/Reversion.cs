using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>Publishes a new version with the content of an old one (design A.4). History is not rewritten: the versions in between stay, and the difference says what went back.</summary>
public sealed class Reversion(Database.Database database, TimeProvider clock)
{
    // The day is that of the content: figures of April are never shown as those of May.
    private const string VersionSql = """
        insert into ver.dataset_version (package_id, v, label, state, kind, base_v, notes, metadata, content_hash, period, published_at, published_by)
        select p.id, @Next, @label, 'published', 'revert', @Current, @notes::jsonb,
               jsonb_build_object('name', p.name, 'title', p.title, 'title_translated', p.title_translated, 'license_id', p.license_id,
                   'organization', jsonb_build_object('name', o.name, 'title', o.title, 'title_translated', o.title_translated)),
               null, old.period, @Now, @UserId
          from catalog.package p
          join ver.dataset_version old on old.package_id = p.id and old.v = @version
          left join catalog."group" o on o.id = p.owner_org
         where p.id = @PackageId;
        insert into ver.version_file (package_id, v, resource_id, file_id)
        select f.package_id, @Next, f.resource_id, f.file_id
          from ver.version_file f join catalog.resource r on r.id = f.resource_id and r.state = 'active'
         where f.package_id = @PackageId and f.v = @version;
        update catalog.package set current_version = @Next, next_version = @Next + 1 where id = @PackageId;
        update catalog.resource r
           set size = rv.bytes, hash = coalesce('sha256:' || encode(rv.sha256, 'hex'), ''), last_modified = @Now, metadata_modified = @Now
          from ver.resource_version rv
         where rv.resource_id = r.id and rv.v = @Next and r.package_id = @PackageId and r.table_no is not null
        """;

    /// <param name="packageId">The dataset.</param>
    /// <param name="version">A published one, not the current one.</param>
    /// <param name="notes">By language: why; empty = that it has the content of that version.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="ct">Gives up; nothing is written then.</param>
    /// <returns>The number of the new version.</returns>
    /// <exception cref="ValidationException">There is no such version, it was taken away, or it is the current one.</exception>
    public async Task<int> RevertAsync(Guid packageId, int version, IReadOnlyDictionary<string, string> notes, Guid? userId, CancellationToken ct)
    {
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        await write.RequirePublishedAsync(version, ct);
        if (version == write.Current)
            throw new ValidationException("version", string.Create(CultureInfo.InvariantCulture, $"Version {version} is the current one"));
        await VersionChain.RestoreAsync(write.Connection, packageId, version, write.Next, ct);
        var step = new LabelStep();
        await CountAsync(write, step, ct);
        if (notes.Count == 0)
        {
            var number = version.ToString(CultureInfo.InvariantCulture);
            notes = new Dictionary<string, string> { ["el"] = $"Το περιεχόμενο της έκδοσης {number}", ["en"] = $"The content of version {number}" };
        }

        var last = await write.Connection.QuerySingleAsync<string>(new CommandDefinition(
            "select label from ver.dataset_version where package_id = @packageId order by v desc limit 1", new { packageId }, cancellationToken: ct));
        await write.Connection.ExecuteAsync(new CommandDefinition(VersionSql, new
        {
            write.PackageId, write.Current, write.Next, version, label = step.Next(last), notes = JsonSerializer.Serialize(notes, CkanJson.Options), write.Now, write.UserId,
        }, cancellationToken: ct));
        await write.CommitAsync("revert", write.Next, new JsonObject { ["to"] = version }, write.Next, ct);
        return write.Next;
    }

    /// <summary>What went back, against what readers saw until now.</summary>
    private static async Task CountAsync(VersionWrite write, LabelStep step, CancellationToken ct)
    {
        foreach (var resource in await ResourceDifference.ListAsync(write.Connection, write.PackageId, write.Current, write.Next, ct))
        {
            await write.Connection.ExecuteAsync(new CommandDefinition(
                "update ver.resource_version set added = @Added, changed = @Changed, removed = @Removed where resource_id = @ResourceId and v = @Next",
                new { resource.Counts.Added, resource.Counts.Changed, resource.Counts.Removed, resource.ResourceId, write.Next }, cancellationToken: ct));
            step.Add(resource.Before, resource.After);
            step.Add(resource.Counts);
        }
    }
}
