using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Search;

namespace OpenData.Core.Packages;

/// <summary>The statements that write a dataset, inside the caller's transaction. What is not in the content is removed; rows of resources are kept for old versions.</summary>
internal static class PackageWriter
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes it and reads it back as it stands now, all in one trip to the server: at hundreds of writes a second the trips are most of the time.</summary>
    /// <param name="connection">In the caller's transaction.</param>
    /// <param name="content">What it becomes.</param>
    /// <param name="stored">Null for a new dataset.</param>
    /// <param name="names">Names of others that it is found by, as read before.</param>
    /// <param name="times">When it was made and last changed. Of an existing one the first is not looked at, and the second never goes back.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<PackageRow> WriteAsync(
        NpgsqlConnection connection, PackageContent content, PackageContent? stored, PackageNames names, PackageTimes times, CancellationToken ct)
    {
        var batch = new SqlBatch();
        AddPackage(batch, content, isNew: stored is null, PackageWords.Of(content, names.Owner, names.Groups), times);
        if (!content.Tags.SequenceEqual(stored?.Tags ?? []))
            AddTags(batch, content);
        if (!content.Groups.SequenceEqual(stored?.Groups ?? []))
            AddGroups(batch, content);
        if (content.Resources.Count > 0 || stored is { Resources.Count: > 0 })
            AddResources(batch, content, stored, times);
        batch.Add($"{PackageRow.Select} where p.id = @Id", new { content.Id });
        var row = await connection.QuerySingleAsync<PackageRow>(batch.ToCommand(ct));
        // A name that changed, or a tag that was deleted, after it was read and before it was linked; from there on the link holds it (SearchIndex.LockAsync).
        if (!names.AreStill(row, content.Tags.Count))
            await SearchIndex.RewriteAsync(connection, [content.Id], ct);
        return row;
    }

    private static void AddPackage(SqlBatch batch, PackageContent content, bool isNew, string words, PackageTimes times)
    {
        const string insert = """
            insert into catalog.package (id, name, title, title_translated, notes, notes_translated, author, author_email, maintainer, maintainer_email,
                                         url, version, license_id, private, state, type, owner_org, creator_user_id, extras, search,
                                         metadata_created, metadata_modified)
            values (@Id, @Name, @Title, @titles::jsonb, @Notes, @notesBy::jsonb, @Author, @AuthorEmail, @Maintainer, @MaintainerEmail,
                    @Url, @Version, @LicenseId, @Private, @State, @Type, @OwnerOrg, @CreatorUserId, @extras::jsonb, @words::tsvector, @Created, @Modified)
            """;
        // The clock never goes back for a reader: harvesters compare these times as texts (contract 2.1).
        const string update = """
            update catalog.package set
                   name = @Name, title = @Title, title_translated = @titles::jsonb, notes = @Notes, notes_translated = @notesBy::jsonb,
                   author = @Author, author_email = @AuthorEmail, maintainer = @Maintainer, maintainer_email = @MaintainerEmail, url = @Url, version = @Version,
                   license_id = @LicenseId, private = @Private, state = @State, owner_org = @OwnerOrg, extras = @extras::jsonb, search = @words::tsvector,
                   metadata_modified = greatest(@Modified, metadata_modified + interval '1 microsecond')
             where id = @Id
            """;
        batch.Add(isNew ? insert : update, new
        {
            content.Id, content.Name, content.Title, titles = JsonSerializer.Serialize(content.TitleTranslated), content.Notes,
            notesBy = JsonSerializer.Serialize(content.NotesTranslated), content.Author, content.AuthorEmail, content.Maintainer, content.MaintainerEmail,
            content.Url, content.Version, content.LicenseId, content.Private, content.State, content.Type, content.OwnerOrg, content.CreatorUserId,
            extras = JsonSerializer.Serialize(content.Extras), words, times.Created, times.Modified,
        });
    }

    /// <summary>
    /// In the order of their names, so that two writers of the same new tags wait for each other and do not lock each other out; linked in the order of their ids,
    /// in which who takes tags away locks them. A link that is there stays: making it anew would ask for the tag's lock again.
    /// </summary>
    private static void AddTags(SqlBatch batch, PackageContent content)
    {
        const string sql = """
            insert into catalog.tag (id, name, vocabulary_id)
            select gen_random_uuid(), n.name, n.vocabulary_id from unnest(@tags, @vocabularies) n (name, vocabulary_id)
             where not exists (select 1 from catalog.tag t where t.name = n.name and t.vocabulary_id is not distinct from n.vocabulary_id)
             order by n.name, n.vocabulary_id
            on conflict do nothing;
            with wanted as (
                select t.id from unnest(@tags, @vocabularies) n (name, vocabulary_id)
                  join catalog.tag t on t.name = n.name and t.vocabulary_id is not distinct from n.vocabulary_id),
            gone as (delete from catalog.package_tag where package_id = @Id and tag_id not in (select id from wanted))
            insert into catalog.package_tag (package_id, tag_id) select @Id, id from wanted order by id on conflict do nothing
            """;
        batch.Add(sql, new { content.Id, tags = content.Tags.Select(tag => tag.Name).ToArray(), vocabularies = content.Tags.Select(tag => tag.VocabularyId).ToArray() });
    }

    private static void AddGroups(SqlBatch batch, PackageContent content)
    {
        const string sql = """
            delete from catalog.package_group where package_id = @Id and not group_id = any(@groups);
            insert into catalog.package_group (package_id, group_id) select @Id, unnest(@groups) on conflict do nothing
            """;
        batch.Add(sql, new { content.Id, groups = content.Groups.ToArray() });
    }

    private static void AddResources(SqlBatch batch, PackageContent content, PackageContent? stored, PackageTimes times)
    {
        const string sql = """
            update catalog.resource set state = 'deleted' where package_id = @Id and state = 'active' and not id = any(@ids);
            insert into catalog.resource (id, package_id, name, title_translated, description, description_translated, format, url, url_type, mimetype, mimetype_inner,
                                          size, hash, resource_type, cache_url, cache_last_updated, last_modified, created, extras, table_no, file_sha256,
                                          position, metadata_modified)
            select r.id, @Id, r.name, r.title_translated, r.description, r.description_translated, r.format, r.url, r.url_type, r.mimetype, r.mimetype_inner,
                   r.size, r.hash, r.resource_type, r.cache_url, r.cache_last_updated, r.last_modified, r.created, r.extras, r.table_no, decode(r.file_sha256, 'hex'),
                   r.position, case when @keepsTimes then r.metadata_modified else @now end
              from jsonb_to_recordset(@rows::jsonb) r (
                   id uuid, name text, title_translated jsonb, description text, description_translated jsonb, format text, url text, url_type text, mimetype text,
                   mimetype_inner text, size bigint, hash text, resource_type text, cache_url text, cache_last_updated timestamptz, last_modified timestamptz,
                   created timestamptz, extras jsonb, table_no int, file_sha256 text, position int, metadata_modified timestamptz)
            on conflict (id) do update set
                   name = excluded.name, title_translated = excluded.title_translated, description = excluded.description,
                   description_translated = excluded.description_translated, format = excluded.format, url = excluded.url, url_type = excluded.url_type,
                   mimetype = excluded.mimetype, mimetype_inner = excluded.mimetype_inner, size = excluded.size, hash = excluded.hash,
                   resource_type = excluded.resource_type, cache_url = excluded.cache_url, cache_last_updated = excluded.cache_last_updated,
                   last_modified = excluded.last_modified, created = excluded.created, extras = excluded.extras, table_no = excluded.table_no,
                   file_sha256 = excluded.file_sha256, state = 'active', metadata_modified = excluded.metadata_modified
             where catalog.resource.package_id = excluded.package_id;   -- an id that another dataset took since we looked is theirs
            update catalog.resource r set position = n.position - 1
              from unnest(@ids) with ordinality n (id, position) where r.id = n.id and r.position <> n.position - 1
            """;
        var before = stored?.Resources.ToDictionary(resource => resource.Id) ?? [];
        var changed = content.Resources.Index()
            .Where(r => !before.TryGetValue(r.Item.Id, out var old) || PackageContentRow.Fingerprint(old) != PackageContentRow.Fingerprint(r.Item))
            .Select(r => RowOf(r.Item, r.Index));
        batch.Add(sql, new { content.Id, ids = content.Resources.Select(r => r.Id).ToArray(), rows = $"[{string.Join(',', changed)}]", now = times.Now, keepsTimes = times.KeepsResources });
    }

    private static string RowOf(ResourceContent resource, int position)
    {
        var row = JsonSerializer.SerializeToNode(resource, Json)!.AsObject();
        row["position"] = position;
        return row.ToJsonString();
    }
}

