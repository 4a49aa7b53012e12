using System.Text.Json;
using Dapper;
using Npgsql;

namespace OpenData.Core.Packages;

/// <summary>Reads a stored dataset for a write: under the lock of its row, so that what is merged is what is there (contract 3.6; two writers wait for each other).</summary>
internal sealed record PackageContentRow
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public Guid Id { get; init; }
    public string Content { get; init; } = "";
    public string? Label { get; init; }
    public DateTimeOffset MetadataModified { get; init; }

    /// <summary>The dataset of that id or name in any state, its row locked until the transaction ends; null when there is none.</summary>
    public static async Task<StoredPackage?> LockAsync(NpgsqlConnection connection, string idOrName, CancellationToken ct)
    {
        const string find = """
            select p.id from catalog.package p where p.id = @id or p.name = @idOrName order by p.id = @id desc nulls last limit 1 for update
            """;
        var id = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            find, new { id = Guid.TryParseExact(idOrName, "D", out var guid) ? guid : (Guid?)null, idOrName }, cancellationToken: ct));
        return id is null ? null : await ReadAsync(connection, id.Value, ct);   // a second statement: the first one's view is as old as its wait
    }

    private static async Task<StoredPackage?> ReadAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) => (await ReadAsync(connection, [id], ct)).Single();

    /// <summary>The datasets of those ids, in any order, without a lock.</summary>
    public static async Task<IReadOnlyList<StoredPackage>> ReadAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct)
    {
        const string sql = $"""
            select p.id, p.metadata_modified,
                   (select d.label from ver.dataset_version d where d.package_id = p.id and d.v = p.current_version and {PackageRow.IsFed}) as label,
                   jsonb_build_object(
                     'id', p.id, 'name', p.name, 'title', p.title, 'title_translated', p.title_translated, 'notes', p.notes, 'notes_translated', p.notes_translated,
                     'author', p.author, 'author_email', p.author_email, 'maintainer', p.maintainer, 'maintainer_email', p.maintainer_email, 'url', p.url,
                     'version', p.version, 'license_id', p.license_id, 'private', p.private, 'state', p.state, 'type', p.type, 'owner_org', p.owner_org,
                     'creator_user_id', p.creator_user_id, 'extras', p.extras,
                     'tags', (select coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'vocabulary_id', t.vocabulary_id) order by t.name collate "C", t.vocabulary_id nulls first), '[]')
                                from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id where pt.package_id = p.id),
                     'groups', (select coalesce(jsonb_agg(pg.group_id order by pg.group_id), '[]') from catalog.package_group pg where pg.package_id = p.id),
                     'resources', (select coalesce(jsonb_agg(jsonb_build_object(
                                       'id', r.id, 'name', r.name, 'title_translated', r.title_translated, 'description', r.description,
                                       'description_translated', r.description_translated, 'format', r.format, 'url', r.url, 'url_type', r.url_type,
                                       'mimetype', r.mimetype, 'mimetype_inner', r.mimetype_inner, 'size', r.size, 'hash', r.hash, 'resource_type', r.resource_type,
                                       'cache_url', r.cache_url, 'cache_last_updated', r.cache_last_updated, 'last_modified', r.last_modified, 'created', r.created,
                                       'extras', r.extras, 'table_no', r.table_no, 'file_sha256', encode(r.file_sha256, 'hex'), 'metadata_modified', r.metadata_modified)
                                     order by r.position, r.id), '[]')
                                     from catalog.resource r where r.package_id = p.id and r.state = 'active'))::text as content
              from catalog.package p where p.id = any(@ids)
            """;
        var rows = await connection.QueryAsync<PackageContentRow>(new CommandDefinition(sql, new { ids }, cancellationToken: ct));
        return [.. rows.Select(row => new StoredPackage(JsonSerializer.Deserialize<PackageContent>(row.Content, Json)!, row.Label, row.MetadataModified))];
    }

    /// <summary>The same text for the same dataset: whether a write would change anything that a reader sees.</summary>
    public static string Fingerprint(PackageContent content) => JsonSerializer.Serialize(
        content with { Resources = [.. content.Resources.Select(resource => resource with { MetadataModified = default })] }, Json);

    /// <inheritdoc cref="Fingerprint(PackageContent)"/>
    public static string Fingerprint(ResourceContent content) => JsonSerializer.Serialize(content with { MetadataModified = default }, Json);
}

/// <summary>A dataset that is being written.</summary>
/// <param name="Content">As stored.</param>
/// <param name="DataLabel">Label of its current data version, which readers see as <c>version</c> where the publisher wrote none; null without data.</param>
/// <param name="MetadataModified">When it last changed.</param>
public sealed record StoredPackage(PackageContent Content, string? DataLabel, DateTimeOffset MetadataModified);