/// <summary>The times of a dataset that is written.</summary>
/// <param name="Now">Of the writer, in microseconds: what changed resources get.</param>
/// <param name="Created">When the dataset was made.</param>
/// <param name="Modified">When it was last changed.</param>
internal readonly record struct PackageTimes(DateTimeOffset Now, DateTimeOffset Created, DateTimeOffset Modified)
{
    /// <summary>Whether resources keep the times that another catalog gave them; else what changed gets <see cref="Now"/>.</summary>
    public bool KeepsResources { get; init; }

    public PackageTimes(DateTimeOffset now)
        : this(now, now, now) { }
}

/// <summary>Names of its organization and groups, which a dataset is found by and which others may change meanwhile.</summary>
/// <param name="Owner">Null without an organization.</param>
internal sealed record PackageNames(string? Owner, IReadOnlyList<string> Groups)
{
    /// <summary>Whether the dataset as it was read after it was written has no other names, and all tags that it was given.</summary>
    public bool AreStill(PackageRow row, int tags)
    {
        if ((row.Tags is null ? 0 : JsonNode.Parse(row.Tags)!.AsArray().Count) != tags)
            return false;
        var owner = row.Organization is null ? null : (string?)JsonNode.Parse(row.Organization)!["name"];
        return owner == Owner && (row.Groups is null || JsonNode.Parse(row.Groups)!.AsArray().All(group => Groups.Contains((string)group!["name"]!)));
    }
}
